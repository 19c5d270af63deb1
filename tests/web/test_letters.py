"""Messages from a coach: shown to the leader they are meant for, answered by her or declined, never by another."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import UnknownItem
from bot.store import accounts, leaders, letters
from bot.store.database import store
from bot.store.letters import Letter
from tests.web.conftest import Site
from tests.web.visitor import Visitor, on_disk, rows


def sharing(site: Site) -> Visitor:
    """A leader who shares."""
    visitor = site.visitor().begin()
    leaders.set_sharing(store(), visitor.sender(site.database), True)
    return visitor


def leader_id(site: Site, visitor: Visitor) -> str:
    """Her key in our tables."""
    query = "SELECT id FROM leaders WHERE sender_id = ?"
    return str(rows(site.database, query, visitor.sender(site.database))[0][0])


def write(site: Site, visitor: Visitor, text: str = "Skal vi tale om nattevagterne?") -> int:
    """A coach writes to her; the message's key."""
    coach = accounts.find_account(store(), "Mette Holm") or accounts.add_account(store(), "Mette Holm", "coach", "x")
    return letters.send_letter(store(), leader_id(site, visitor), coach.id, text)


def kept(site: Site, visitor: Visitor) -> Letter:
    """The newest message to her, as the coach's side has it."""
    return letters.letters_to(store(), leader_id(site, visitor))[-1]


def test_a_letter_is_new_once_and_names_the_human_who_wrote_it(site: Site) -> None:
    """The first time it has no `shown_at`; from then on it counts as shown, and the coach cannot take it back."""
    visitor = sharing(site)
    key = write(site, visitor)
    first = visitor.json("/api/letters")
    assert first["can_answer"] is True
    (letter,) = first["letters"]
    assert (letter["id"], letter["by"], letter["text"]) == (key, "Mette Holm", "Skal vi tale om nattevagterne?")
    assert (letter["shown_at"], letter["answer"], letter["declined_at"]) == (None, None, None)
    assert letter["sent_at"].endswith("+00:00")
    shown = visitor.json("/api/letters")["letters"][0]["shown_at"]
    assert shown
    assert visitor.json("/api/letters")["letters"][0]["shown_at"] == shown
    with pytest.raises(UnknownItem):
        letters.recall_letter(store(), leader_id(site, visitor), accounts.accounts(store())[0].id, key)


def test_what_came_while_the_page_was_fetched_is_not_called_shown(site: Site) -> None:
    """Only what was handed out is noted."""
    visitor = sharing(site)
    first, second = write(site, visitor), write(site, visitor, "Og en til.")
    letters.note_letters_shown(store(), leader_id(site, visitor), first)
    assert [bool(each["shown_at"]) for each in visitor.json("/api/letters")["letters"]] == [True, False]
    assert second == kept(site, visitor).id
    assert kept(site, visitor).shown_at is not None


def test_an_answer_reaches_the_coach_without_personal_numbers(site: Site) -> None:
    """Masked before it is stored, and she is told; a new answer takes the place of the first."""
    visitor = sharing(site)
    key = write(site, visitor)
    response = visitor.post(f"/api/letters/{key}", {"answer": "Ja tak, ring på 22 33 44 55, 010190-1234."})
    assert response.status_code == 200
    assert "22 33 44 55" not in response.json()["answer"]
    assert "CPR-nummer" in response.json()["notice"]
    assert (b"22 33 44 55" in on_disk(site.folder), b"010190-1234" in on_disk(site.folder)) == (False, False)
    assert kept(site, visitor).answer == response.json()["answer"]
    again = visitor.post(f"/api/letters/{key}", {"answer": "Torsdag passer."}).json()
    assert (again["answer"], "notice" in again) == ("Torsdag passer.", False)
    assert kept(site, visitor).answer == "Torsdag passer."


def test_no_thanks_and_another_mind(site: Site) -> None:
    """No thanks, an answer after all, and the answer taken back: the newest counts, alone."""
    visitor = sharing(site)
    key = write(site, visitor)
    assert visitor.post(f"/api/letters/{key}", {"declined": True}).json()["declined_at"]
    assert (kept(site, visitor).answer, bool(kept(site, visitor).declined_at)) == (None, True)
    answered = visitor.post(f"/api/letters/{key}", {"answer": "Jo, alligevel."}).json()
    assert (answered["answer"], answered["declined_at"]) == ("Jo, alligevel.", None)
    assert bool(answered["answered_at"])
    visitor.post(f"/api/letters/{key}", {"declined": True})
    assert (kept(site, visitor).answer, kept(site, visitor).answered_at) == (None, None)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "bad_request"),
        ({"declined": False}, 400, "bad_request"),
        ({"declined": "ja"}, 400, "bad_request"),
        ({"declined": True, "answer": "ja"}, 400, "bad_request"),
        ({"answer": 7}, 400, "bad_request"),
        ({"answer": " \u0000 "}, 422, "empty"),
        ({"answer": "a" * 4_001}, 422, "too_long"),
    ],
    ids=str,
)
def test_what_is_no_answer_is_refused_and_changes_nothing(
    site: Site, body: dict[str, Any], status: int, code: str
) -> None:
    """In Danish, and the answer she gave before stands."""
    visitor = sharing(site)
    key = write(site, visitor)
    visitor.post(f"/api/letters/{key}", {"answer": "Torsdag."})
    response = visitor.post(f"/api/letters/{key}", body)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert kept(site, visitor).answer == "Torsdag."


def test_who_no_longer_shares_keeps_her_letters_and_cannot_answer(site: Site) -> None:
    """The coach would not see it: refused with a sentence that says so, and open again once she shares again."""
    visitor = sharing(site)
    key = write(site, visitor)
    leaders.set_sharing(store(), visitor.sender(site.database), False)
    seen = visitor.json("/api/letters")
    assert (seen["can_answer"], len(seen["letters"])) == (False, 1)
    for body in ({"answer": "Torsdag."}, {"declined": True}):
        response = visitor.post(f"/api/letters/{key}", body)
        assert (response.status_code, response.json()["error"]["code"]) == (409, "not_shared")
        assert "deler ikke med coachen" in response.json()["error"]["message"]
    assert (kept(site, visitor).answer, kept(site, visitor).declined_at) == (None, None)
    leaders.set_sharing(store(), visitor.sender(site.database), True)
    assert visitor.post(f"/api/letters/{key}", {"answer": "Torsdag."}).status_code == 200


def test_a_letter_to_another_is_not_there(site: Site) -> None:
    """Neither to be read nor to be answered; and without a session there is nothing."""
    one, other = sharing(site), sharing(site)
    key = write(site, one)
    assert other.json("/api/letters")["letters"] == []
    assert other.post(f"/api/letters/{key}", {"answer": "Det er mig."}).status_code == 404
    assert other.post(f"/api/letters/{'9' * 30}", {"declined": True}).status_code == 404
    assert (kept(site, one).answer, kept(site, one).shown_at) == (None, None)
    stranger = site.visitor()
    assert stranger.get("/api/letters").status_code == 401
    assert stranger.get("/api/accesses").status_code == 401
    assert stranger.post(f"/api/letters/{key}", {"answer": "hej"}).status_code == 401


def test_answering_is_a_sign_of_life_and_looking_is_not(site: Site) -> None:
    """Storage time counts from her answer; the message alone does not lengthen it."""
    visitor = sharing(site)
    key = write(site, visitor)
    began = visitor.me["expires_at"]
    visitor.json("/api/letters")
    assert visitor.me["expires_at"] == began
    visitor.post(f"/api/letters/{key}", {"answer": "Torsdag."})
    assert visitor.me["expires_at"] > began


def test_a_letter_goes_with_all_the_rest(site: Site) -> None:
    """Erased with her; the message and the answer are in no file."""
    visitor = sharing(site)
    key = write(site, visitor, "Et brev om kælderstuen.")
    visitor.post(f"/api/letters/{key}", {"answer": "Svar om vaskeriet."})
    assert visitor.delete("/api/me").status_code == 200
    left = on_disk(site.folder)
    assert ("kælderstuen".encode() in left, b"vaskeriet" in left) == (False, False)
