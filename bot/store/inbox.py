"""The trainers' inbox: messages of shared conversations that were not understood, and what trainers say they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.database import Store, now
from bot.store.tables import Account, Leader, UnclearTurn, Verdict


@dataclass(frozen=True)
class Opinion:
    """One trainer's verdict: an intent, or None when the message is set aside; `entities` is a JSON list."""

    by: str
    account_id: int
    intent: str | None
    entities: str
    at: datetime
    harvested_at: datetime | None


@dataclass(frozen=True)
class InboxTurn:
    """A message that waits for a verdict, or has some; see `bot.store.tables.UnclearTurn`. `sign` is the leader's."""

    id: int
    leader_id: str
    sign: str
    event_id: int
    text: str
    at: datetime
    question_id: str | None
    intent: str
    confidence: float
    guesses: str
    reason: str
    opinions: tuple[Opinion, ...] = ()
    flags: str = "[]"


def inbox_turns(store: Store) -> list[InboxTurn]:
    """All messages of the inbox, the newest first, each with its verdicts, oldest first.

    Raises:
        StoreError: the database cannot be read.
    """
    fields = [name for name in InboxTurn.__dataclass_fields__ if name != "opinions"]
    columns = [Leader.sign if name == "sign" else getattr(UnclearTurn, name) for name in fields]
    turns = (
        sa.select(*columns)
        .join(Leader, Leader.id == UnclearTurn.leader_id)
        .where(Leader.shared_at.is_not(None))
        .order_by(UnclearTurn.at.desc(), UnclearTurn.id.desc())
    )
    verdicts = (
        sa.select(
            Verdict.turn_id,
            Account.name,
            Verdict.account_id,
            Verdict.intent,
            Verdict.entities,
            Verdict.decided_at,
            Verdict.harvested_at,
        )
        .join(Account, Account.id == Verdict.account_id)
        .order_by(Verdict.id)
    )
    with store.engine_reading() as connection:
        opinions: dict[int, list[Opinion]] = {}
        for turn_id, *opinion in connection.execute(verdicts):
            opinions.setdefault(turn_id, []).append(Opinion(*opinion))
        rows = connection.execute(turns).all()
    return [
        InboxTurn(opinions=tuple(opinions.get(row[0], ())), **dict(zip(fields, row, strict=True)))  # type: ignore[arg-type]
        for row in rows
    ]


def give_verdict(store: Store, account_id: int, intent: str | None, entities: Mapping[int, str]) -> None:
    """Say what messages mean (None: set them aside); a trainer's newest verdict replaces her earlier one.

    Those whose verdict is harvested already stay as they are.

    Args:
        store: our own tables.
        account_id: whose verdict it is.
        intent: what each of them means.
        entities: key of the message → what is marked in it, as a JSON list.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        _forget(session, account_id, list(entities))
        harvested = sa.select(Verdict.turn_id).where(Verdict.account_id == account_id)
        open_ones = (UnclearTurn.id.in_(list(entities)), UnclearTurn.id.not_in(harvested))
        for turn_id in session.scalars(sa.select(UnclearTurn.id).where(*open_ones)).all():
            session.add(
                Verdict(
                    turn_id=turn_id,
                    account_id=account_id,
                    intent=intent,
                    entities=entities[turn_id],
                    decided_at=now(),
                )
            )


def take_back_verdict(store: Store, account_id: int, turn_ids: Sequence[int]) -> None:
    """Take one's verdicts on these messages back, as long as they are not harvested.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        _forget(session, account_id, turn_ids)


def _forget(session: sa.orm.Session, account_id: int, turn_ids: Sequence[int]) -> None:
    mine = (Verdict.account_id == account_id, Verdict.turn_id.in_(turn_ids), Verdict.harvested_at.is_(None))
    session.execute(sa.delete(Verdict).where(*mine))


def note_harvested(store: Store, turn_ids: Sequence[int]) -> None:
    """Note that what these messages taught stands in the files now.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        session.execute(sa.update(Verdict).where(Verdict.turn_id.in_(turn_ids)).values(harvested_at=now()))
