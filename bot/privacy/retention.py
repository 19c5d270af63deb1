"""Nothing is kept longer than was promised: an hour for those who are not remembered, months for those who are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from bot.privacy.erasure import erase_all, shred
from bot.store.access import erase_looks
from bot.store.accounts import erase_closed_accounts
from bot.store.conversations import delete_events, quiet_senders
from bot.store.database import Store, now
from bot.store.letters import erase_recalled_letters
from bot.store.reviews import erase_removed_notes
from bot.store.tables import Leader

NOT_REMEMBERED = timedelta(hours=1)
TAKEN_BACK = timedelta(days=1)  # time enough to undo


@dataclass(frozen=True)
class Purged:
    """How many leaders and how many conversations that belong to no leader were erased."""

    leaders: int
    conversations: int


def expires_at(active_at: datetime, is_remembered: bool, retention_months: int) -> datetime:
    """When a leader's data is erased if she gives no more sign of life."""
    return active_at + (relativedelta(months=retention_months) if is_remembered else NOT_REMEMBERED)


def purge_leaders(store: Store, tracker_url: str, retention_months: int) -> int:
    """Erase every leader whose time is up.

    Returns:
        How many.

    Raises:
        StoreError: a database could not be reached; those that are left are erased next time.
    """
    moment = now()
    with store.reading() as session:
        query = sa.select(Leader.sender_id).where(
            sa.or_(
                sa.and_(Leader.is_remembered.is_(False), Leader.active_at < moment - NOT_REMEMBERED),
                Leader.active_at < moment - relativedelta(months=retention_months),
            )
        )
        overdue = session.scalars(query).all()
    erase_all(store, tracker_url, overdue)
    return len(overdue)


def purge(store: Store, tracker_url: str, retention_months: int) -> Purged:
    """Erase every leader whose time is up, and conversations that belong to no leader and have been quiet for an hour.

    With them go notes and letters that coaches took back, and looks that were logged and accounts that were closed as long
    ago as leaders are kept.

    Raises:
        StoreError: a database could not be reached; what is left is erased next time.
    """
    leaders = purge_leaders(store, tracker_url, retention_months)
    quiet = quiet_senders(tracker_url, now() - NOT_REMEMBERED)
    with store.reading() as session:
        known = set(session.scalars(sa.select(Leader.sender_id)))
    orphans = [sender for sender in quiet if sender not in known]
    for sender in orphans:
        delete_events(tracker_url, sender)
    erase_removed_notes(store, now() - TAKEN_BACK)
    erase_recalled_letters(store, now() - TAKEN_BACK)
    erase_looks(store, now() - relativedelta(months=retention_months))
    erase_closed_accounts(store, now() - relativedelta(months=retention_months))
    shred(store, tracker_url)
    return Purged(leaders, len(orphans))
