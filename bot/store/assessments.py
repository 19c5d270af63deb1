"""Rounds through the self-assessment and the readiness check: for the leader's own eyes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from bot.reflection.records import Round
from bot.store.database import Store, now
from bot.store.leaders import ensure_leader
from bot.store.tables import Assessment, AssessmentPoint, Leader


def _newest(session: Session, leader: Leader, kind: str) -> Assessment | None:
    return session.scalar(
        sa.select(Assessment)
        .where(Assessment.leader_id == leader.id, Assessment.kind == kind)
        .order_by(Assessment.id.desc())
        .limit(1)
    )


def begin_round(store: Store, sender_id: str, kind: str) -> None:
    """Begin a new round of "statements" or "readiness"; one that was begun and left empty is used again.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        leader = ensure_leader(session, sender_id)
        newest = _newest(session, leader, kind)
        if newest is None or newest.points:
            session.add(Assessment(leader_id=leader.id, kind=kind, started_at=now()))


def save_point(store: Store, sender_id: str, kind: str, item_id: str, value: str, note: str | None) -> None:
    """Keep the value of one item in the newest round; given again, the new value counts.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        leader = ensure_leader(session, sender_id)
        newest = _newest(session, leader, kind)
        if newest is None:
            newest = Assessment(leader_id=leader.id, kind=kind, started_at=now())
            session.add(newest)
            session.flush()
        point = next((point for point in newest.points if point.item_id == item_id), None)
        if point is None:
            newest.points.append(AssessmentPoint(item_id=item_id, value=value, note=note))
        else:
            point.value, point.note = value, note


def rounds(store: Store, sender_id: str, kind: str) -> list[Round]:
    """All rounds of one kind that have at least one value, oldest first.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        rows = session.scalars(
            sa.select(Assessment)
            .join(Leader)
            .where(Leader.sender_id == sender_id, Assessment.kind == kind)
            .options(selectinload(Assessment.points))
            .order_by(Assessment.id)
        )
        return [
            Round(
                row.started_at,
                {point.item_id: point.value for point in row.points},
                {point.item_id: point.note for point in row.points if point.note},
            )
            for row in rows
            if row.points
        ]
