"""Answering, being mirrored, dwelling, going on, and finishing a theme."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.knowledge.catalogue import Question, Theme, catalogue
from tests.conversations.driver import Leader

ANSWER = "Vi øver os på skærmbesøg hver onsdag, og nattevagterne får deres egen gennemgang."


def test_an_answer_is_stored_and_mirrored_in_her_own_words(begun: Callable[[str], Leader]) -> None:
    """What is said back stands in the answer, letter for letter."""
    leader = begun("Medarbejderne")
    reply = leader.say(ANSWER)
    assert leader.answers() == {"employees-safety": ANSWER}
    quoted = re.findall(r"«([^»]+)»", reply.text)
    assert quoted
    assert all(phrase in ANSWER for phrase in quoted)
    assert {"Næste spørgsmål", "Gå dybere", "Et eksempel", "Et råd"} <= set(reply.titles)
    assert "?" not in reply.text


def test_free_text_after_an_answer_is_added_to_it(begun: Callable[[str], Leader]) -> None:
    """More words are no new answer."""
    leader = begun("Medarbejderne")
    leader.say(ANSWER)
    leader.say("Og så skal souschefen med på råd om vagtplanen.")
    assert leader.answers()["employees-safety"] == ANSWER + "\nOg så skal souschefen med på råd om vagtplanen."


def test_going_deeper_asks_a_question_of_the_theme_and_comes_back(begun: Callable[[str], Leader]) -> None:
    """A deeper question from the catalogue, its answer stored by its own id, then the next dialogue question."""
    leader = begun("Medarbejderne")
    leader.say(ANSWER)
    assert leader.press("Gå dybere").last.endswith("?")
    leader.say("De kender ikke grunden til, at vi gør det.")
    deeper = [question for question in leader.answers() if question.startswith("deeper-")]
    assert len(deeper) == 1
    assert "dilemmaer" in leader.press("Næste spørgsmål").last


def test_a_finished_theme_ends_in_suggestions_and_one_action(begun: Callable[[str], Leader]) -> None:
    """Own answers in short, advice and case with reason and source, then one question about one action."""
    leader = begun("Organisationen")
    for answer in (
        "Vi giver plads til at prøve småt først.",
        "Kurser to gange om året for alle.",
        "Jeg fortæller det på husmødet.",
    ):
        leader.say(answer)
        reply = leader.press("Næste spørgsmål")
    assert "Vi giver plads til at prøve småt først." in reply.text
    assert reply.text.count("Kilde:") == 2
    assert re.search(r"Fordi du skrev «[^»]+»", reply.text)
    assert reply.last.endswith("?")
    assert reply.text.count("?") == 1
    leader.say("Jeg vil holde et møde om data næste fredag")
    assert re.search(r"fredag den \d+\. \w+ \d{4}", leader.reply.text)
    leader.say("ja")
    assert leader.stored(
        "SELECT c.text, c.theme FROM commitments c JOIN reflections r ON r.id = c.reflection_id WHERE r.leader_id = :leader"
    ) == [("Jeg vil holde et møde om data næste fredag", "organisation")]
    assert "Organisationen" not in leader.reply.titles
    assert {"Digitalt mindset", "Omverdenen", "Medarbejderne", "Opsummering", "Stop for nu"} <= set(leader.reply.titles)


def test_an_action_is_kept_only_after_a_yes(begun: Callable[[str], Leader]) -> None:
    """Read back, refused, said again, confirmed."""
    leader = begun("Omverdenen")
    leader.say("noter at jeg ringer til it-afdelingen")
    assert "Hvornår" in leader.reply.text
    leader.say("inden jul")
    assert "23. december" in leader.reply.text
    leader.press("Nej, ret den")
    assert not leader.stored(
        "SELECT 1 FROM commitments c JOIN reflections r ON r.id = c.reflection_id WHERE r.leader_id = :leader"
    )
    leader.say("jeg skriver til it-afdelingen i morgen")
    leader.press("Ja, gem")
    rows = leader.stored(
        "SELECT c.text FROM commitments c JOIN reflections r ON r.id = c.reflection_id WHERE r.leader_id = :leader"
    )
    assert rows == [("jeg skriver til it-afdelingen i morgen",)]
    assert leader.reply.last.startswith("Tilbage til spørgsmålet")


def test_the_whole_wheel_can_be_walked(begun: Callable[[str], Leader]) -> None:
    """Every theme, never two questions in a turn, and at the end summary, self-assessment and readiness."""
    first, *others = (theme.title for theme in catalogue().of(Theme))
    leader = begun(first)
    for theme in (*others, None):
        while not any(title == "Ikke nu" for title in leader.reply.titles):
            leader.say("Vi arbejder med det på hvert personalemøde.")
            leader.press("Næste spørgsmål")
        leader.press("Ikke nu")
        if theme:
            leader.press(theme)
    assert {"Opsummering", "Vurdér mig selv", "Er organisationen klar?"} <= set(leader.reply.titles)
    for _, reply in leader.talk:
        asked = re.sub(r"«[^»]*»", "", reply.text).count("?")
        assert asked <= 1, reply.text
    assert set(leader.answers()) == {question.id for question in catalogue().of(Question)}
