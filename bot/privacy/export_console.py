"""What the console's tables hold about one leader, for her own eyes: what was read, written and noted, by whom and when."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.store.tables import (
    Access,
    Account,
    Flag,
    Leader,
    Letter,
    Note,
    Review,
    Tag,
    Talk,
    TalkFacet,
    UnclearTurn,
    Verdict,
)

Line = dict[str, Any]
_WRITTEN: dict[str, tuple[type[Any], tuple[Any, ...]]] = {
    "notes": (
        Note,
        (Note.text, Note.written_at, Note.removed_at, Note.event_id.is_not(None).label("on_one_message")),
    ),
    "tags": (Tag, (Tag.name.label("text"), Tag.put_at)),
    "flags": (Flag, (Flag.kind, Flag.put_at)),
    "reviews": (Review, (Review.reviewed_at,)),
    "letters": (
        Letter,
        (
            *(Letter.text, Letter.sent_at, Letter.shown_at, Letter.answer, Letter.answered_at, Letter.declined_at),
            *(Letter.reply_seen_at, Letter.recalled_at),
        ),
    ),
}


def _lines(session: Session, query: Any) -> list[Line]:
    def plain(value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value

    return [{name: plain(value) for name, value in row.items()} for row in session.execute(query).mappings()]


def _written(session: Session, leader: Leader, table: Any, columns: tuple[Any, ...]) -> list[Line]:
    query = sa.select(Account.name.label("by"), *columns).join(Account, Account.id == table.account_id)
    return _lines(session, query.where(table.leader_id == leader.id).order_by(table.id))


def _accesses(session: Session, leader: Leader) -> list[Line]:
    query = sa.select(Access.account_name.label("by"), Access.role, Access.what, Access.at)
    return _lines(session, query.where(Access.leader_id == leader.id).order_by(Access.id.desc()))


def _brief(session: Session, leader: Leader) -> Line | None:
    of_talk = [
        getattr(Talk, name)
        for name in "theme sector first_at last_at sittings messages unclear open_actions words".split()
    ]
    lines = _lines(session, sa.select(*of_talk).where(Talk.leader_id == leader.id))
    facets = sa.select(TalkFacet.kind, TalkFacet.key, TalkFacet.count).join(Talk, Talk.id == TalkFacet.talk_id)
    figures = _lines(session, facets.where(Talk.leader_id == leader.id).order_by(TalkFacet.kind, TalkFacet.key))
    return {**lines[0], "figures": figures} if lines else None


def _unclear(session: Session, leader: Leader) -> list[Line]:
    opinions = sa.select(Account.name.label("by"), Verdict.intent, Verdict.entities, Verdict.decided_at)
    opinions = opinions.add_columns(Verdict.harvested_at).join(Account, Account.id == Verdict.account_id)
    return [
        {
            "text": turn.text,
            "at": turn.at.isoformat(),
            "question_id": turn.question_id,
            "reason": turn.reason,
            "intent": turn.intent,
            "confidence": turn.confidence,
            "guesses": json.loads(turn.guesses),
            "flagged": json.loads(turn.flags),
            "verdicts": _lines(session, opinions.where(Verdict.turn_id == turn.id).order_by(Verdict.id)),
        }
        for turn in session.scalars(
            sa.select(UnclearTurn).where(UnclearTurn.leader_id == leader.id).order_by(UnclearTurn.id)
        )
    ]


def console_rows(session: Session, leader: Leader) -> Line:
    """All that coaches and trainers have about a leader, times as ISO 8601.

    Returns:
        `sign` (None when she has never shared), `shared_since`, `accesses`, `letters` and `notes` (also those that were
        taken back and are not yet erased), `tags`, `flags`, `reviews`, `brief` (None while she does not share), `unclear`.
    """
    return {
        "sign": leader.sign,
        "shared_since": leader.shared_at.isoformat() if leader.shared_at else None,
        "accesses": _accesses(session, leader),
        **{name: _written(session, leader, *what) for name, what in _WRITTEN.items()},
        "brief": _brief(session, leader),
        "unclear": _unclear(session, leader),
    }
