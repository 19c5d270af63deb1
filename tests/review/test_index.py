"""The brief follows the log: what is new, changed or newly shared is read, and nothing else; nothing is kept against her will."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot.privacy.erasure import erase_everything
from bot.review import index
from bot.store import leaders, reviews
from bot.store.accounts import add_account
from bot.store.answers import save_answer
from bot.store.conversations import strike_out
from bot.store.database import Store
from bot.store.inbox import inbox_turns
from bot.store.talk_lists import TalkFilter, list_talks
from bot.store.talks import forget_talk_of, read_until
from tests.generator.fill import Wanted, fill
from tests.store.event_log import EVENTS, EventLog, bot, slot, user
from tests.store.shared_talks import NOBODY, found, leader_id, listed

WHO, OTHER = "conversation-1", "conversation-2"


@pytest.fixture
def log(store: Store) -> EventLog:
    """Rasa's events, beside our tables."""
    return EventLog(store.url)


def talk(store: Store, log: EventLog, who: str, text: str = "Vi øver os.") -> None:
    """A leader who shares, and a message of hers."""
    leaders.set_sharing(store, who, True)
    log.write(who, slot("theme", "mindset"), slot("question", "mindset-focus"), user(text), bot("Tak."))


def reading(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], Any]) -> None:
    """Let something happen once while the log is being read."""
    read = index.turns_of

    def slowly(tracker_url: str, sender_id: str) -> Any:
        turns = read(tracker_url, sender_id)
        monkeypatch.setattr(index, "turns_of", read)
        meanwhile()
        return turns

    monkeypatch.setattr(index, "turns_of", slowly)


def test_what_is_new_changed_or_newly_shared_is_read_and_nothing_else(store: Store, log: EventLog) -> None:
    """Each pass goes on where the last one ended."""
    assert index.index_talks(store, log.url, 0) == (0, 0)
    talk(store, log, WHO)
    log.write(OTHER, user("Ikke delt."))
    leaders.arrive(store, OTHER)
    until, read = index.index_talks(store, log.url, 0)
    assert (until, read, len(listed(store))) == (5, 1, 1)
    assert index.index_talks(store, log.url, until) == (5, 0)
    assert index.index_talks(store, log.url, 0) == (5, 0)
    log.write(WHO, user("Robotter."))
    log.write(OTHER, user("Stadig ikke delt."))
    until, read = index.index_talks(store, log.url, until)
    assert (until, read) == (7, 1)
    assert found(store, "robot") == listed(store)
    leaders.set_sharing(store, OTHER, True)
    assert index.index_talks(store, log.url, until) == (7, 1)
    assert len(listed(store)) == 2
    assert index.index_talks(store, log.url, until) == (7, 0)


def test_events_that_are_late_are_read(store: Store, log: EventLog) -> None:
    """On PostgreSQL an event may come to light after one with a higher key."""
    talk(store, log, WHO)
    talk(store, log, OTHER)
    with store.engine.begin() as connection:
        connection.execute(sa.update(EVENTS).where(EVENTS.c.id > 4).values(id=EVENTS.c.id + 100))
    until, read = index.index_talks(store, log.url, 0)
    assert (until, read) == (108, 2)
    with store.engine.begin() as connection:
        row = connection.execute(sa.select(EVENTS).where(EVENTS.c.id == 3)).one()
        connection.execute(sa.insert(EVENTS).values({**row._mapping, "id": 50}))
    assert index.index_talks(store, log.url, until) == (108, 1)
    assert read_until(store, [WHO]) == {WHO: 50}


def test_a_log_that_is_not_there_yet_is_empty(store: Store) -> None:
    """Rasa makes its table when it starts for the first time."""
    leaders.set_sharing(store, WHO, True)
    assert index.index_talks(store, store.url, 0)[1] == 0


def test_one_who_shares_and_says_nothing_holds_nobody_up(
    store: Store, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many of them there are: each pass takes some, and in the end all are read."""
    monkeypatch.setattr(index, "_NEW", 3)
    for number in range(4):
        leaders.set_sharing(store, f"silent {number}", True)
    for number in range(5):
        talk(store, log, f"talk {number}")
    assert index.index_talks(store, log.url, 0)[1] <= 3
    for _ in range(60):
        index.index_talks(store, log.url, 0)
    assert len(listed(store)) == 5


# --- While it is read -------------------------------------------------------------------------------------------------


ENDS: dict[str, Callable[[Store, EventLog], Any]] = {
    "withdrawn": lambda store, log: leaders.set_sharing(store, WHO, False),
    "erased": lambda store, log: erase_everything(store, log.url, WHO),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("was_read", [False, True], ids=["new", "known"])
def test_a_talk_whose_sharing_ends_while_it_is_read_is_not_kept(
    store: Store, log: EventLog, monkeypatch: pytest.MonkeyPatch, end: Callable[[Store, EventLog], Any], was_read: bool
) -> None:
    """Neither in a table nor in the search, whether it had been read before or not."""
    talk(store, log, WHO, "hemmelig")
    if was_read:
        assert index.index_talk(store, log.url, WHO)
    reading(monkeypatch, lambda: end(store, log))
    assert not index.index_talk(store, log.url, WHO)
    with store.reading() as session:
        for table in ("talks", "talk_facets", "unclear_turns"):
            assert session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0
    assert found(store, "hemmelig") == []


@pytest.mark.parametrize("was_read", [False, True], ids=["new", "known"])
def test_words_that_are_erased_while_they_are_read_are_read_again(
    store: Store, log: EventLog, monkeypatch: pytest.MonkeyPatch, was_read: bool
) -> None:
    """What is kept are the words that stand there now."""
    talk(store, log, WHO, "hemmelig")
    if was_read:
        assert index.index_talk(store, log.url, WHO)

    def erase() -> None:
        strike_out(log.url, WHO, ["hemmelig"], "slettet")
        forget_talk_of(store, WHO)

    reading(monkeypatch, erase)
    assert index.index_talk(store, log.url, WHO)
    assert (found(store, "hemmelig"), found(store, "slettet")) == ([], listed(store))


def test_a_flag_that_comes_while_it_is_read_is_not_lost(
    store: Store, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The console reads the talk anew after a flag; a reading that began before must not take that back."""
    talk(store, log, WHO)
    coach = add_account(store, "coach", "coach", None).id
    index.index_talk(store, log.url, WHO)
    who = leader_id(store, listed(store)[0])

    def flag() -> None:
        reviews.put_flag(store, who, coach, 3, "misunderstood")
        assert index.index_talk(store, log.url, WHO)

    reading(monkeypatch, flag)
    index.index_talk(store, log.url, WHO)
    assert [turn.reason for turn in inbox_turns(store)] == ["flagged"]


# --- What it says -----------------------------------------------------------------------------------------------------


def test_own_tables_and_log_come_together(store: Store, log: EventLog) -> None:
    """Answers say how far she has come, the log where she stopped."""
    talk(store, log, WHO)
    save_answer(store, WHO, "mindset-curiosity", "mindset", "Vi øver os.")
    index.index_talk(store, log.url, WHO)
    for facet in (("begun", "mindset"), ("stopped", "mindset-focus")):
        assert len(listed(store, facets=(facet,))) == 1
    assert listed(store, facets=(("finished", "mindset"),)) == []


def test_made_up_conversations_are_read_as_they_were_made(store: Store) -> None:
    """The generator knows where each leader stopped and what she did; the brief, read from the events, says the same."""
    lives = fill(store, store.url, Wanted(12, turns=40, shared=0.8, seed=5))
    shared = [life for life in lives if life.is_shared]
    assert 0 < len(shared) < 12
    while index.index_talks(store, store.url, 0)[1]:
        pass
    lines, total = list_talks(store, NOBODY, TalkFilter(), most=50)
    assert total == len(shared)
    for life in shared:
        (line,) = [line for line in lines if line.sign == leaders.leader_sign(store, life.sender)]
        assert (line.messages, line.sittings) == (len(life.heard) - 1, life.sittings)  # the page opens, not she
        assert (line.sector, line.open_actions) == (life.dialogue.slots["sector"], life.dialogue.open_actions)
        stops = {key for key in ("mindset-focus", life.stopped_at) if key}
        assert {key for key in stops if line.sign in listed(store, facets=(("stopped", key),))} == {life.stopped_at} - {
            None
        }
