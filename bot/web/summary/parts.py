"""What a summary is made of, and how its parts are put into words the same way on the page and in every file.

What is not ticked, and what was emptied, is in no file. `Wording` is the mapping of data/page/summary.yml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.language.dates import say_date

Wording = Mapping[str, str]


@dataclass(frozen=True)
class AnswerPart:
    """An answer under its question.

    Attributes:
        key: id of the dialogue question or deeper question.
        title: the question in a few words, with a capital letter.
        question: the question in full; empty where the catalogue no longer holds it.
        text: the leader's words.
        is_deeper: whether it stands under the question before it.
        taken: whether it is ticked.
    """

    key: str
    title: str
    question: str
    text: str
    is_deeper: bool = False
    taken: bool = True


@dataclass(frozen=True)
class ThemePart:
    """A theme's answers, in the wheel's order, each deeper answer after the question that it belongs to."""

    title: str
    answers: tuple[AnswerPart, ...]


@dataclass(frozen=True)
class StatementLine:
    """A statement of the self-assessment with the newest value and the one before, 1 to 5 or None."""

    key: str
    title: str
    text: str
    now: int | None
    before: int | None


@dataclass(frozen=True)
class SelfAssessment:
    """The newest round, and the day of the round before if there was one; ticked as a whole."""

    on: date | None
    before_on: date | None
    lines: tuple[StatementLine, ...]
    taken: bool = True


@dataclass(frozen=True)
class ReadinessPart:
    """A point of the readiness check: "yes", "partly" or "no", and what the leader wrote to it."""

    key: str
    title: str
    question: str
    level: str
    note: str
    taken: bool = True


@dataclass(frozen=True)
class SuggestionPart:
    """A piece of advice or a case judged useful; `because` are the leader's words that brought it."""

    key: str
    title: str
    source: str
    because: tuple[str, ...]
    taken: bool = True


@dataclass(frozen=True)
class ActionPart:
    """An action.

    Attributes:
        key: "action-" and twenty hexadecimal digits, the same each time for the same action; the calendar's UID.
        text: what the leader will do.
        due: the day, or None.
        when: what she wrote about when, or empty.
        outcome: "done", "partly", "not", or empty until she has told.
        taken: whether it is ticked.
    """

    key: str
    text: str
    due: date | None
    when: str
    outcome: str
    taken: bool = True


@dataclass(frozen=True)
class Summary:
    """All that the page shows and the files are made of."""

    day: date
    themes: tuple[ThemePart, ...] = ()
    assessment: SelfAssessment | None = None
    readiness_on: date | None = None
    readiness: tuple[ReadinessPart, ...] = ()
    suggestions: tuple[SuggestionPart, ...] = ()
    actions: tuple[ActionPart, ...] = ()
    notes: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.themes or self.assessment or self.readiness or self.suggestions or self.actions or self.notes)


def chosen(summary: Summary) -> Summary:
    """The same with only what is ticked and says something.

    A deeper answer whose question is left out stands on its own, so that it does not seem to belong to another.
    """
    themes = []
    for theme in summary.themes:
        answers: list[AnswerPart] = []
        has_question = False
        for answer in theme.answers:
            is_in = answer.taken and bool(answer.text.strip())
            if not answer.is_deeper:
                has_question = is_in
            if is_in:
                answers.append(replace(answer, is_deeper=answer.is_deeper and has_question))
        if answers:
            themes.append(replace(theme, answers=tuple(answers)))
    assessment = summary.assessment
    return replace(
        summary,
        themes=tuple(themes),
        assessment=assessment if assessment and assessment.taken else None,
        readiness=tuple(point for point in summary.readiness if point.taken),
        suggestions=tuple(suggestion for suggestion in summary.suggestions if suggestion.taken),
        actions=tuple(action for action in summary.actions if action.taken and action.text.strip()),
        notes=summary.notes.strip(),
    )


def because_line(suggestion: SuggestionPart, words: Wording) -> str:
    """Why the suggestion was shown, in one sentence."""
    if not suggestion.because:
        return words["because_theme"]
    quoted = [words["quoted"].format(word=word) for word in suggestion.because]
    return words["because"].format(words=words["and"].join(quoted))


def action_lines(action: ActionPart, words: Wording) -> list[str]:
    """What is told of an action below its text: the day (or the leader's words for it), and how it went."""
    lines = []
    if action.due:
        lines.append(words["file_due"].format(date=say_date(action.due)))
    elif action.when:
        lines.append(words["file_when"].format(text=action.when))
    if action.outcome:
        lines.append(words["file_outcome"].format(outcome=words[f"outcome_{action.outcome}"]))
    return lines


def assessment_head(assessment: SelfAssessment, words: Wording) -> list[str]:
    """The table's column titles: two, or three when there was a round before."""
    head = [words["assessment_statement"], words["assessment_now"]]
    if assessment.before_on:
        head.append(
            words["assessment_on"].format(label=words["assessment_before"], date=say_date(assessment.before_on))
        )
    return head


def assessment_row(line: StatementLine, assessment: SelfAssessment, words: Wording) -> list[str]:
    """A table row: the statement and its values, in the order of `assessment_head`."""
    values = [line.now, line.before] if assessment.before_on else [line.now]
    return [line.text, *(words["assessment_none"] if value is None else str(value) for value in values)]


def assessment_intro(assessment: SelfAssessment, summary: Summary, words: Wording) -> str:
    """When it was, and that nobody adds the figures up."""
    return words["assessment_intro"].format(date=say_date(assessment.on or summary.day))


def to_remind_of(summary: Summary) -> list[ActionPart]:
    """The ticked actions that have a day and are not done."""
    return [action for action in chosen(summary).actions if action.due and action.outcome != "done"]
