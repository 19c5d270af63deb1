"""The leader's own answers, found again and quoted word for word."""

from __future__ import annotations

from collections.abc import Callable

from tests.conversations.driver import Leader

ANSWERS = [
    "Borgerne ringer hellere, end de skriver på borger.dk.",
    "Sensorer i gulvet kan ændre nattevagten.",
    "Vi spørger pårørenderådet to gange om året.",
    "Jeg lader it-konsulenten forklare og stiller de dumme spørgsmål.",
]


def _answered(leader: Leader) -> Leader:
    for answer in ANSWERS:
        leader.say(answer)
        leader.press("Næste spørgsmål")
    leader.press("Ikke nu")
    return leader


def test_the_best_fit_is_quoted_with_its_date(begun: Callable[[str], Leader]) -> None:
    """Word for word, and first."""
    leader = _answered(begun("Omverdenen"))
    reply = leader.say("hvad sagde jeg om sensorer?")
    assert f"«{ANSWERS[1]}»" in reply.messages[0].text
    assert "202" in reply.messages[0].text


def test_a_theme_brings_all_of_it_page_by_page(begun: Callable[[str], Leader]) -> None:
    """Three at a time, then "vis flere", each answer once."""
    leader = _answered(begun("Omverdenen"))
    first = leader.say("hvad svarede jeg i temaet omverdenen?").text
    second = leader.press("Vis flere").text
    assert all((answer in first) != (answer in second) for answer in ANSWERS)
    assert "ikke mere" in leader.say("vis flere").text


def test_nothing_found_is_said_plainly(begun: Callable[[str], Leader]) -> None:
    """No answer is passed off as one about something else."""
    leader = _answered(begun("Omverdenen"))
    reply = leader.say("hvad sagde jeg om budgettet?")
    assert "ikke skrevet noget om" in reply.text
    assert "«" not in reply.text


def test_a_technology_is_found_under_its_other_names(begun: Callable[[str], Leader]) -> None:
    """The question says "selvbetjening", the answer "borger.dk"; no other answer has to do with it."""
    leader = _answered(begun("Omverdenen"))
    reply = leader.say("hvad sagde jeg om selvbetjening?")
    assert f"«{ANSWERS[0]}»" in reply.text
    assert not any(answer in reply.text for answer in ANSWERS[1:])
