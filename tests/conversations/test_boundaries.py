"""Where the assistant stops: distress, cases about people, other matters, what it does not understand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations.driver import Leader


@pytest.mark.parametrize(
    "message",
    [
        "jeg kan ikke mere, jeg er gået ned med stress",
        "jeg bliver mobbet af min chef",
        "jeg sover ikke og græder hver dag",
    ],
)
def test_distress_gets_warmth_a_named_person_and_no_question(begun: Callable[[str], Leader], message: str) -> None:
    """No advice, the question put aside, nothing stored as an answer."""
    leader = begun("Medarbejderne")
    reply = leader.say(message)
    assert "Kontaktpersonen (12 34 56 78)" in reply.text
    assert "?" not in reply.text
    assert "Et råd" not in reply.text
    assert leader.answers() == {}


def test_a_case_about_somebody_is_not_taken_up(begun: Callable[[str], Leader]) -> None:
    """No names, and the person to ask."""
    reply = begun("Medarbejderne").say("kan du hjælpe mig med en opsigelse af en medarbejder?")
    assert "Kontaktpersonen" in reply.text


def test_two_guesses_then_help_and_never_a_loop(leader: Leader) -> None:
    """Twice with guesses, the third time help."""
    leader.say("hej")
    leader.press("Spring over")
    leader.press("Medarbejderne")
    for _ in range(2):
        reply = leader.say("🙂🙂")
        assert "forstod jeg ikke" in reply.text
    assert "Tal med et menneske" in leader.say("🙂🙂").titles


def test_deleting_wants_a_yes_and_empties_the_tables(begun: Callable[[str], Leader]) -> None:
    """A no keeps everything; a yes leaves nothing of hers in our tables."""
    leader = begun("Medarbejderne")
    leader.say("Vi øver os på skærmbesøg hver onsdag.")
    leader.say("slet alle mine data")
    leader.press("Nej, behold")
    assert leader.answers()
    leader.say("slet alle mine data")
    leader.press("Ja, slet alt")
    assert "slettet" in leader.reply.text
    assert leader.stored("SELECT 1 FROM leaders WHERE id = :leader") == []
    assert (
        leader.stored(
            "SELECT 1 FROM answer_versions WHERE text LIKE '%skærmbesøg hver onsdag.%' AND answer_id NOT IN (SELECT id FROM answers)"
        )
        == []
    )


def test_what_was_taken_for_something_else_can_be_made_an_answer(begun: Callable[[str], Leader]) -> None:
    """ "det var mit svar" keeps the message before it."""
    leader = begun("Medarbejderne")
    leader.say("giv mig et råd")
    leader.say("det var mit svar på spørgsmålet")
    assert leader.answers() == {"employees-safety": "giv mig et råd"}
