"""A leader meets the assistant for the first time."""

from __future__ import annotations

import pytest

from bot.knowledge.catalogue import Theme, catalogue
from tests.conversations.driver import Leader


def test_it_says_that_it_is_a_machine_what_it_stores_and_asks_one_thing(leader: Leader) -> None:
    """At most four short messages: machine and no therapist, purpose, storage, then one question, last."""
    reply = leader.say("hej")
    assert len(reply.messages) <= 4
    assert "maskine" in reply.text
    assert "ikke en terapeut" in reply.text
    assert "Prøvekommunen" in reply.text
    assert "vises kun for dig" in reply.text
    assert reply.text.count("?") == 1
    assert reply.last.endswith("?")
    assert all(len(message.text) < 260 for message in reply.messages)


def test_the_notice_comes_whatever_she_says_first(leader: Leader) -> None:
    """The AI Act's notice does not depend on a greeting."""
    assert "maskine" in leader.say("hvad sagde jeg om data?").text


def test_the_area_can_be_told_or_skipped_and_the_themes_are_offered(leader: Leader) -> None:
    """Six areas or none; then every theme, the choice left to us, or help."""
    leader.say("hej")
    assert "Spring over" in leader.reply.titles
    reply = leader.say("jeg er leder på et plejehjem")
    assert leader.stored("SELECT sector FROM leaders WHERE id = :leader") == [("social-health",)]
    assert set(reply.titles) == {*(theme.title for theme in catalogue().of(Theme)), "Vælg for mig", "Hvad kan du?"}


@pytest.mark.parametrize("choice", ["Vælg for mig", "Omverdenen"])
def test_a_theme_begins_with_one_question_alone_and_last(leader: Leader, choice: str) -> None:
    """Lead-in, then one question."""
    leader.say("hej")
    leader.press("Spring over")
    reply = leader.press(choice)
    assert reply.text.count("?") == 1
    assert reply.last.endswith("?")


def test_a_theme_can_be_named_at_once_in_own_words(leader: Leader) -> None:
    """Nobody must answer about her area to begin."""
    reply = leader.say("jeg vil gerne tale om mine medarbejdere")
    assert "Medarbejderne" in reply.text
    assert reply.last.endswith("?")
