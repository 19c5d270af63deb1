"""Mine data: all of it can be seen, fetched, mended and erased, and what is erased is in no file any more."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.errors import NotSaved
from bot.privacy.erasure import sweep_conversations
from bot.store import (
    access,
    accounts,
    answers,
    assessments,
    commitments,
    inbox,
    leaders,
    letters,
    logins,
    reviews,
    suggestions,
    talks,
)
from bot.store.database import Store, now, store
from bot.store.tables import Access, Base
from tests.store.event_log import EventLog, bot, user
from tests.web.conftest import FakeRasa, Site
from tests.web.visitor import ANSWER, Visitor, messages_of, on_disk, rows

LONG = (
    "Nattevagterne mødes i kælderstuen ved siden af vaskeriet, og dér gennemgår de tavlen én borger ad gangen. "
    "Bagefter skriver den ældste i den grønne kladde, hvad de blev enige om, og hvem der ringer til pårørende. "
    "Det har vi gjort siden pinse, og nu kommer også aftenvagterne forbi med deres egne kladder og spørgsmål."
)


def fill(store: Store, sender: str, mark: str = "") -> set[str]:
    """Write to every table that holds a leader's words; the words."""
    leaders.set_sector(store, sender, "state")
    answers.save_answer(store, sender, "mindset-focus", "mindset", f"første ordlyd{mark}")
    answers.save_answer(store, sender, "mindset-focus", "mindset", f"anden ordlyd{mark}")
    answers.save_answer(store, sender, "employees-safety", "employees", f"<b>tredje</b> svar{mark}")
    answers.skip_question(store, sender, "mindset-opinion", "mindset")
    suggestions.note_shown(store, sender, "advice", "advice-01", "mindset", f"begrundende ord{mark}")
    suggestions.note_verdict(store, sender, "useful")
    suggestions.note_shown(store, sender, "case", "case-online-meetings", None, "")
    commitments.save_commitment(
        store, sender, "mindset", f"ring til it{mark}", date(2026, 12, 1), f"først i julemåneden{mark}"
    )
    commitments.save_commitment(store, sender, None, f"hold et møde{mark}", None, f"når sneen er væk{mark}")
    commitments.report_commitment(
        store, sender, commitments.promises(store, sender)[0].id, "partly", f"nåede det halve{mark}"
    )
    assessments.save_point(store, sender, "statements", "statement-value", "4", None)
    assessments.save_point(store, sender, "readiness", "readiness-story", "no", f"vi mangler en fortælling{mark}")
    leaders.start_over(store, sender)
    answers.save_answer(store, sender, "mindset-focus", "mindset", f"nyt svar i ny runde{mark}")
    words = [
        "første ordlyd",
        "anden ordlyd",
        "<b>tredje</b> svar",
        "begrundende ord",
        "ring til it",
        "først i julemåneden",
    ]
    words += ["hold et møde", "når sneen er væk", "nåede det halve", "vi mangler en fortælling", "nyt svar i ny runde"]
    return {word + mark for word in words} | review(store, sender, mark)


def review(store: Store, sender: str, mark: str = "") -> set[str]:
    """Write to every table of the console, all about this leader; the words."""
    leaders.set_sharing(store, sender, True)
    turn = talks.Unclear(7, now(), f"hvad mente hun{mark}", "mindset-focus", "deny", 0.1, '["deny"]', "unclear")
    stems = "".join(each for each in f"søgestamme{mark}" if each.isalnum())
    figures = ("mindset", "state", 1, 1, 1, 0, stems, {("stopped", "mindset-focus"): 1}, [turn])
    assert talks.save_talk(store, sender, talks.TalkRecord(7, now(), now(), *figures), version=0)
    talk = talks.find_talk(store, leaders.leader_sign(store, sender))
    assert talk is not None
    coach = accounts.find_account(store, "Mette Coach") or accounts.add_account(
        store, "Mette Coach", "coach", "hemmelig"
    )
    logins.log_in(store, coach.id, secrets.token_hex(8))
    for way in access.WAYS:
        access.log_access(store, coach, [talk.leader_id], way)
    reviews.add_note(store, talk.leader_id, coach.id, f"notat om hende{mark}", 7)
    gone = reviews.add_note(store, talk.leader_id, coach.id, f"fortrudt notat{mark}", None)
    reviews.remove_note(store, talk.leader_id, coach.id, gone)
    reviews.put_tag(store, talk.leader_id, coach.id, f"mærkat{mark}")
    reviews.put_flag(store, talk.leader_id, coach.id, 7, "misunderstood")
    reviews.mark_reviewed(store, talk.leader_id, coach.id, 7)
    reviews.save_search(store, coach.id, "mine", "theme=mindset")
    letter = letters.send_letter(store, talk.leader_id, coach.id, f"vil du tales ved{mark}")
    letters.reply_to_letter(store, talk.leader_id, letter, f"ja, på torsdag{mark}")
    letters.send_letter(store, talk.leader_id, coach.id, f"endnu et brev{mark}")
    hers = {turn.id: "[]" for turn in inbox.inbox_turns(store) if turn.leader_id == talk.leader_id}
    inbox.give_verdict(store, coach.id, "affirm", hers)
    words = ["hvad mente hun", "notat om hende", "fortrudt notat", "mærkat", "vil du tales ved", "ja, på torsdag"]
    return {word + mark for word in (*words, "endnu et brev")}


def filled(site: Site, mark: str = "") -> tuple[Visitor, str, set[str]]:
    """A leader with something in every table and in the log: she, her conversation, her words."""
    visitor = site.visitor().begin()
    sender = visitor.sender(site.database)
    words = fill(store(), sender, mark)
    said = f"noget sagt i forbifarten{mark}"
    EventLog(site.settings.tracker_url).write(sender, user(said), bot(f"Du sagde «{said}», ikke?"))
    return visitor, sender, words | {said}


def unlike_any(text: str) -> str:
    """The text with a word that no other test leaves in the assistant's files."""
    return f"{text} Vi kalder det {secrets.token_hex(6)}."


# --- seeing and fetching


def test_everything_stored_is_shown(site: Site) -> None:
    """Every word that our tables and the log hold of her, in both files; and every table is in it."""
    visitor, _, words = filled(site)
    data = visitor.json("/api/data")
    whole, for_people = json.dumps(data, ensure_ascii=False), visitor.get("/api/data.txt").text
    assert {word for word in words if word not in whole} == set()
    assert {word for word in words if word not in for_people} == set()
    assert data["sector"] == "state"
    assert [
        len(data[kind]) for kind in ("answers", "skipped", "actions", "suggestions", "assessments", "messages")
    ] == [3, 1, 2, 2, 2, 2]
    assert [version["text"] for version in data["answers"][0]["earlier_versions"]] == ["første ordlyd"]
    assert {each["verdict"] for each in data["suggestions"]} == {"useful", None}
    assert data["choices"] == {"talk": True, "remember": False, "share": True}
    stamped = [*data["answers"], *data["actions"], *data["suggestions"], *data["assessments"], *data["messages"]]
    stamps = ("written_at", "made_at", "shown_at", "started_at", "at")
    assert all(any("20" in str(each.get(at)) for at in stamps) for each in stamped)


def test_what_a_coach_has_about_her_is_hers_to_read(site: Site) -> None:
    """Sign, looks, letters, notes, tags, flags, who went through it, the list's line, the trainers' inbox: by whom and when."""
    visitor, _, _ = filled(site)
    data = visitor.json("/api/data")
    for kind, count in {
        "accesses": 4,
        "letters": 2,
        "notes": 2,
        "tags": 1,
        "flags": 1,
        "reviews": 1,
        "unclear": 1,
    }.items():
        assert len(data[kind]) == count, kind
    written = [*data["notes"], *data["tags"], *data["flags"], *data["letters"], *data["reviews"], *data["accesses"]]
    assert {each["by"] for each in (*written, *data["unclear"][0]["verdicts"])} == {"Mette Coach"}
    stamps = ("written_at", "put_at", "sent_at", "reviewed_at", "at")
    assert all(any("20" in str(each.get(at)) for at in stamps) for each in written)
    assert [(note["text"], note["on_one_message"], bool(note["removed_at"])) for note in data["notes"]] == [
        ("notat om hende", True, False),
        ("fortrudt notat", False, True),
    ]
    assert {each["answer"] for each in data["letters"]} == {"ja, på torsdag", None}
    assert data["unclear"][0]["verdicts"][0]["intent"] == "affirm"
    assert data["unclear"][0]["question"] != data["unclear"][0]["question_id"]
    assert (data["brief"]["words"], data["brief"]["messages"]) == ("søgestamme", 1)
    assert data["brief"]["figures"] == [{"kind": "stopped", "key": "mindset-focus", "count": 1}]
    text = visitor.get("/api/data.txt").text
    assert f"Leder {data['sign']}" in text
    for told in ("Mette Coach, coach: læste samtalen", "Mette Coach: misforstået", "1 beskeder på 1 besøg"):
        assert told in text


def test_without_a_coach_there_is_nothing_of_one(site: Site) -> None:
    """Who has never shared has no sign, and every part of the console is there and empty."""
    visitor = site.visitor().begin()
    data = visitor.json("/api/data")
    assert (data["sign"], data["shared_since"], data["brief"]) == (None, None, None)
    assert not any(data[kind] for kind in ("accesses", "letters", "notes", "tags", "flags", "reviews", "unclear"))
    assert visitor.json("/api/accesses") == {"accesses": []}
    assert "HVEM HAR SET MIN SAMTALE?\n(intet)" in visitor.get("/api/data.txt").text


def test_she_sees_who_has_looked(site: Site) -> None:
    """Name, role, how and when, the newest first; another's looks are not hers; they stay when she stops sharing."""
    visitor, sender, _ = filled(site)
    filled(site, " af en anden")
    leaders.set_sharing(store(), sender, False)
    looks = visitor.json("/api/accesses")["accesses"]
    assert [(each["by"], each["role"], each["what"]) for each in looks] == [
        ("Mette Coach", "coach", way) for way in reversed(access.WAYS)
    ]
    assert all(each["at"].endswith("+00:00") for each in looks)


def test_turning_pages_for_half_an_hour_is_one_reading(site: Site) -> None:
    """Another person, another way or a later hour is another; the file holds each single look."""
    visitor, _, _ = filled(site)
    with store().writing() as session:
        read = session.scalar(sa.select(Access).where(Access.what == "read"))
        for minutes in (10, 29, 31):
            more = Access(
                at=read.at + timedelta(minutes=minutes), what="read", role="coach", account_name=read.account_name
            )
            more.leader_id = read.leader_id
            session.add(more)
        session.add(Access(at=read.at, what="read", role="coach", account_name="Bo", leader_id=read.leader_id))
    read_by = [look["by"] for look in visitor.json("/api/accesses")["accesses"] if look["what"] == "read"]
    assert sorted(read_by) == ["Bo", "Mette Coach", "Mette Coach"]
    assert len(visitor.json("/api/data.json")["accesses"]) == len(access.WAYS) + 4


def test_who_stops_sharing_still_reads_what_was_noted(site: Site) -> None:
    """The line of the list and the inbox are gone at once; notes, tags and letters stay hers until they are erased."""
    visitor, sender, _ = filled(site)
    leaders.set_sharing(store(), sender, False)
    data = visitor.json("/api/data")
    assert (data["brief"], data["unclear"], data["shared_since"]) == (None, [], None)
    assert (len(data["notes"]), len(data["tags"]), len(data["letters"])) == (2, 1, 2)


def test_the_export_knows_every_column(site: Site) -> None:
    """A column that is added later must be shown to her, or be named here as one that tells her nothing."""
    keys = {"id", "sender_id", "leader_id", "reflection_id", "answer_id", "commitment_id", "assessment_id"}
    keys |= {"account_id", "talk_id", "turn_id"}
    # where in Rasa's log something hangs, how far one has read, how often it was read anew: keys too
    keys |= {"event_id", "seen_event_id", "reviewed_event_id", "talk_version"}
    secrets_and_orders = {"return_code_hash", "token_hash", "ordered_at", "is_final", "counts"}
    # of those who read, not of her: of them she is told the name and the role
    of_readers = {"accounts.password_hash", "accounts.subject", "accounts.created_at", "accounts.seen_at"}
    of_readers |= {"accounts.closed_at", "accounts.failures", "accounts.locked_until", "accounts.must_change"}
    of_readers |= {"account_sessions.created_at", "account_sessions.seen_at"}
    of_readers |= {"saved_searches.name", "saved_searches.query"}  # filters, about nobody
    shown = {
        "leaders": "sector created_at last_seen_at active_at shared_at is_remembered sign",
        "sessions": "created_at",
        "reflections": "started_at",
        "answers": "question_id theme skipped_at",
        "answer_versions": "text written_at",
        "suggestions": "kind item_id theme because verdict shown_at",
        "commitments": "theme text due_on due_text made_at",
        "commitment_reports": "outcome text reported_at",
        "assessments": "kind started_at",
        "assessment_points": "item_id value note",
        "accounts": "name role",
        "accesses": "at account_name role what",
        "talks": "first_at last_at theme sector sittings messages unclear open_actions words",
        "talk_facets": "kind key count",
        "unclear_turns": "at text question_id intent confidence guesses reason flags",
        "verdicts": "intent entities decided_at harvested_at",
        "notes": "text written_at removed_at",
        "tags": "name put_at",
        "flags": "kind put_at",
        "reviews": "reviewed_at",
        "letters": "text sent_at shown_at answer answered_at declined_at reply_seen_at recalled_at",
    }
    known = {f"{table}.{name}" for table, names in shown.items() for name in names.split()} | of_readers
    columns = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    assert {each for each in columns if each.partition(".")[2] not in keys | secrets_and_orders} == known


def test_the_files_are_downloads(site: Site) -> None:
    """Under a name, the one for machines with the same in it as the page shows."""
    visitor, _, _ = filled(site)
    for ending, kind in (("json", "application/json"), ("txt", "text/plain")):
        response = visitor.get(f"/api/data.{ending}")
        assert response.headers["content-type"] == f"{kind}; charset=utf-8"
        assert response.headers["content-disposition"] == f'attachment; filename="lederdialog-mine-data.{ending}"'
        assert response.headers["cache-control"] == "no-store"
    assert visitor.get("/api/data.json").json() == visitor.json("/api/data")


def test_what_a_coach_would_see_names_nobody(site: Site) -> None:
    """Answers, actions, suggestions and the conversation; no self-assessment, and only a sign in place of a name."""
    visitor, sender, _ = filled(site)
    seen = visitor.json("/api/shared")
    assert set(seen) == {"pseudonym", "answers", "skipped", "actions", "suggestions", "messages"}
    assert seen["pseudonym"] == f"Leder {leaders.leader_sign(store(), sender)}, statslig enhed"
    mine = visitor.json("/api/data")
    assert {name: seen[name] for name in ("answers", "skipped", "actions", "suggestions", "messages")} == {
        name: mine[name] for name in ("answers", "skipped", "actions", "suggestions", "messages")
    }
    leader_id = rows(site.database, "SELECT id FROM leaders")[0][0]
    for path in ("/api/shared", "/api/data", "/api/me", "/api/history"):
        assert sender not in visitor.get(path).text, path
        assert leader_id not in visitor.get(path).text, path


def test_what_she_says_in_the_self_assessment_is_not_in_what_a_coach_sees(site: Site) -> None:
    """Statements, figures, notes and what is said of them, in both checks: hers alone. What surrounds them is shared."""
    visitor = site.visitor().begin()
    sender = visitor.sender(site.database)
    for form, report in (("assessment_form", "action_say_assessment"), ("readiness_form", "action_say_readiness")):
        EventLog(site.settings.tracker_url).write(
            sender,
            user(f"før {form}"),
            {"event": "active_loop", "name": form},
            bot(f"påstand i {form}"),
            user(f"fire i {form}"),
            {"event": "active_loop", "name": None},
            {"event": "action", "name": report},
            bot(f"tal fra {report}"),
            user(f"efter {form}"),
        )
    fill(store(), sender)
    shared, own = visitor.get("/api/shared").text, visitor.get("/api/data").text
    for hidden in ("påstand i", "fire i", "tal fra", "vi mangler en fortælling", "statement-value", "readiness-story"):
        assert (hidden in shared, hidden in own) == (False, True), hidden
    for seen in ("før assessment_form", "efter readiness_form", "anden ordlyd"):
        assert seen in shared, seen


# --- mending and erasing one answer


@pytest.mark.parametrize("how", ["mend", "erase"])
def test_the_old_words_of_an_answer_are_nowhere(visitor: Visitor, whole: Site, how: str) -> None:
    """Not in our tables, not in the log, not where the assistant quotes them, not in a file's free pages or its WAL."""
    marks = [secrets.token_hex(6) for _ in range(3)]  # at the beginning, at the end, and in a paragraph that was added
    visitor.begin().open_question()
    visitor.say(f"Kælderstue {marks[0]}. {LONG} Sådan gør vi i {marks[1]}.")
    visitor.say(f"det skal også skrives, at vi har aflyst bådfarten til {marks[2]} to gange i år")
    visitor.say("giv mig et råd")
    assert "Fordi du skrev «" in " ".join(line.get("text", "") for line in visitor.heard)
    visitor.say("hvad har jeg svaret om nattevagterne?")
    visitor.say("opsummering")
    visitor.press("Næste spørgsmål")
    (answer,) = visitor.answers()
    assert [mark for mark in marks if mark in answer["text"]] == marks
    if how == "mend":
        mended = visitor.put(f"/api/answers/{answer['id']}", {"text": "Noget helt andet."})
        assert mended.status_code == 200
        assert mended.json() == visitor.answers()[0]
        assert (mended.json()["id"], mended.json()["text"]) == (answer["id"], "Noget helt andet.")
        assert mended.json()["earlier_versions"] == []
    else:
        assert visitor.delete(f"/api/answers/{answer['id']}").status_code == 204
        assert visitor.answers() == []
        assert visitor.delete(f"/api/answers/{answer['id']}").status_code == 404
    for path in ("/api/data.json", "/api/data.txt", "/api/history", "/api/shared"):
        assert [line for line in visitor.get(path).text.splitlines() if any(mark in line for mark in marks)] == [], path
    history = visitor.json("/api/history")["messages"]
    assert ("leader", "[slettet]") in visitor.history()
    assert any("Fordi du skrev «[slettet]»" in line["text"] for line in history)
    left = on_disk(whole.folder)
    assert [mark for mark in marks if mark.encode() in left] == []


def test_the_question_of_an_erased_answer_is_open_again(visitor: Visitor) -> None:
    """And can be answered anew."""
    visitor.begin().open_question()
    visitor.say(ANSWER)
    visitor.delete(f"/api/answers/{visitor.answers()[0]['id']}")
    assert not any(theme["answered"] for theme in visitor.json("/api/progress")["themes"])


def test_a_short_answer_is_taken_out_without_hurting_other_sentences(visitor: Visitor) -> None:
    """ "Tavlen" is erased where it is her message, and stays in what others are told."""
    visitor.begin().open_question()
    visitor.say("Vi bruger tavlen")
    before = [text for who, text in visitor.history() if who == "assistant"]
    (answer,) = visitor.answers()
    visitor.delete(f"/api/answers/{answer['id']}")
    assert ("leader", "Vi bruger tavlen") not in visitor.history()
    assert [text for who, text in visitor.history() if who == "assistant"][:3] == before[:3]


def test_letters_that_are_not_seen_do_not_save_an_answer(visitor: Visitor, whole: Site) -> None:
    """Pasted text holds soft hyphens and zero-width letters; the log keeps it as it came, the tables without."""
    visitor.begin().open_question()
    visitor.say("Vi mødes i sam\u00adtale\u00adrummet bag porten,\u200b hver onsdag klokken syv.")
    (answer,) = visitor.answers()
    visitor.delete(f"/api/answers/{answer['id']}")
    assert "bag porten" not in visitor.get("/api/data.json").text
    assert b"bag porten" not in on_disk(whole.folder)


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "bad_request"), ({"text": ""}, "empty"), ({"text": 7}, "bad_request"), ({"text": "a" * 4_001}, "too_long")],
)
def test_an_answer_is_not_mended_to_nothing(site: Site, body: dict[str, Any], code: str) -> None:
    """The old one stays."""
    visitor, _, _ = filled(site)
    before = visitor.answers()
    response = visitor.put(f"/api/answers/{before[0]['id']}", body)
    assert response.json()["error"]["code"] == code
    assert visitor.answers() == before


@pytest.mark.parametrize(
    "key", ["0", "999999", "9" * 30, "9" * 5_000, "-1", "1.0", "x", "1/2", "%00"], ids=lambda key: key[:31]
)
def test_an_answer_that_is_not_there(site: Site, key: str) -> None:
    """404, however large the number."""
    visitor, _, _ = filled(site)
    assert visitor.put(f"/api/answers/{key}", {"text": "hej"}).status_code == 404
    assert visitor.delete(f"/api/answers/{key}").status_code == 404


# --- erasing everything


def nothing_left(site: Site, sender: str, words: set[str]) -> None:
    """No row of hers, and none of her words in any file."""
    assert EventLog(site.settings.tracker_url).of(sender) == []
    assert rows(site.database, "SELECT 1 FROM leaders WHERE sender_id = ?", sender) == []
    left = on_disk(site.folder)
    assert {word for word in words if word.encode() in left} == set()


def test_erasing_everything_leaves_nothing_and_says_how_much(site: Site) -> None:
    """Every table, the log and every file; right figures in the receipt; another leader keeps all of hers."""
    visitor, sender, words = filled(site, " af en")
    other, other_sender, other_words = filled(site, " af to")
    kept = other.json("/api/data")
    response = visitor.delete("/api/me")
    receipt = response.json()["receipt"]
    assert {each["what"]: each["count"] for each in receipt["erased"]} == {
        "svar": 4,
        "handlinger": 2,
        "viste forslag": 2,
        "vurderinger": 2,
        "noter, som en coach har skrevet": 2,
        "mærker, som en coach har sat": 2,
        "beskeder fra en coach": 2,
        "beskeder i samtalen": 2,
    }
    assert sender not in json.dumps(receipt)
    assert receipt["id"] not in on_disk(site.folder).decode("utf-8", "replace")
    nothing_left(site, sender, words)
    with store().reading() as session:
        for table in Base.metadata.sorted_tables:
            if table.name != "erasures":
                assert session.scalar(sa.select(sa.func.count()).select_from(table)), (
                    f"{table.name} lost another's rows"
                )
    assert other.json("/api/data") == kept
    assert len(EventLog(site.settings.tracker_url).of(other_sender)) == 2
    assert {word for word in other_words if word not in other.get("/api/data").text} == set()
    assert visitor.me["session"] is False
    assert visitor.delete("/api/me").status_code == 401


def order_long_ago(site: Site, sender: str) -> None:
    """Let the order of erasure be older than any message may take."""
    with Store(site.settings.database_url).writing() as session:
        moment = (now() - timedelta(minutes=10)).replace(tzinfo=None)
        session.execute(
            sa.text("UPDATE erasures SET ordered_at = :at WHERE sender_id = :who"), {"at": moment, "who": sender}
        )


def test_a_message_in_flight_does_not_bring_her_back(open_site: Callable[..., Site], rasa: FakeRasa) -> None:
    """She erases everything while Rasa is still at work: what it writes afterwards is refused or swept up."""
    site = open_site(RASA_PORT=str(rasa.port))
    visitor = site.visitor().begin()
    sender, cookie = visitor.sender(site.database), visitor.cookie
    is_at_work, go_on, refused = threading.Event(), threading.Event(), []

    def slow(message: dict[str, Any]) -> list[dict[str, Any]]:
        is_at_work.set()
        go_on.wait(20)
        try:  # as an action does
            answers.save_answer(store(), sender, "mindset-focus", "mindset", message["message"])
        except NotSaved:
            refused.append(True)
        EventLog(site.settings.tracker_url).write(sender, user(message["message"]), bot("Tak."))  # as Rasa does
        return [{"text": "Tak."}]

    rasa.answer = slow
    with ThreadPoolExecutor(1) as pool:
        turn = pool.submit(Visitor(site.url).carry(cookie).send, text=ANSWER)
        assert is_at_work.wait(20)
        assert visitor.delete("/api/me").status_code == 200
        go_on.set()
        lines = turn.result()
    assert refused == [True]
    assert lines[-1]["type"] == "erased"
    nothing_left(site, sender, {ANSWER})
    EventLog(site.settings.tracker_url).write(sender, user(ANSWER))  # a turn that nobody waited for
    order_long_ago(site, sender)
    assert sweep_conversations(store(), site.settings.tracker_url) >= 1
    nothing_left(site, sender, {ANSWER})
    assert rows(site.database, "SELECT 1 FROM erasures") == []


def test_erasing_while_the_real_assistant_answers(whole: Site) -> None:
    """Whichever of the two comes first, nothing of her is left afterwards."""
    visitor = whole.visitor().begin()
    sender, cookie, text = visitor.sender(whole.database), visitor.cookie, unlike_any(LONG)
    visitor.open_question()
    with ThreadPoolExecutor(1) as pool:
        turn = pool.submit(Visitor(whole.url).carry(cookie).post, "/api/chat", {"id": "x", "text": text})
        receipt = visitor.delete("/api/me").json()["receipt"]
        assert turn.result().status_code in (200, 401)
    assert receipt["erased"]
    order_long_ago(whole, sender)
    sweep_conversations(Store(whole.settings.database_url), whole.settings.tracker_url)
    nothing_left(whole, sender, {text, *text.split()[-1:]})


@pytest.mark.parametrize("small_talk", [0, 12], ids=["at once", "after a long talk"])
def test_erasing_in_the_conversation_ends_the_session(visitor: Visitor, whole: Site, small_talk: int) -> None:
    """ "Slet alle mine data" and a yes: the receipt comes as a line, also when Rasa's session was just renewed."""
    visitor.begin().open_question()
    answer = unlike_any(ANSWER)
    visitor.say(answer)
    sender, cookie = visitor.sender(whole.database), visitor.cookie
    for _ in range(small_talk):
        visitor.say("tak")
    visitor.say("slet alle mine data")
    before = len(EventLog(whole.settings.tracker_url).of(sender))
    assert before
    offered = [button for line in visitor.heard[-4:] for button in line.get("buttons", [])]
    lines = visitor.send(payload=next(each["payload"] for each in offered if each["title"] == "Ja, slet alt"))
    assert "slettet" in messages_of(lines)[-1]["text"]
    assert [line["type"] for line in lines][-1] == "erased"
    figures = {each["what"]: each["count"] for each in lines[-1]["receipt"]["erased"]}
    assert figures["svar"] == 1
    assert figures["beskeder i samtalen"] > 4
    nothing_left(whole, sender, {answer, *answer.split()[-1:]})
    assert visitor.carry(cookie).me["session"] is False


def test_a_log_that_is_locked_is_erased_by_the_next_sweep(site: Site) -> None:
    """She hears that it was not carried out to the end; her tables are empty at once, the log afterwards."""
    visitor, sender, words = filled(site)
    lock = sqlite3.connect(site.conversations, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    assert visitor.delete("/api/me").status_code == 503
    lock.execute("ROLLBACK")
    lock.close()
    assert rows(site.database, "SELECT 1 FROM leaders") == []
    assert EventLog(site.settings.tracker_url).of(sender)
    order_long_ago(site, sender)
    assert sweep_conversations(store(), site.settings.tracker_url) == 1
    nothing_left(site, sender, words)
