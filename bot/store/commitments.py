"""The actions that a leader chose, and how they went."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from bot.reflection.records import Promise
from bot.store.database import Store, now
from bot.store.leaders import current_reflection
from bot.store.tables import Commitment, CommitmentReport, Leader, Reflection


def save_commitment(
    store: Store, sender_id: str, theme: str | None, text: str, due_on: date | None, due_text: str | None
) -> None:
    """Keep a chosen action; the same one confirmed twice in a row is kept once.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        reflection = current_reflection(session, sender_id)
        newest = session.scalar(
            sa.select(Commitment)
            .where(Commitment.reflection_id == reflection.id)
            .order_by(Commitment.id.desc())
            .limit(1)
        )
        if newest is None or (newest.text, newest.due_on) != (text, due_on):
            session.add(
                Commitment(
                    reflection_id=reflection.id, theme=theme, text=text, due_on=due_on, due_text=due_text, made_at=now()
                )
            )


def report_commitment(store: Store, sender_id: str, commitment_id: int, outcome: str, text: str | None) -> None:
    """Keep how an action of this leader's went.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        current_reflection(session, sender_id)
        session.add(CommitmentReport(commitment_id=commitment_id, outcome=outcome, text=text, reported_at=now()))


def promises(store: Store, sender_id: str) -> list[Promise]:
    """All actions of the leader, oldest first, each with its newest outcome.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        rows = session.scalars(
            sa.select(Commitment)
            .join(Reflection)
            .join(Leader)
            .where(Leader.sender_id == sender_id)
            .options(selectinload(Commitment.reports))
            .order_by(Commitment.id)
        )
        return [
            Promise(
                row.id,
                row.text,
                row.due_on,
                row.due_text,
                row.made_at,
                row.reports[-1].outcome if row.reports else None,
            )
            for row in rows
        ]
