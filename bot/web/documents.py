"""The summary as files: Word, Markdown and calendar entries. Pure: records and wording in, bytes or text out.

What is not ticked, and what was emptied, is in none of them. `Wording` is the mapping of data/page/summary.yml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt
from icalendar import Alarm, Calendar, Event

from bot.language.dates import say_date
from bot.web.word import as_bytes, new_document, paragraphs

Wording = Mapping[str, str]

ZONE = ZoneInfo("Europe/Copenhagen")
REMIND_AT = time(8, 0)
_QUARTER = timedelta(minutes=15)
_SUBJECT_LENGTH = 200  # Outlook cuts a subject at 255 characters


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


# --- Word -----------------------------------------------------------------------------------------------------------


def _word_table(document: WordDocument, assessment: SelfAssessment, words: Wording) -> None:
    head = assessment_head(assessment, words)
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # read out, and repeated on the next page
    for line in assessment.lines:
        for cell, text in zip(table.add_row().cells, assessment_row(line, assessment, words), strict=True):
            cell.text = text
    widths = [Cm(16 - 3 * (len(head) - 1)), *[Cm(3)] * (len(head) - 1)]
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(3)
    document.add_paragraph()


def word_bytes(summary: Summary, words: Wording) -> bytes:
    """The summary as a Word document: Title, Heading 1 for a section, 2 for a question, 3 for a deeper one."""
    summary = chosen(summary)
    document = new_document(words["file_title"], summary.day)
    document.add_paragraph(say_date(summary.day))
    if summary.is_empty:
        document.add_paragraph(words["file_nothing"])
    for theme in summary.themes:
        document.add_heading(theme.title, 1)
        for answer in theme.answers:
            document.add_heading(answer.title, 3 if answer.is_deeper else 2)
            if answer.question:
                document.add_paragraph(answer.question, style="Question")
            for text in paragraphs(answer.text):
                document.add_paragraph(text)
    if summary.assessment:
        document.add_heading(words["assessment"], 1)
        document.add_paragraph(assessment_intro(summary.assessment, summary, words))
        _word_table(document, summary.assessment, words)
    if summary.readiness:
        document.add_heading(words["readiness"], 1)
        document.add_paragraph(words["readiness_intro"].format(date=say_date(summary.readiness_on or summary.day)))
        for point in summary.readiness:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(f"{point.title}: ").bold = True
            paragraph.add_run(words[f"level_{point.level}"])
            if point.note.strip():
                paragraph.add_run("\n" + point.note.strip())
    if summary.suggestions:
        document.add_heading(words["suggestions"], 1)
        for suggestion in summary.suggestions:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(suggestion.title).bold = True
            paragraph.add_run(f"\n{because_line(suggestion, words)}")
            paragraph.add_run("\n" + words["source"].format(source=suggestion.source))
    if summary.actions:
        document.add_heading(words["actions"], 1)
        for action in summary.actions:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(action.text.strip()).bold = True
            for line in action_lines(action, words):
                paragraph.add_run(f"\n{line}")
    if summary.notes:
        document.add_heading(words["notes"], 1)
        for text in paragraphs(summary.notes):
            document.add_paragraph(text)
    return as_bytes(document)


# --- Markdown -------------------------------------------------------------------------------------------------------

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$]|&(?=#?\w+;)")
_SPECIAL_FIRST = re.compile(r"[#+\-=:]")
_NUMBER_FIRST = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def escape_markdown(line: str) -> str:
    """One line such that it is shown as it was written: no heading, list, table, link, HTML or code comes of it."""
    line = _SPECIAL.sub(r"\\\g<0>", line.strip())  # stripped: four leading spaces would be code
    if _SPECIAL_FIRST.match(line):
        return "\\" + line
    return _NUMBER_FIRST.sub(r"\1\\\2", line, count=1) if _NUMBER_FIRST.match(line) else line


def _markdown_text(text: str, indent: str = "") -> str:
    """Paragraphs apart by an empty line, line breaks kept (two spaces at the end of the line)."""
    return f"\n\n{indent}".join(
        f"  \n{indent}".join(escape_markdown(line) for line in part.split("\n")) for part in paragraphs(text)
    )


def _markdown_bullet(text: str, lines: list[str]) -> str:
    """A list item, with further lines below its text."""
    below = [escape_markdown(" ".join(line.split())) for line in lines if line.strip()]
    return "  \n  ".join([f"- {_markdown_text(text, '  ')}", *below])


def _markdown_row(cells: list[str]) -> str:
    return f"| {' | '.join(escape_markdown(' '.join(cell.split())) for cell in cells)} |"


def _markdown_blocks(summary: Summary, words: Wording) -> Iterator[str]:
    yield f"# {escape_markdown(words['file_title'])}"
    yield escape_markdown(say_date(summary.day))  # "21. november" would be the 21st item of a list
    if summary.is_empty:
        yield words["file_nothing"]
    for theme in summary.themes:
        yield f"## {escape_markdown(theme.title)}"
        for answer in theme.answers:
            yield f"{'####' if answer.is_deeper else '###'} {escape_markdown(answer.title)}"
            if answer.question:
                yield f"*{escape_markdown(answer.question)}*"
            yield _markdown_text(answer.text)
    if summary.assessment:
        yield f"## {words['assessment']}"
        yield assessment_intro(summary.assessment, summary, words)
        head = assessment_head(summary.assessment, words)
        rows = [assessment_row(line, summary.assessment, words) for line in summary.assessment.lines]
        yield "\n".join([_markdown_row(head), "|" + " --- |" * len(head), *map(_markdown_row, rows)])
    if summary.readiness:
        yield f"## {words['readiness']}"
        yield words["readiness_intro"].format(date=say_date(summary.readiness_on or summary.day))
        yield "\n".join(
            _markdown_bullet(f"{point.title}: {words[f'level_{point.level}']}", point.note.strip().split("\n"))
            for point in summary.readiness
        )
    if summary.suggestions:
        yield f"## {words['suggestions']}"
        yield "\n".join(
            _markdown_bullet(one.title, [because_line(one, words), words["source"].format(source=one.source)])
            for one in summary.suggestions
        )
    if summary.actions:
        yield f"## {words['actions']}"
        yield "\n".join(_markdown_bullet(action.text, action_lines(action, words)) for action in summary.actions)
    if summary.notes:
        yield f"## {words['notes']}"
        yield _markdown_text(summary.notes)


def markdown_text(summary: Summary, words: Wording) -> str:
    """The summary as CommonMark (with a GitHub table for the self-assessment), ending in a line break."""
    return "\n\n".join(_markdown_blocks(chosen(summary), words)) + "\n"


# --- Calendar -------------------------------------------------------------------------------------------------------


def to_remind_of(summary: Summary) -> list[ActionPart]:
    """The ticked actions that have a day and are not done."""
    return [action for action in chosen(summary).actions if action.due and action.outcome != "done"]


def calendar_bytes(summary: Summary, words: Wording, moment: datetime) -> bytes:
    """The actions that have a day, as iCalendar.

    A quarter of an hour at 8.15, with a reminder at eight, not an all-day entry: Outlook counts a reminder backwards
    from the start only ([MS-OXCICAL] 2.1.3.1.1.20.62 takes the trigger's absolute value), so an all-day entry, which
    starts at midnight, cannot remind in the morning. Nor does it take a VTODO from a file as a task that reminds.
    Times are UTC, which spares a VTIMEZONE. The same action has the same UID each time, so that the newer replaces the
    older. The entries are private and take no time, since many calendars are open to colleagues.

    Args:
        summary: what the page shows; only what `to_remind_of` gives is used.
        words: the wording.
        moment: now, UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Lederdialog//Summary//DA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for action in to_remind_of(summary):
        assert action.due is not None
        start = datetime.combine(action.due, REMIND_AT, ZONE).astimezone(timezone.utc) + _QUARTER
        subject = " ".join(action.text.split())
        if len(subject) > _SUBJECT_LENGTH:
            subject = subject[: _SUBJECT_LENGTH - 1].rstrip() + "…"
        event = Event()
        event.add("uid", f"{action.key}@lederdialog")
        event.add("dtstamp", moment)
        event.add("last-modified", moment)
        event.add("dtstart", start)
        event.add("dtend", start + _QUARTER)
        event.add("summary", subject)
        event.add("description", f"{action.text.strip()}\n\n{words['calendar_description']}")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        event.add("x-microsoft-cdo-busystatus", "FREE")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -_QUARTER)
        alarm.add("description", subject)
        event.add_component(alarm)
        calendar.add_component(event)
    return calendar.to_ical()
