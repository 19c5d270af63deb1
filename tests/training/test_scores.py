"""Two models beside each other, on phrases few enough to count by hand."""

from __future__ import annotations

import pytest

from bot.training.phrases import Phrase
from bot.training.report import Comparison, Contender, Section, as_html
from bot.training.scores import FLOORS, Figures, Heard, figures, flips, hijacks, intent_scores, under_floor

OPEN = "employees-safety"
HELDOUT = [
    Phrase("hej", "greet", None, "prøvesæt 1"),
    Phrase("dav", "greet", None, "prøvesæt 1"),
    Phrase("farvel", "goodbye", None, "prøvesæt 1"),
    Phrase("om personalet", "choose_theme", None, "prøvesæt 1", frozenset({("theme", "employees")})),
    Phrase("jeg er i et bibliotek", "state_sector", None, "prøvesæt 1", frozenset({("sector", "culture")})),
    Phrase("giv mig et råd", "ask_advice", OPEN, "prøvesæt 1"),
    Phrase("vi taler om det på <fredag>", "answer_question", OPEN, "prøvesæt 1"),
    Phrase("de hjælper hinanden", "answer_question", OPEN, "prøvesæt 1"),
]
REVIEWED = [Phrase("en pause, tak", "pause_reflection", OPEN, "rigtige samtaler")]
_KINDS = {"answer_question": "answer", "nlu_fallback": "unclear"}


def _heard(*intents: str) -> list[Heard]:
    """As each phrase, in turn, was taken; themes and sectors are found."""
    return [
        Heard(intent, _KINDS.get(intent, "command"), phrase.values, 2.0)
        for intent, phrase in zip(intents, HELDOUT + REVIEWED, strict=False)
    ]


OLD = _heard(*"greet goodbye goodbye choose_theme state_sector ask_advice".split(), *["answer_question"] * 3)
NEW = _heard(
    *"greet greet greet choose_theme state_sector answer_question set_action answer_question".split(),
    "pause_reflection",
)


@pytest.fixture
def comparison() -> Comparison:
    """The new model gains `dav` and `en pause, tak`, and loses three others."""
    return Comparison(HELDOUT, REVIEWED, Contender("gammel", 22.0, OLD), Contender("ny", 23.5, NEW))


def _section(comparison: Comparison, title: str) -> Section:
    return next(section for section in comparison.sections() if section.title.startswith(title))


def test_the_figures_are_those_that_one_counts() -> None:
    """greet 2 of 3 named rightly, goodbye lost: F1 0.8, 0, 1, 1; one answer of two kept; no command obeyed."""
    reached = figures(list(zip(HELDOUT, NEW, strict=False)))
    assert reached == Figures(pytest.approx(0.7), 0.5, 0.0, 1.0, 1.0)
    assert set(under_floor(reached)) == {"macro_f1", "answers_kept", "commands_obeyed"}
    assert not under_floor(FLOORS)


def test_a_value_that_is_missed_or_made_up_costs() -> None:
    """One of two themes found, and one that is not there: F1 one half."""
    phrases = [HELDOUT[3], HELDOUT[3]]
    heard = [Heard("choose_theme", "command", frozenset({("theme", value)})) for value in ("employees", "mindset")]
    assert figures(list(zip(phrases, heard, strict=True))).theme_f1 == 0.5


def test_every_phrase_that_flipped_is_found() -> None:
    """Both ways, with what it was taken for before and now; what is wrong in both models is no flip."""
    worse, better = flips(HELDOUT + REVIEWED, OLD, NEW)
    assert [(flip.phrase.text, flip.before.intent, flip.after.intent) for flip in worse] == [
        ("farvel", "goodbye", "greet"),
        ("giv mig et råd", "ask_advice", "answer_question"),
        ("vi taler om det på <fredag>", "answer_question", "set_action"),
    ]
    assert [flip.phrase.text for flip in better] == ["dav", "en pause, tak"]


def test_only_an_answer_that_is_taken_for_a_command_is_hijacked() -> None:
    """Not a command that is taken for an answer, and not an answer that is kept."""
    assert [flip.phrase.text for flip in hijacks(HELDOUT + REVIEWED, OLD, NEW)] == ["vi taler om det på <fredag>"]


def test_intents_are_counted_where_they_are_at_home() -> None:
    """Commands with nothing open, the answer with a question open; the one that lost most stands first."""
    scores = intent_scores(HELDOUT, OLD, NEW)
    assert scores[0].intent == "goodbye"
    assert [(row.intent, row.count) for row in scores if row.intent in ("greet", "answer_question")] == [
        ("answer_question", 2),
        ("greet", 2),
    ]
    assert "ask_advice" not in [row.intent for row in scores]


def test_the_report_says_what_a_trainer_must_know(comparison: Comparison) -> None:
    """How many flipped, that it is under the floor and in what, what is new among the hijacked, that nothing may be copied."""
    short = _section(comparison, "Kort fortalt").text
    assert "2 bliver nu forstået" in short
    assert "3 blev forstået" in short
    assert "kan ikke tages i brug: under gulvet er forståede kommandoer (macro-F1)" in short
    assert _section(comparison, "Tal").rows[0] == (
        "forståede kommandoer (macro-F1)", "0,833", "0,700", "dårligere −0,133", "0,940",
    )  # fmt: skip
    assert _section(comparison, "Svar, der bliver taget for en kommando").rows == (
        ("vi taler om det på <fredag>", "set_action", "nej, det er nyt", "prøvesæt 1"),
    )
    assert "Skriv dem ikke ind i data" in _section(comparison, "Ikke længere forstået").text
    assert _section(comparison, "Kilde for kilde").rows[1] == (
        "rigtige samtaler",
        "1",
        "0,000",
        "1,000",
        "bedre +1,000",
    )


def test_without_heldout_sets_the_report_says_so() -> None:
    """An installation may have only reviewed phrases; then no floor can be held."""
    one = Comparison([], REVIEWED, Contender("gammel", 22.0, OLD[-1:]), Contender("ny", 23.5, NEW[-1:]))
    assert "mangler her" in _section(one, "Kort fortalt").text
    assert [row[0] for row in _section(one, "Tal").rows] == ["millisekunder pr. besked", "megabyte"]


def test_the_page_shows_phrases_as_they_were_typed(comparison: Comparison) -> None:
    """Never as markup."""
    page = as_html(comparison, "i dag")
    assert "&lt;fredag&gt;" in page
    assert "<fredag>" not in page
