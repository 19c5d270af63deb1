"""Shared conversations as rows and records for files. Pure: what was read goes in, rows and dictionaries come out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.knowledge.catalogue import Deeper, Theme, catalogue
from bot.language.dates import ZONE
from bot.review.turns import Turn
from bot.store.conversations import LEADER
from bot.store.exports import BriefTalk
from bot.store.letters import Letter
from bot.store.reviews import Written

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # a spreadsheet computes what begins so (OWASP, CSV Injection)
BOM = "\ufeff"  # without it, Excel takes UTF-8 for something else
_BREAKS = ("\t", "\r", "\n")
Cell = str | int


def harmless(cell: Cell) -> Cell:
    """The cell such that no spreadsheet takes it for a formula: text of that kind gets an apostrophe before it."""
    if isinstance(cell, str) and (cell.startswith(_BREAKS) or cell.lstrip().startswith(_FORMULA)):
        return "'" + cell
    return cell


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as a Danish spreadsheet reads them: semicolons, CRLF, text in quotation marks (RFC 4180)."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def local_minute(moment: datetime) -> str:
    """Day and time in Denmark as spreadsheets sort them, e.g. "2026-11-21 14:05"."""
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _title(item_id: str | None) -> str:
    item = catalogue().find(item_id) if item_id else None
    return str(getattr(item, "title", item_id or ""))


def talk_row(name: str, sector: str, talk: BriefTalk) -> list[Cell]:
    """A conversation on one line, in the order of the wording `export.talks`."""
    finished = [theme.title for theme in catalogue().of(Theme) if theme.id in talk.finished]
    return [
        name,
        sector,
        _title(talk.theme),
        local_minute(talk.first_at),
        local_minute(talk.last_at),
        talk.messages,
        talk.sittings,
        talk.unclear,
        talk.open_actions,
        ", ".join(finished),
        _title(talk.stopped),
        ", ".join(talk.tags),
    ]


def answer_rows(name: str, answers: Iterable[dict[str, Any]], deeper: str) -> Iterator[list[Cell]]:
    """A leader's answers, one a line, in the order of the wording `export.answers`.

    Args:
        name: her pseudonym.
        answers: see `bot.privacy.export.export_leader`, with titles.
        deeper: what the column says of a deeper question.
    """
    for each in answers:
        yield [
            name,
            each["theme"],
            each["question_id"],
            each["question"],
            deeper if isinstance(catalogue().find(each["question_id"]), Deeper) else "",
            each["text"],
            local_minute(datetime.fromisoformat(each["written_at"])),
            len(each["earlier_versions"]),
        ]


@dataclass(frozen=True)
class Remarks:
    """What coaches put on a conversation; notes and letters are None for who may not see them."""

    tags: Sequence[Written]
    notes: Sequence[Written] | None
    letters: Sequence[Letter] | None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _turn(turn: Turn, with_readings: bool) -> dict[str, Any]:
    said = turn.said
    record: dict[str, Any] = {
        "at": _moment(said.at),
        "from": said.who,
        "text": turn.text,
        "visit": turn.sitting,
        "theme": turn.theme,
        "question_id": turn.question_id,
    }
    if said.who == LEADER:
        record |= {"is_pressed": said.is_pressed, "is_understood": turn.is_understood}
        if with_readings:
            record |= {"intent": said.taken_as[0] if said.taken_as else None, "confidence": round(said.confidence, 3)}
    return record


def talk_record(
    name: str, turns: Iterable[Turn], gathered: dict[str, Any], remarks: Remarks, with_readings: bool
) -> dict[str, Any]:
    """A whole conversation.

    Args:
        name: the leader's pseudonym.
        turns: the messages that others than the leader may read.
        gathered: her `answers`, `skipped`, `suggestions` and `actions`, with titles.
        remarks: what coaches put on it.
        with_readings: whether to tell what each message was taken for and how surely.
    """
    record = {
        "pseudonym": name,
        "turns": [_turn(turn, with_readings) for turn in turns],
        **gathered,
        "tags": [{"tag": each.what, "by": each.by, "at": _moment(each.at)} for each in remarks.tags],
    }
    if remarks.notes is not None:
        record["notes"] = [{"text": each.what, "by": each.by, "at": _moment(each.at)} for each in remarks.notes]
    if remarks.letters is not None:
        record["letters"] = [
            {
                "text": each.text,
                "by": each.by,
                "sent_at": _moment(each.sent_at),
                "shown_at": _moment(each.shown_at),
                "answer": each.answer,
                "declined_at": _moment(each.declined_at),
            }
            for each in remarks.letters
        ]
    return record
