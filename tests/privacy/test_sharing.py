"""Shared is what she shares, as long as she shares it: gone from the console at once, kept of it only what is promised."""

from __future__ import annotations

import sqlalchemy as sa

from bot.privacy.erasure import erase_leader
from bot.store import access, accounts, inbox, leaders, letters, reviews, talks
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


def in_console(store: Store, who: str) -> list[bool]:
    """Whether she is in the list, in the search, under her sign, among the tags and figures, and in the inbox."""
    coach, sign = accounts.accounts(store)[0], leaders.leader_sign(store, who)
    listed = [line.sign for line in talks.list_talks(store, coach.id, talks.TalkFilter())[0]]
    found = talks.list_signs(store, coach.id, talks.TalkFilter(phrases=(("ord",),)))
    waiting = {turn.leader_id for turn in inbox.inbox_turns(store)}
    tags = talks.all_tags(store)
    return [
        sign in listed,
        sign in found,
        talks.find_talk(store, sign) is not None,
        any(who in tag for tag in tags),
        leader_id(store, who) in waiting,
    ]


def test_who_stops_sharing_is_gone_from_the_console_in_the_same_moment(store: Store) -> None:
    """List, search, address, tags, figures and inbox; the other leader is still there in all of them."""
    for who in (WHO, OTHER):
        share_and_review(store, who)
    before = counts(store)
    assert (in_console(store, WHO), talks.count_facets(store)[""][""][0]) == ([True] * 5, 2)
    leaders.set_sharing(store, WHO, False)
    assert (in_console(store, WHO), in_console(store, OTHER)) == ([False] * 5, [True] * 5)
    assert talks.count_facets(store)[""][""][0] == 1
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


def test_the_sign_is_given_with_the_first_sharing_and_tells_nothing(store: Store) -> None:
    """None before; four hexadecimal letters, or more where others have them; no part of her id or conversation."""
    leaders.arrive(store, WHO)
    with store.reading() as session:
        assert session.scalar(sa.select(Leader.sign)) is None
    leaders.set_sharing(store, WHO, True)
    with store.reading() as session:
        sign = session.scalar(sa.select(Leader.sign))
    assert sign is not None
    assert len(sign) >= 4
    assert set(sign) <= set("0123456789ABCDEF")
    assert sign.lower() not in WHO


def test_a_look_outlives_her_without_naming_her(store: Store) -> None:
    """After an erasure the row says who read something and when, not whose."""
    share_and_review(store, WHO)
    assert [look.sign for look in access.all_looks(store)[0]] == [leaders.leader_sign(store, WHO)]
    key, sign = leader_id(store, WHO), leaders.leader_sign(store, WHO)
    erase_leader(store, WHO)
    (look,) = access.all_looks(store)[0]
    assert (look.by, look.role, look.sign) == ("coach", "coach", None)
    with store.reading() as session:
        rows = session.execute(sa.select(Base.metadata.tables["accesses"])).all()
    assert not any(part in str(rows) for part in (key, sign, WHO))
