"""One conversation as a Word document: the talk visit by visit, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from itertools import groupby
from typing import Any

from docx.document import Document

from bot.language.dates import local_day
from bot.review.export import Remarks
from bot.review.turns import Turn
from bot.store.conversations import LEADER
from bot.store.reviews import Written
from bot.store.talks import SharedTalk
from bot.web.console.pages import leader_name, say_day, say_due, say_time, words
from bot.web.word import as_bytes, clean, new_document, paragraphs

_MOST_QUOTED = 60  # characters of the message that a note is on


def _said(document: Document, head: str, text: str, soft: str = "") -> None:
    """A paragraph that begins with who or what, then the words as they were written."""
    paragraph = document.add_paragraph()
    paragraph.add_run(head).bold = True
    if soft:
        paragraph.add_run(f"  {soft}").italic = True
    paragraph.paragraph_format.keep_with_next = True
    for part in paragraphs(clean(text)):
        document.add_paragraph(part)


def _section(document: Document, title: str, is_empty: bool) -> None:
    document.add_heading(title, 1)
    if is_empty:
        document.add_paragraph(words()["none"])


def _turns(document: Document, turns: Iterable[Turn]) -> None:
    says = words()["talk"]
    for number, visit in groupby(turns, key=lambda turn: turn.sitting):
        first, *rest = list(visit)
        document.add_heading(says["visit"].format(number=number, time=say_time(first.said.at)), 2)
        for turn in (first, *rest):
            who = says["leader"] if turn.said.who == LEADER else says["assistant"]
            pressed = f" {says['pressed']}" if turn.said.is_pressed else ""
            unclear = "" if turn.is_understood else f", {says['unclear']}"
            _said(document, who + pressed, turn.text, say_time(turn.said.at) + unclear)


def _answers(document: Document, answers: Sequence[dict[str, Any]]) -> None:
    says = words()["talk"]
    _section(document, says["answers"], not answers)
    for each in answers:
        document.add_heading(f"{each['theme']}: {each['about']}", 2)
        document.add_paragraph(each["question"], style="Question")
        for part in paragraphs(clean(each["text"])):
            document.add_paragraph(part)
        for old in each["earlier_versions"]:
            _said(document, says["earlier"].format(time=say_day(old["written_at"])), old["text"])


def _actions(document: Document, actions: Sequence[dict[str, Any]]) -> None:
    says, outcomes = words()["talk"], words()["outcomes"]
    _section(document, says["actions"], not actions)
    for each in actions:
        due = says["due"].format(due=say_due(each["due"])) if each["due"] else ""
        _said(document, say_day(each["made_at"]), each["text"], clean(due))
        for report in each["reports"]:
            _said(document, outcomes[report["outcome"]], report["text"] or "", say_day(report["reported_at"]))
        if not each["reports"]:
            document.add_paragraph(outcomes["open"])


def _suggestions(document: Document, suggestions: Sequence[dict[str, Any]]) -> None:
    says = words()["talk"]
    _section(document, says["suggestions"], not suggestions)
    for each in suggestions:
        verdict = says["verdicts"][each["verdict"]] if each["verdict"] else ""
        _said(
            document, each["title"], says["because"].format(words=each["because"]) if each["because"] else "", verdict
        )


def _notes(document: Document, notes: Sequence[Written], turns: Sequence[Turn]) -> None:
    says, texts = words()["talk"], {turn.said.event_id: turn.text for turn in turns}
    _section(document, says["notes"], not notes)
    for each in notes:
        about = texts.get(each.event_id) if each.event_id is not None else None
        to = f", {says['note_on'].format(text=clean(about)[:_MOST_QUOTED])}" if about else ""
        _said(document, each.by, each.what, say_time(each.at) + to)


def talk_word(talk: SharedTalk, turns: Sequence[Turn], gathered: dict[str, Any], remarks: Remarks) -> bytes:
    """The document as a file.

    Args:
        talk: whose conversation it is.
        turns: the messages that others than the leader may read.
        gathered: see `bot.web.console.talk.gather`.
        remarks: what coaches put on it.
    """
    says = words()["talk"]
    moment = datetime.now(timezone.utc)
    document = new_document(leader_name(talk.sign, talk.sector), local_day(moment))
    document.add_paragraph(words()["export"]["made"].format(time=say_time(moment)))
    document.add_heading(says["log"], 1)
    _turns(document, turns)
    _answers(document, gathered["answers"])
    _actions(document, gathered["actions"])
    _suggestions(document, gathered["suggestions"])
    _section(document, says["tags"], not remarks.tags)
    if remarks.tags:
        document.add_paragraph(", ".join(tag.what for tag in remarks.tags))
    if remarks.notes is not None:
        _notes(document, remarks.notes, turns)
    return as_bytes(document)
