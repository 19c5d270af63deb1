"""Advice and cases that were shown, why, and what the leader said of them."""

from __future__ import annotations

import sqlalchemy as sa

from bot.reflection.records import ShownSuggestion
from bot.store.database import Store, now
from bot.store.leaders import current_reflection, newest_reflection
from bot.store.tables import Leader, Reflection, Suggestion


def note_shown(store: Store, sender_id: str, kind: str, item_id: str, theme: str | None, because: str) -> None:
    """Note that a suggestion was shown and why.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        reflection = current_reflection(session, sender_id)
        session.add(
            Suggestion(
                reflection_id=reflection.id, kind=kind, item_id=item_id, theme=theme, because=because, shown_at=now()
            )
        )


def note_verdict(store: Store, sender_id: str, verdict: str) -> ShownSuggestion | None:
    """Keep the leader's verdict on the suggestion shown last; None when nothing has been shown.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        row = session.scalar(
            sa.select(Suggestion)
            .join(Reflection)
            .join(Leader)
            .where(Leader.sender_id == sender_id)
            .order_by(Suggestion.id.desc())
            .limit(1)
        )
        if row is None:
            return None
        row.verdict = verdict
        return ShownSuggestion(row.id, row.kind, row.item_id, row.because, verdict)


def shown_suggestions(store: Store, sender_id: str) -> list[ShownSuggestion]:
    """What was shown in the present reflection, oldest first.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        newest = newest_reflection(sender_id)
        rows = session.scalars(sa.select(Suggestion).where(Suggestion.reflection_id == newest).order_by(Suggestion.id))
        return [ShownSuggestion(row.id, row.kind, row.item_id, row.because, row.verdict) for row in rows]


def all_suggestions(store: Store, sender_id: str) -> list[ShownSuggestion]:
    """What was ever shown to the leader, oldest first.

    Raises:
        StoreError: the database cannot be read.
    """
    query = sa.select(Suggestion).join(Reflection).join(Leader).where(Leader.sender_id == sender_id)
    with store.reading() as session:
        rows = session.scalars(query.order_by(Suggestion.id))
        return [ShownSuggestion(row.id, row.kind, row.item_id, row.because, row.verdict) for row in rows]
