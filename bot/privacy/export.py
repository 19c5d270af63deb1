"""All that is stored about one leader, for her own eyes: every table, every version, the conversation."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from bot.privacy.export_console import console_rows
from bot.store.database import Store
from bot.store.leaders import find_leader
from bot.store.tables import Answer, Assessment, Commitment, Leader, Reflection, Suggestion


def _in_order(session: Session, table: Any, leader: Leader, *options: Any) -> list[Any]:
    query = sa.select(table).join(Reflection).where(Reflection.leader_id == leader.id).order_by(table.id)
    return list(session.scalars(query.options(*options)))


def _answers(session: Session, leader: Leader) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "question_id": row.question_id,
            "theme": row.theme,
            "text": row.versions[-1].text,
            "written_at": row.versions[-1].written_at.isoformat(),
            "earlier_versions": [
                {"text": version.text, "written_at": version.written_at.isoformat()} for version in row.versions[:-1]
            ],
        }
        for row in _in_order(session, Answer, leader, selectinload(Answer.versions))
        if row.versions
    ]


def _skipped(session: Session, leader: Leader) -> list[dict[str, Any]]:
    rows = _in_order(session, Answer, leader)
    return [
        {"question_id": row.question_id, "skipped_at": row.skipped_at.isoformat()} for row in rows if row.skipped_at
    ]


def _actions(session: Session, leader: Leader) -> list[dict[str, Any]]:
    return [
        {
            "text": row.text,
            "theme": row.theme,
            "due": row.due_on.isoformat() if row.due_on else row.due_text,
            "due_in_your_words": row.due_text,
            "made_at": row.made_at.isoformat(),
            "reports": [
                {"outcome": report.outcome, "text": report.text, "reported_at": report.reported_at.isoformat()}
                for report in row.reports
            ],
        }
        for row in _in_order(session, Commitment, leader, selectinload(Commitment.reports))
    ]


def _suggestions(session: Session, leader: Leader) -> list[dict[str, Any]]:
    return [
        {
            "kind": row.kind,
            "item_id": row.item_id,
            "because": row.because,
            "verdict": row.verdict,
            "shown_at": row.shown_at.isoformat(),
        }
        for row in _in_order(session, Suggestion, leader)
    ]


def _assessments(session: Session, leader: Leader) -> list[dict[str, Any]]:
    query = sa.select(Assessment).where(Assessment.leader_id == leader.id).order_by(Assessment.id)
    return [
        {
            "kind": row.kind,
            "started_at": row.started_at.isoformat(),
            "points": [{"item_id": point.item_id, "value": point.value, "note": point.note} for point in row.points],
        }
        for row in session.scalars(query.options(selectinload(Assessment.points)))
    ]


def _reflection(session: Session, leader: Leader) -> dict[str, Any]:
    return {
        "answers": _answers(session, leader),
        "skipped": _skipped(session, leader),
        "actions": _actions(session, leader),
        "suggestions": _suggestions(session, leader),
    }


def export_reflection(store: Store, sender_id: str) -> dict[str, Any]:
    """What came of a leader's reflection: `answers`, `skipped`, `actions` and `suggestions` of `export_leader`.

    All of them are empty when she is not known, or not any more.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        leader = find_leader(session, sender_id)
        if leader is None:
            return {name: [] for name in ("answers", "skipped", "actions", "suggestions")}
        return _reflection(session, leader)


def export_leader(store: Store, sender_id: str) -> dict[str, Any]:
    """What our own tables hold of a leader, with ids of the catalogue where the wording stands there.

    Returns:
        `since`, `sector`, `answers`, `skipped`, `actions`, `suggestions`, `assessments` and what `console_rows` gives;
        empty when she is not known.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        leader = find_leader(session, sender_id)
        if leader is None:
            return {}
        return {
            "since": leader.created_at.isoformat(),
            "last_active": leader.active_at.isoformat(),
            "sector": leader.sector,
            **_reflection(session, leader),
            "assessments": _assessments(session, leader),
            **console_rows(session, leader),
        }
