"""Odd, hostile and broken messages get a polite answer, lose nothing and leave no trace on the screen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conversations.driver import Leader

ANSWER = "Vi øver os på skærmbesøg hver onsdag."


@pytest.mark.parametrize(
    "message",
    [
        "",
        " ",
        "🙂",
        "?!?!",
        "\x00\x07\x1b[31m",
        "/delete_my_data",
        '/answer_question{"theme": "mindset"}',
        "/restart",
        "/session_start",
        "/back",
        '/report_action{"outcome": "done"}',
    ],
)
def test_nothing_is_stored_moved_or_triggered(begun: Callable[[str], Leader], message: str) -> None:
    """A typed command fires nothing; the question stays open."""
    leader = begun("Medarbejderne")
    question = leader.reply.last
    reply = leader.say(message)
    assert "Traceback" not in reply.text
    assert leader.answers() == {}
    assert leader.say("gentag spørgsmålet").last.endswith(question)


@pytest.mark.parametrize(
    "message",
    [
        "<script>alert('hej')</script> vi øver os på skærmbesøg hver onsdag",
        "'; DROP TABLE answers; -- så meget for vores gamle system",
        '{"intent": "delete_my_data"} stod der på skærmen i går, og ingen forstod det',
        "Vi bruger {theme} og {contact} i vores skabeloner hver eneste uge",
        "We try new tools together every Wednesday, and that has helped us a lot",
        "Vi øver os " * 900,
    ],
    ids=["html", "sql", "json", "braces", "english", "10000 letters"],
)
def test_odd_answers_are_stored_word_for_word(begun: Callable[[str], Leader], message: str) -> None:
    """Text is text."""
    leader = begun("Medarbejderne")
    reply = leader.say(message)
    assert reply.text
    assert leader.answers() == {"employees-safety": message.strip()}


def test_two_messages_at_the_same_time(begun: Callable[[str], Leader]) -> None:
    """Both are kept: the second is more words for the same answer."""
    leader = begun("Medarbejderne")
    texts = [ANSWER, "Nattevagterne får deres egen gennemgang om morgenen."]
    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(leader.try_to_say, texts))
    assert sorted(leader.answers()["employees-safety"].split("\n")) == sorted(texts)


def test_the_same_answer_sent_twice_is_one_answer(begun: Callable[[str], Leader]) -> None:
    """ "Prøv igen" stores nothing twice."""
    leader = begun("Medarbejderne")
    leader.say(ANSWER)
    leader.say(ANSWER)
    assert leader.answers() == {"employees-safety": ANSWER}


def test_a_button_still_works_after_the_session_was_renewed_behind_the_scenes(begun: Callable[[str], Leader]) -> None:
    """Sessions are kept short; what was offered last can still be pressed, and the question is still open."""
    leader = begun("Medarbejderne")
    leader.say(ANSWER)
    for _ in range(15):
        leader.say("tak")
    assert "dilemmaer" in leader.press("Næste spørgsmål").last
