"""The summary as Markdown, in which what she wrote is text and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.dates import say_date
from bot.web.summary.parts import (
    Summary,
    Wording,
    action_lines,
    assessment_head,
    assessment_intro,
    assessment_row,
    because_line,
    chosen,
)
from bot.web.word import paragraphs

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
