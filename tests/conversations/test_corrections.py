"""Going back and mending."""

from __future__ import annotations

from collections.abc import Callable

from tests.conversations.driver import Leader

FIRST, SECOND = "Vi øver os på skærmbesøg hver onsdag.", "Vi øver os på skærmbesøg hver torsdag i stedet."


def test_the_earlier_answer_is_shown_and_mended_and_both_versions_are_kept(begun: Callable[[str], Leader]) -> None:
    """Back, then a new text, then on to the question that was open."""
    leader = begun("Medarbejderne")
    leader.say(FIRST)
    leader.press("Næste spørgsmål")
    assert FIRST in leader.say("gå tilbage").text
    leader.say(SECOND)
    assert leader.answers() == {"employees-safety": SECOND}
    assert leader.stored(
        "SELECT count(*) FROM answer_versions v JOIN answers a ON a.id = v.answer_id "
        "JOIN reflections r ON r.id = a.reflection_id WHERE r.leader_id = :leader"
    ) == [(2,)]
    assert "dilemmaer" in leader.press("Næste spørgsmål").last


def test_going_back_and_keeping_the_answer_changes_nothing(begun: Callable[[str], Leader]) -> None:
    """ "næste" keeps what was there."""
    leader = begun("Medarbejderne")
    leader.say(FIRST)
    leader.press("Næste spørgsmål")
    leader.say("tilbage")
    assert "dilemmaer" in leader.say("næste").last
    assert leader.answers() == {"employees-safety": FIRST}


def test_right_after_an_answer_back_means_that_answer(begun: Callable[[str], Leader]) -> None:
    """ "nej vent, jeg vil rette mit svar"."""
    leader = begun("Medarbejderne")
    leader.say(FIRST)
    assert FIRST in leader.say("jeg vil rette mit svar").text


def test_nothing_before_the_first_question(begun: Callable[[str], Leader]) -> None:
    """Said plainly, and the question is still open."""
    leader = begun("Medarbejderne")
    reply = leader.say("tilbage")
    assert "ikke noget tidligere" in reply.text
    assert reply.last.endswith("?")
