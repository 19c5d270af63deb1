"""A conversation is read turn by turn: what was open, what was private, what was not understood, in which visit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.review.events import PAUSE, Log


@pytest.fixture
def log() -> Log:
    """A conversation with the first question of a theme open."""
    log = Log()
    log.bot("Hej.")
    log.slot(theme="mindset", question="mindset-focus")
    log.bot("Hvad holder du fokus på?")
    return log


def test_a_message_knows_what_was_open_when_it_was_written(log: Log) -> None:
    """What it set off belongs to the reply."""
    log.user("Vi holder fokus på tiden.")
    log.action("reflection_form")
    log.slot(question="mindset-knowledge")
    log.bot("Hvad ved du?")
    hello, question, answer, following = log.turns()
    assert (hello.theme, hello.question_id) == (None, None)
    assert (question.theme, question.question_id) == ("mindset", "mindset-focus")
    assert (answer.question_id, answer.action) == ("mindset-focus", None)
    assert (following.question_id, following.action) == ("mindset-knowledge", "reflection_form")


def test_a_visit_ends_with_a_long_silence(log: Log) -> None:
    """Exactly as long as the pause, and no shorter."""
    log.user("først")
    log.wait(PAUSE - timedelta(minutes=2))
    log.user("samme besøg")
    log.wait(PAUSE - timedelta(minutes=1))
    log.user("nyt besøg")
    log.bot()
    assert [turn.sitting for turn in log.turns()] == [1, 1, 1, 1, 2, 2]


def test_a_pressed_button_reads_as_its_title(log: Log) -> None:
    """A payload without a button in sight stands for what it chooses; a typed one is left as it was typed."""
    log.bot("Vælg.", go_deeper="Gå dybere")
    log.user("/go_deeper", "go_deeper", by="pressed")
    log.user("/go_deeper", "nlu_fallback", by="typed")
    log.user('/choose_theme{"theme": "employees"}', "choose_theme", by="pressed")
    log.user("/show_summary", "show_summary", by="pressed")
    assert [turn.text for turn in log.turns()][3:] == ["Gå dybere", "/go_deeper", "Medarbejderne", "show_summary"]


def test_what_the_page_says_for_her_is_no_message() -> None:
    """It opens the conversation; and a message that was sent again stands once, where it was answered."""
    log = Log()
    log.user("/greet", "greet", by="pressed")
    log.bot("Hej.")
    log.user("Kom det frem?", page_id="one")
    log.user("Kom det frem?", page_id="one")
    log.bot("Ja.")
    assert [turn.text for turn in log.turns()] == ["Hej.", "Kom det frem?", "Ja."]
    assert log.turns()[1].said.event_id == 4


@pytest.mark.parametrize("form", ["assessment_form", "readiness_form"])
def test_what_she_says_of_herself_is_private(log: Log, form: str) -> None:
    """From the first statement to the figures said back; what comes before and after is not."""
    log.user("jeg vil vurdere mig selv", "assess_myself")
    log.action(f"action_begin_{form.removesuffix('_form')}")
    log.bot("Her er fem udsagn.")
    log.action(form)
    log.loop(form)
    log.bot("1 af 5")
    log.user("3")
    log.action("action_session_start")  # a session that is renewed in the middle
    log.loop(form)
    log.action("action_listen")
    log.user("ved ikke", "nlu_fallback")
    log.action("action_fallback")
    log.bot("Skriv et tal.")
    log.user("4")
    log.loop(None)
    log.action(f"action_say_{form.removesuffix('_form')}")
    log.bot("Dine tal: 3 og 4")
    log.action("action_move_on")
    log.bot("Hvad nu?")
    log.user("næste tema")
    private = [turn.text for turn in log.turns() if turn.is_private]
    assert private == ["1 af 5", "3", "ved ikke", "Skriv et tal.", "4", "Dine tal: 3 og 4"]


def test_what_was_not_understood_is_hers(log: Log) -> None:
    """By its intent, or by what the assistant did; a button is never unclear, and the reply to it is no message of hers."""
    log.user("øh", "nlu_fallback", "deny")
    log.action("action_fallback")
    log.bot("Det forstod jeg ikke.")
    log.user("nå", "deny")
    log.action("action_fallback")
    log.bot("Det forstod jeg ikke.")
    log.user("/deny", "deny", by="pressed")
    log.action("action_fallback")
    log.bot("Den knap kan jeg ikke bruge.")
    log.user("godt")
    log.user("den med folk", "answer_question")
    log.add("bot", text="Det tema kender jeg ikke.", data={}, metadata={"utter_action": "utter_themes_unknown"})
    log.user("godt")
    assert [turn.text for turn in log.turns() if not turn.is_understood] == ["øh", "nå", "den med folk"]


def test_an_empty_log_and_empty_messages() -> None:
    """Nothing is said in them."""
    log = Log()
    assert log.turns() == []
    log.user("  ")
    log.bot("")
    assert log.turns() == []
