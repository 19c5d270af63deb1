"""Shared conversations in lists: filters alone and together, orders, pages, and what is gone when sharing ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
import sqlalchemy as sa

from bot.errors import StoreError
from bot.language.stems import search_phrases
from bot.privacy.erasure import erase_everything, erase_leader
from bot.store import accounts, inbox, leaders, reviews, talk_lists, talks
from bot.store.database import Store, now
from bot.store.tables import Leader
from bot.store.talk_lists import Place, TalkFilter
from tests.store.event_log import EventLog
from tests.store.shared_talks import NOBODY, found, leader_id, listed, share

STOPPED, BEGUN, KEPT = ("stopped", "mindset-focus"), ("begun", "mindset"), ("kept", "advice-01")


@pytest.fixture
def coach(store: Store) -> int:
    """An account."""
    return accounts.add_account(store, "coach", "coach", None).id


@pytest.fixture
def shelf(store: Store, coach: int) -> dict[str, Any]:
    """Eight conversations, each other in one thing; sign → what a reader would say of it."""
    signs = {
        "all": share(store, "all", "skærmen driller", STOPPED, BEGUN, KEPT, sector="state", unclear=2, messages=30),
        "stopped": share(store, "stopped", "skærmen virker", STOPPED, BEGUN, ago=timedelta(days=1)),
        "begun": share(store, "begun", "mødet", BEGUN, ago=timedelta(days=2), sector="employment"),
        "kept": share(store, "kept", "tavlen", KEPT, ago=timedelta(days=3), open_actions=3),
        "old": share(store, "old", "skærmen", ago=timedelta(days=300), sector="employment"),
        "tagged": share(store, "tagged", ago=timedelta(days=4)),
        "read": share(store, "read", ago=timedelta(days=5), messages=99),
        "flagged": share(store, "flagged", ago=timedelta(days=6), unclear=1),
    }
    ids = {name: leader_id(store, sign) for name, sign in signs.items()}
    for name in ("all", "tagged"):
        reviews.put_tag(store, ids[name], coach, "følg op")
    for name in ("all", "flagged"):
        reviews.put_flag(store, ids[name], coach, 7, "misunderstood")
    for name in ("read", "tagged"):
        reviews.mark_seen(store, ids[name], coach, 10)
    reviews.mark_reviewed(store, ids["read"], coach, 10)
    return signs


# Filter → the names on the shelf that it lets through.
FILTERS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "facet": ({"facets": (BEGUN,)}, {"all", "stopped", "begun"}),
    "two facets": ({"facets": (STOPPED, KEPT)}, {"all"}),
    "sector": ({"sector": "employment"}, {"begun", "old"}),
    "tag": ({"tag": "følg op"}, {"all", "tagged"}),
    "search": ({"phrases": (("skaerm",),)}, {"all", "stopped", "old"}),
    "unclear": ({"has_unclear": True}, {"all", "flagged"}),
    "flagged": ({"is_flagged": True}, {"all", "flagged"}),
    "unread": ({"is_unread": True}, {"all", "stopped", "begun", "kept", "old", "flagged"}),
    "unreviewed": ({"is_unreviewed": True}, {"all", "stopped", "begun", "kept", "old", "flagged", "tagged"}),
    "since": ({"since": now() - timedelta(days=100)}, {"all", "stopped", "begun", "kept", "tagged", "read", "flagged"}),
    "until": ({"until": now() - timedelta(days=2, hours=12)}, {"kept", "old", "tagged", "read", "flagged"}),
}


def test_each_filter_alone_and_any_two_together(store: Store, shelf: dict[str, Any], coach: int) -> None:
    """Two filters let through what both let through; none lets all through."""
    assert set(listed(store, coach)) == set(shelf.values())
    for wanted, names in FILTERS.values():
        assert set(listed(store, coach, **wanted)) == {shelf[name] for name in names}, wanted
    for (one, here), (other, there) in combinations(FILTERS.values(), 2):
        both = {**one, **other}
        if "facets" in one and "facets" in other:
            both["facets"] = one["facets"] + other["facets"]
        assert set(listed(store, coach, **both)) == {shelf[name] for name in here & there}, both


def test_all_filters_at_once(store: Store, shelf: dict[str, Any], coach: int) -> None:
    """One conversation is all of it."""
    facets = {
        "facets": (STOPPED, BEGUN, KEPT),
        "sector": "state",
        "tag": "følg op",
        "phrases": search_phrases("skærmen driller"),
    }
    switches = dict.fromkeys(("has_unclear", "is_flagged", "is_unread", "is_unreviewed"), True)
    assert listed(store, coach, **facets, **switches, since=now() - timedelta(days=1)) == [shelf["all"]]
    assert listed(store, coach, **facets, **switches, until=now() - timedelta(days=1)) == []


@pytest.mark.parametrize("value", ["' OR 1=1 --", "%", "", "ukendt", "x" * 10_000, "æøå", '"'])
def test_a_filter_that_means_nothing_shows_nothing(store: Store, shelf: dict[str, Any], value: str) -> None:
    """No error, and no row that is not meant; an empty value is no filter."""
    everything = set(shelf.values())
    for wanted in ({"sector": value}, {"tag": value}):
        assert set(listed(store, **wanted)) == (everything if not value else set())
    assert listed(store, facets=(("stopped", value),)) == []
    assert listed(store, facets=((value, "mindset-focus"),)) == []


def test_unread_is_each_reader_s_own(store: Store, shelf: dict[str, Any], coach: int) -> None:
    """And new words make it unread again, also for who had gone through it."""
    other = accounts.add_account(store, "another", "coach", None).id
    assert shelf["read"] in listed(store, other, is_unread=True)
    assert shelf["read"] not in listed(store, coach, is_unread=True)
    share(store, "read", event_id=11)
    assert shelf["read"] in listed(store, coach, is_unread=True)
    assert shelf["read"] in listed(store, coach, is_unreviewed=True)


@pytest.mark.parametrize(
    ("order", "first"), [("last", "all"), ("first", "old"), ("length", "read"), ("unclear", "all"), ("open", "kept")]
)
def test_every_order_has_its_own_first(store: Store, shelf: dict[str, Any], order: str, first: str) -> None:
    """And each lists everything."""
    signs = listed(store, order=order)
    assert signs[0] == shelf[first]
    assert set(signs) == set(shelf.values())
    assert set(talk_lists.ORDERS) == {"last", "first", "length", "unclear", "open"}


def test_pages_meet_without_gap_or_overlap(store: Store) -> None:
    """Also where all are equal in what they are sorted by; each page knows how many there are in all."""
    signs = {share(store, f"leader {number}", unclear=number % 2) for number in range(11)}
    for order in talk_lists.ORDERS:
        pages = [talk_lists.list_talks(store, NOBODY, TalkFilter(order=order), offset, 4) for offset in (0, 4, 8, 12)]
        assert [total for _lines, total in pages] == [11] * 4
        assert [len(lines) for lines, _total in pages] == [4, 4, 3, 0]
        listed_signs = [line.sign for lines, _total in pages for line in lines]
        assert set(listed_signs) == signs
        assert listed_signs == talk_lists.list_signs(store, NOBODY, TalkFilter(order=order))


def test_next_and_previous_keep_to_the_filter(store: Store, shelf: dict[str, Any], coach: int) -> None:
    """Each conversation of a list knows its place there and who stands beside it, in the list's order."""
    for wanted, _names in FILTERS.values():
        for order in talk_lists.ORDERS:
            asked = TalkFilter(**wanted, order=order)
            signs = [line.sign for line in talk_lists.list_talks(store, coach, asked)[0]]
            assert talk_lists.list_signs(store, coach, asked) == signs
            for place, sign in enumerate(signs):
                beside = ([None, *signs][place], [*signs, None][place + 1])
                assert talk_lists.place_of(store, coach, asked, sign) == Place(place + 1, len(signs), *beside)


def test_stepping_through_unread_ones_goes_on(store: Store, shelf: dict[str, Any], coach: int) -> None:
    """The one that is open has been read and is in the list no more; the next is the one that came after it."""
    unread = TalkFilter(is_unread=True)
    signs = talk_lists.list_signs(store, coach, unread)
    reviews.mark_seen(store, leader_id(store, signs[2]), coach, 10)
    place = talk_lists.place_of(store, coach, unread, signs[2])
    assert (place.place, place.of) == (0, len(signs) - 1)
    assert (place.before, place.after) == (signs[1], signs[3])


def test_who_is_gone_stands_nowhere(store: Store, shelf: dict[str, Any], coach: int) -> None:
    """Withdrawn while the page was on its way; an empty list has no neighbours."""
    leaders.set_sharing(store, "begun", False)
    assert talk_lists.place_of(store, coach, TalkFilter(), shelf["begun"]) == Place(0, 7, None, None)
    assert talk_lists.place_of(store, coach, TalkFilter(sector="x"), shelf["all"]) == Place(0, 0, None, None)


def test_a_line_says_what_is_so(store: Store, shelf: dict[str, Any], coach: int) -> None:
    """Figures, tags by name, what this reader has done."""
    reviews.put_tag(store, leader_id(store, shelf["tagged"]), coach, "alfabetisk først")
    lines = {line.sign: line for line in talk_lists.list_talks(store, coach, TalkFilter())[0]}
    assert lines[shelf["tagged"]].tags == ("alfabetisk først", "følg op")
    assert (lines[shelf["all"]].unclear, lines[shelf["all"]].messages, lines[shelf["all"]].tags) == (
        2,
        30,
        ("følg op",),
    )
    assert (lines[shelf["read"]].is_unread, lines[shelf["read"]].is_reviewed) == (False, True)
    assert (lines[shelf["tagged"]].is_unread, lines[shelf["tagged"]].is_reviewed) == (False, False)
    assert (lines[shelf["all"]].is_unread, lines[shelf["all"]].is_reviewed) == (True, False)


# --- Figures ----------------------------------------------------------------------------------------------------------


def test_facets_are_counted_by_leaders_and_in_all(store: Store) -> None:
    """How many leaders, and the sum; under no kind the number of conversations."""
    share(store, "a", facets={("dwelt", "q"): 3, ("begun", "mindset"): 1})
    share(store, "b", facets={("dwelt", "q"): 2})
    counted = talk_lists.count_facets(store)
    assert counted[""] == {"": (2, 2)}
    assert counted["dwelt"] == {"q": (2, 5)}
    assert counted["begun"] == {"mindset": (1, 1)}
    share(store, "a", facets={("dwelt", "r"): 1})
    assert talk_lists.count_facets(store)["dwelt"] == {"q": (1, 2), "r": (1, 1)}


# --- What ends --------------------------------------------------------------------------------------------------------


def visible(store: Store, sign: str, word: str) -> list[str]:
    """Where in the console a conversation still shows."""
    with store.reading() as session:
        texts = session.scalars(sa.select(sa.text("text")).select_from(sa.text("unclear_turns"))).all()
    places = {
        "list": sign in listed(store),
        "signs": sign in talk_lists.list_signs(store, NOBODY, TalkFilter()),
        "search": sign in found(store, word),
        "figures": word in str(talk_lists.count_facets(store)),
        "number": talk_lists.count_facets(store)[""][""] == (2, 2),
        "address": talks.find_talk(store, sign) is not None,
        "tags": word in talk_lists.all_tags(store),
        "inbox": any(word in turn.text for turn in inbox.inbox_turns(store)),
        "what the inbox keeps": any(word in text for text in texts),
    }
    return [place for place, shows in places.items() if shows]


def all_over(store: Store, coach: int, who: str, word: str) -> str:
    """A conversation that shows everywhere."""
    turn = talks.Unclear(3, now(), f"{word} sagde hun", None, "deny", 0.1, "[]", "unsure")
    sign = share(store, who, word, ("stopped", word), unclear_turns=[turn])
    reviews.put_tag(store, leader_id(store, sign), coach, word)
    return sign


ENDS: dict[str, Callable[[Store, EventLog], Any]] = {
    "sharing withdrawn": lambda store, log: leaders.set_sharing(store, "hers", False),
    "everything erased": lambda store, log: erase_everything(store, log.url, "hers"),
    "erased in the conversation": lambda store, log: erase_leader(store, "hers"),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_gone_from_everywhere_in_the_same_moment(
    store: Store, coach: int, end: Callable[[Store, EventLog], Any]
) -> None:
    """Lists, search, figures, tags, inbox, the address; what another shares stays."""
    sign, other = all_over(store, coach, "hers", "hemmelig"), all_over(store, coach, "another", "åben")
    assert len(visible(store, sign, "hemmelig")) == 9
    end(store, EventLog(store.url))
    assert visible(store, sign, "hemmelig") == []
    assert set(visible(store, other, "åben")) == set(visible(store, sign, "hemmelig")) | {
        *("list", "signs", "search", "figures", "address", "tags", "inbox", "what the inbox keeps")
    }


def test_sharing_again_brings_it_back_under_the_same_sign(store: Store, coach: int) -> None:
    """With what coaches put on it; until it is read from the log anew it is not there."""
    sign = all_over(store, coach, "hers", "ord")
    leaders.set_sharing(store, "hers", False)
    assert leaders.leader_sign(store, "hers") == sign
    leaders.set_sharing(store, "hers", True)
    assert talks.find_talk(store, sign) is None
    assert talks.unread_talks(store, 10) == ["hers"]
    assert share(store, "hers", "ord") == sign
    assert talk_lists.all_tags(store) == ["ord"]


def test_what_was_read_before_the_sharing_ended_is_not_kept(store: Store) -> None:
    """Whoever reads the log slowly finds that it may not keep it; also when she shares again meanwhile."""
    share(store, "hers", "ord")
    record = talks.TalkRecord(11, now(), now(), None, None, 1, 1, 0, 0, "ord", {("stopped", "x"): 1})
    version = talks.talk_version(store, "hers")
    assert version is not None
    leaders.set_sharing(store, "hers", False)
    assert talks.talk_version(store, "hers") is None
    assert not talks.save_talk(store, "hers", record, version)
    leaders.set_sharing(store, "hers", True)
    assert not talks.save_talk(store, "hers", record, version)
    assert (listed(store), talk_lists.count_facets(store)) == ([], {"": {"": (0, 0)}})


def test_what_was_read_before_words_were_erased_is_not_kept(store: Store) -> None:
    """An answer that is struck out while its conversation is read does not come back with the reading."""
    share(store, "hers", "hemmelig")
    version = talks.talk_version(store, "hers")
    assert version is not None
    talks.forget_talk_of(store, "hers")
    record = talks.TalkRecord(11, now(), now(), None, None, 1, 1, 0, 0, "hemmelig", {})
    assert not talks.save_talk(store, "hers", record, version)
    assert found(store, "hemmelig") == []
    assert talks.unread_talks(store, 10) == ["hers"]


def test_sharing_cannot_end_unseen_while_it_is_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between seeing that she shares and writing what was read nobody else can write: on SQLite a look holds nobody up."""
    share(store, "hers", "ord")
    version = talks.talk_version(store, "hers")
    assert version is not None
    record = talks.TalkRecord(11, now(), now(), None, None, 1, 1, 0, 0, "nyt", {})
    other = Store(
        store.url + ("?timeout=0.2" if store.engine.dialect.name == "sqlite" else "?options=-clock_timeout%3D200")
    )
    claim = talks._claim

    def claim_and_let_her_try(session: Any, *who: Any) -> bool:
        done = claim(session, *who)
        monkeypatch.setattr(talks, "_claim", claim)
        with pytest.raises(StoreError):
            leaders.set_sharing(other, "hers", False)
        return done

    monkeypatch.setattr(talks, "_claim", claim_and_let_her_try)
    assert talks.save_talk(store, "hers", record, version)
    leaders.set_sharing(other, "hers", False)
    assert listed(store) == []


# --- Signs ------------------------------------------------------------------------------------------------------------


def test_a_sign_stays_and_says_nothing(store: Store) -> None:
    """The same each time, four signs, none of them from her id or conversation."""
    leaders.arrive(store, "hers")
    before = leaders.leader_sign(store, "hers")
    leaders.set_sharing(store, "hers", True)
    signs = {before, *(leaders.leader_sign(store, "hers") for _ in range(3))}
    assert len(signs) == 1
    assert len(before) == 4
    with store.reading() as session:
        leader = session.scalar(sa.select(Leader))
    assert before.lower() not in leader.id[:4] + leader.sender_id


def test_who_comes_second_to_a_sign_gets_a_longer_one(store: Store) -> None:
    """Two leaders are never one to a coach, and neither sign changes afterwards."""
    leaders.arrive(store, "hers")
    wanted = leaders.leader_sign(store, "hers")
    leaders.arrive(store, "first")
    with store.writing() as session:
        session.execute(sa.update(Leader).where(Leader.sender_id == "first").values(sign=wanted))
    leaders.set_sharing(store, "hers", True)
    longer = leaders.leader_sign(store, "hers")
    assert (len(longer), longer[:4]) == (5, wanted)
    erase_leader(store, "first")
    leaders.set_sharing(store, "hers", False)
    leaders.set_sharing(store, "hers", True)
    assert leaders.leader_sign(store, "hers") == longer


def test_an_address_with_another_sign_finds_nobody(store: Store) -> None:
    """Neither a part of a sign, nor small letters, nor a key."""
    sign = share(store, "hers", "ord")
    for wrong in (
        "",
        sign[:3],
        sign.lower() if sign.lower() != sign else "x",
        f"{sign}%",
        leader_id(store, sign),
        "hers",
    ):
        assert talks.find_talk(store, wrong) is None


def test_reading_a_broken_database_is_a_store_error(store: Store) -> None:
    """Not a traceback of a library."""
    with store.writing() as session:
        session.execute(sa.text("ALTER TABLE talks RENAME TO elsewhere"))
    for read in (
        lambda: talk_lists.list_talks(store, NOBODY, TalkFilter()),
        lambda: talk_lists.list_signs(store, NOBODY, TalkFilter()),
        lambda: talk_lists.count_facets(store),
        lambda: talk_lists.all_tags(store),
    ):
        with pytest.raises(StoreError):
            read()


def test_many_conversations_are_looked_up_at_once(store: Store) -> None:
    """More than a database takes in one question."""
    share(store, "hers", event_id=12)
    assert talks.read_until(store, [f"unknown {number}" for number in range(40_000)] + ["hers"]) == {"hers": 12}
