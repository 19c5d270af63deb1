"""What is said of a conversation in brief: facts for filters and figures, words for the search, messages for trainers."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone

import pytest

from bot.knowledge.catalogue import catalogue
from bot.reflection.records import Promise, ShownSuggestion
from bot.review.projection import Own, project, week_of
from bot.store.talks import TalkRecord
from tests.review.events import BEGAN, Log

NOTHING = Own("state", (), (), (), ())
WHEEL = [question for order in catalogue().journey().questions.values() for question in order]


def brief(log: Log, own: Own = NOTHING, *flagged: int) -> TalkRecord:
    """The conversation in brief."""
    record = project(log.turns(), own, {key: ["poor_suggestion"] for key in flagged}, newest_event=99)
    assert record is not None
    return record


@pytest.fixture
def log() -> Log:
    """A conversation with a question open."""
    log = Log()
    log.slot(theme="mindset", question="mindset-focus")
    log.bot("Hvad holder du fokus på?", go_deeper="Gå dybere")
    return log


def test_before_she_has_said_a_word_there_is_nothing(log: Log) -> None:
    """The page's opening is no word of hers."""
    assert project([], NOTHING, {}, 0) is None
    log.user("/greet", "greet", by="pressed")
    assert project(log.turns(), NOTHING, {}, 3) is None


def test_the_line_of_the_list(log: Log) -> None:
    """When she began, her own last word, how much she said; the assistant's words do not count."""
    log.user("Tiden.")
    log.wait(timedelta(days=8))
    log.user("Tid til at øve os.")
    last = log.now
    log.wait(timedelta(hours=1))
    log.bot("Tak.")
    record = brief(log)
    assert (record.event_id, record.sector, record.theme) == (99, "state", "mindset")
    assert (record.first_at, record.last_at) == (BEGAN, last)
    assert (record.sittings, record.messages, record.unclear) == (2, 2, 0)
    assert record.facets["returned", "yes"] == 1
    assert record.words.split() == ["tid", "ø", "tid", "til", "at", "oeve", "os"]


def test_once_is_no_return(log: Log) -> None:
    """A single visit has no such fact."""
    log.user("Tiden.")
    assert ("returned", "yes") not in brief(log).facets


def test_she_stopped_at_the_question_that_is_open(log: Log) -> None:
    """Also a deeper one; nowhere when the theme is closed, or the wheel is full."""
    log.user("Tiden.")
    assert brief(log).facets["stopped", "mindset-focus"] == 1
    log.slot(question="deeper-why")
    log.bot("Hvorfor?")
    assert [key for kind, key in brief(log).facets if kind == "stopped"] == ["deeper-why"]
    full = Own(None, WHEEL[1:], WHEEL[:1], (), ())
    assert [key for kind, key in brief(log, full).facets if kind == "stopped"] == []
    log.slot(question=None)
    log.bot("Så er vi igennem.")
    assert [key for kind, key in brief(log).facets if kind == "stopped"] == []


def test_how_far_she_has_come(log: Log) -> None:
    """A theme is begun with its first question met, finished with its last; deeper answers count for none."""
    log.user("Tiden.")
    mindset = catalogue().journey().questions["mindset"]
    own = Own(None, [*mindset[:-1], "deeper-why", "environment-insight"], [mindset[-1]], (), ())
    facets = brief(log, own).facets
    assert facets["begun", "mindset"] == len(mindset)
    assert facets["begun", "environment"] == 1
    assert [key for kind, key in facets if kind == "finished"] == ["mindset"]


def test_a_theme_is_hers_from_the_moment_she_is_at_it(log: Log) -> None:
    """Before its first answer too, as the list says it; and for good once it is begun."""
    log.user("Tiden.")
    assert [key for kind, key in brief(log).facets if kind in ("theme", "begun")] == ["mindset"]
    own = Own(None, ["environment-insight"], (), (), ())
    assert {key for kind, key in brief(log, own).facets if kind == "theme"} == {"mindset", "environment"}


def test_she_dwelt_where_she_asked_to(log: Log) -> None:
    """Each time counts, by the question that was open."""
    for _ in range(2):
        log.user("/go_deeper", "go_deeper", by="pressed")
    log.user("gå dybere", "nlu_fallback", "go_deeper")
    log.slot(question=None)
    log.user("gå dybere", "go_deeper")
    assert {key: count for (kind, key), count in brief(log).facets.items() if kind == "dwelt"} == {"mindset-focus": 2}


def test_suggestions_and_actions(log: Log) -> None:
    """Shown, kept, turned down; open, done, partly, not."""
    log.user("Tiden.")
    shown = [("advice-01", "useful"), ("advice-01", "irrelevant"), ("case-employment", None), ("advice-02", "useful")]
    outcomes = [None, None, "done", "partly", "not"]
    own = Own(
        None,
        (),
        (),
        [Promise(n, "ringe", date(2026, 5, 1), None, BEGAN, outcome) for n, outcome in enumerate(outcomes)],
        [ShownSuggestion(n, "advice", item, "fordi", verdict) for n, (item, verdict) in enumerate(shown)],
    )
    record = brief(log, own)
    assert record.open_actions == 2
    found = {kind: {key: n for (k, key), n in record.facets.items() if k == kind} for kind, _key in record.facets}
    assert found["outcome"] == {"open": 2, "done": 1, "partly": 1, "not": 1}
    assert found["shown"] == {"advice-01": 2, "case-employment": 1, "advice-02": 1}
    assert (found["kept"], found["rejected"]) == ({"advice-01": 1, "advice-02": 1}, {"advice-01": 1})
    assert all(record.facets.values())


def test_weeks_are_danish_weeks() -> None:
    """Of Danish time, and of the ISO year."""
    assert week_of(datetime(2026, 3, 1, 22, 59, tzinfo=timezone.utc)) == "2026-W09"
    assert week_of(datetime(2026, 3, 1, 23, 0, tzinfo=timezone.utc)) == "2026-W10"
    assert week_of(datetime(2027, 1, 3, 12, tzinfo=timezone.utc)) == "2026-W53"


def test_messages_that_were_not_understood_are_counted_by_week(log: Log) -> None:
    """Beside all of hers."""
    log.user("øh", "nlu_fallback")
    log.user("Tiden.")
    log.wait(timedelta(days=7))
    log.user("Mere tid.")
    record = brief(log)
    assert record.unclear == 1
    assert {facet: n for facet, n in record.facets.items() if facet[0] in ("turns", "unclear")} == {
        ("turns", "2026-W10"): 2,
        ("unclear", "2026-W10"): 1,
        ("turns", "2026-W11"): 1,
    }


# --- For the trainers' inbox ------------------------------------------------------------------------------------------


def test_the_inbox_gets_what_was_not_understood_and_what_hardly_was(log: Log) -> None:
    """A command on weak grounds, not an answer on weak grounds; with what was open and what it could have been."""
    log.user("øh", "nlu_fallback", "deny", "affirm")
    log.user("videre måske", "skip_question", "deny", sure=0.2)
    log.user("noget om tid", "answer_question", sure=0.1)
    log.user("næste", "skip_question", sure=0.9)
    log.user("/deny", "deny", by="pressed", sure=0.1)
    unclear, unsure = brief(log).unclear_turns
    assert (unclear.text, unclear.reason, unclear.question_id) == ("øh", "unclear", "mindset-focus")
    assert (unsure.text, unsure.reason, unsure.intent, unsure.confidence) == (
        "videre måske",
        "unsure",
        "skip_question",
        0.2,
    )
    assert json.loads(unsure.guesses) == ["skip_question", "deny"]
    assert brief(log).unclear == 1


def test_a_flag_brings_a_message_in_and_one_on_a_reply_the_message_before_it(log: Log) -> None:
    """Whatever the assistant made of it."""
    first = log.user("Tiden.")
    log.user("Roen.")
    log.bot()
    reply = log.bot("Et råd: …")
    (turn,) = brief(log, NOTHING, first).unclear_turns
    assert (turn.text, json.loads(turn.flags)) == ("Tiden.", [["poor_suggestion", ""]])
    (turn,) = brief(log, NOTHING, reply).unclear_turns
    assert (turn.text, turn.reason) == ("Roen.", "flagged")
    assert json.loads(turn.flags) == [["poor_suggestion", "Et råd: …"]]


# --- For her own eyes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["assessment_form", "readiness_form"])
def test_what_she_says_of_herself_goes_nowhere(log: Log, form: str) -> None:
    """No word of it in the search, none in the inbox, flagged or not; nor is it counted as not understood."""
    log.user("Tiden.")
    log.loop(form)
    log.bot("1 af 5")
    private = [log.user("hemmelig", "nlu_fallback"), log.user("hemmelig nej", "deny", sure=0.1)]
    log.loop(None)
    log.action("action_move_on")
    log.bot("Hvad nu?")
    record = brief(log, NOTHING, *private)
    assert "hem" not in record.words
    assert record.unclear_turns == []
    assert (record.unclear, record.facets.get(("unclear", "2026-W10"))) == (0, None)


def test_a_button_s_words_are_not_hers(log: Log) -> None:
    """Nobody finds a talk by what every button says."""
    log.user("/go_deeper", "go_deeper", by="pressed")
    assert brief(log).words == ""
