"""Shared is what she shares, as long as she shares it: gone from the console at once, kept of it only what is promised."""

from __future__ import annotations

import sqlalchemy as sa

from bot.privacy.erasure import erase_leader
from bot.store import access, inbox, leaders, letters, reviews
from bot.store.database import Store
from bot.store.tables import Base, Leader
from tests.store.test_store import share_and_review

WHO, OTHER = "conversation-1", "conversation-2"
GONE_AT_ONCE = ("talks", "talk_facets", "unclear_turns", "verdicts")
KEPT = ("notes", "tags", "flags", "reviews", "letters", "accesses")


def leader_id(store: Store, who: str) -> str:
    """Her key in our tables."""
    with store.reading() as session:
        return str(session.scalar(sa.select(Leader.id).where(Leader.sender_id == who)))


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.reading() as session:
        return {
            table.name: session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }


def test_what_the_console_knew_goes_with_the_sharing_and_what_was_written_stays(store: Store) -> None:
    """In the same moment: brief, figures, inbox and verdicts are deleted; notes, letters and looks wait, hers to read."""
    for who in (WHO, OTHER):
        share_and_review(store, who)
    before = counts(store)
    leaders.set_sharing(store, WHO, False)
    after = counts(store)
    assert {name: after[name] for name in GONE_AT_ONCE} == {name: before[name] // 2 for name in GONE_AT_ONCE}
    assert {name: after[name] for name in KEPT} == {name: before[name] for name in KEPT}


def test_what_was_noted_is_back_when_she_shares_again(store: Store) -> None:
    """Under the same sign; the inbox begins anew, without the verdicts of before."""
    share_and_review(store, WHO)
    sign, key = leaders.leader_sign(store, WHO), leader_id(store, WHO)
    for shared in (False, True):
        leaders.set_sharing(store, WHO, shared)
    assert leaders.leader_sign(store, WHO) == sign
    assert [note.what for note in reviews.notes(store, key)] == [f"ord af {WHO}"]
    assert len(letters.letters_to(store, key)) == 1
    assert inbox.inbox_turns(store) == []


def test_a_look_outlives_her_without_naming_her(store: Store) -> None:
    """After an erasure the row says who read something and when, not whose."""
    share_and_review(store, WHO)
    key, sign = leader_id(store, WHO), leaders.leader_sign(store, WHO)
    assert len(access.looks_at(store, key)) == 1
    erase_leader(store, WHO)
    with store.reading() as session:
        (row,) = session.execute(sa.select(Base.metadata.tables["accesses"])).all()
    assert (row.account_name, row.role, row.leader_id) == ("coach", "coach", None)
    assert not any(part in str(row) for part in (key, sign, WHO))
