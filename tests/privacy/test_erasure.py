"""Gone means gone: our tables at once, Rasa's log with them, and what a message in flight still writes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import NotSaved, StoreError
from bot.privacy.erasure import (
    NOTHING_IN_FLIGHT,
    TURN_IS_OVER,
    erase_everything,
    erase_leader,
    finish_erasure,
    sweep_conversations,
)
from bot.privacy.export import export_leader
from bot.store import answers, commitments, leaders, sessions
from bot.store.database import Store, now
from bot.store.tables import Base, Erasure
from tests.store.event_log import EventLog, bot, slot, user
from tests.web.visitor import on_disk

WHO, OTHER = "conversation-1", "conversation-2"
WORDS = "Vi mødes i kælderstuen hver onsdag."


@pytest.fixture
def log(store: Store) -> EventLog:
    """Rasa's events, beside our tables."""
    return EventLog(store.url)


def talk(store: Store, log: EventLog, who: str) -> None:
    """A session, an answer, an action and what was said."""
    sessions.begin_session(store, who, f"token of {who}")
    answers.save_answer(store, who, "mindset-focus", "mindset", f"{WORDS} {who}")
    commitments.save_commitment(store, who, None, f"ring {who}", None, None)
    log.write(who, user(f"{WORDS} {who}"), bot(f"Du skrev: «{WORDS} {who}»"), slot("answer", f"{WORDS} {who}"))


def orders(store: Store) -> int:
    """How many orders of erasure stand."""
    with store.reading() as session:
        return int(session.scalar(sa.select(sa.func.count(Erasure.id))))


def later(monkeypatch: pytest.MonkeyPatch, time: timedelta) -> None:
    """Let the sweep look at a clock that is ahead."""
    moment = now() + time
    monkeypatch.setattr("bot.privacy.erasure.now", lambda: moment)


def test_everything_at_once_and_nothing_of_others(store: Store, log: EventLog) -> None:
    """The order that stays for two minutes holds the random id and figures, no word of hers."""
    for who in (WHO, OTHER):
        talk(store, log, who)
    kept = export_leader(store, OTHER)
    erased = erase_everything(store, log.url, WHO)
    figures = {kind: count for kind, count in erased.counts.items() if count}
    assert figures == {"answers": 1, "actions": 1, "messages": 2}
    assert log.of(WHO) == []
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            found = [row for row in session.execute(sa.select(table)).all() if WHO in str(row)]
            assert len(found) == (table.name == "erasures"), table.name
            assert not any(WORDS in str(row) for row in found)
    assert export_leader(store, OTHER) == kept
    assert len(log.of(OTHER)) == 3
    assert sessions.standing(store, f"token of {OTHER}") is not None


def test_the_words_are_in_no_file(tmp_path: Path) -> None:
    """Neither in a free page nor in the write-ahead log of either database."""
    store = Store(f"sqlite:///{tmp_path / 'own.db'}")
    store.migrate()
    log = EventLog(f"sqlite:///{tmp_path / 'log.db'}")
    for who in (WHO, OTHER):
        talk(store, log, who)
    assert f"{WORDS} {WHO}".encode() in on_disk(tmp_path)
    erase_everything(store, log.url, WHO)
    assert f"{WORDS} {WHO}".encode() not in on_disk(tmp_path)
    assert f"{WORDS} {OTHER}".encode() in on_disk(tmp_path)


def test_erasing_one_who_is_not_there(store: Store, log: EventLog) -> None:
    """Twice is no error and counts nothing."""
    talk(store, log, WHO)
    erase_everything(store, log.url, WHO)
    assert erase_everything(store, log.url, WHO).counts == {"messages": 0}


@pytest.mark.parametrize("deed", ["save_answer", "arrive", "start_over", "set_sector", "set_sharing", "set_remembered"])
def test_a_message_in_flight_cannot_make_her_again(store: Store, log: EventLog, deed: str) -> None:
    """An action that comes too late is refused, whatever it wants to write."""
    talk(store, log, WHO)
    erase_everything(store, log.url, WHO)
    deeds = {
        "save_answer": lambda: answers.save_answer(store, WHO, "mindset-focus", "mindset", WORDS),
        "arrive": lambda: leaders.arrive(store, WHO),
        "start_over": lambda: leaders.start_over(store, WHO),
        "set_sector": lambda: leaders.set_sector(store, WHO, "state"),
        "set_sharing": lambda: leaders.set_sharing(store, WHO, True),
        "set_remembered": lambda: sessions.set_remembered(store, WHO, "code"),
    }
    with pytest.raises(NotSaved):
        deeds[deed]()
    assert export_leader(store, WHO) == {}


def test_what_a_message_in_flight_writes_to_the_log_is_swept_up(
    store: Store, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as one may be under way; only then is the order forgotten."""
    talk(store, log, WHO)
    talk(store, log, OTHER)
    erase_everything(store, log.url, WHO)
    log.write(WHO, user(WORDS))
    assert sweep_conversations(store, log.url) == 0  # the turn may still go on
    assert orders(store) == 1
    later(monkeypatch, TURN_IS_OVER + timedelta(seconds=1))
    assert sweep_conversations(store, log.url) == 0
    assert log.of(WHO) == []
    log.write(WHO, user(WORDS), ago=-timedelta(seconds=90))
    later(monkeypatch, NOTHING_IN_FLIGHT + timedelta(seconds=1))
    assert sweep_conversations(store, log.url) == 1
    assert (log.of(WHO), orders(store), len(log.of(OTHER))) == ([], 0, 3)


def test_what_she_says_after_an_erasure_in_the_terminal_stays(
    store: Store, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the conversation goes on under the same id: only what was said before goes."""
    talk(store, log, WHO)
    erase_leader(store, WHO)
    log.write(WHO, user("hej igen"), ago=-(TURN_IS_OVER + timedelta(seconds=2)))
    answers.save_answer(store, WHO, "mindset-focus", "mindset", "et nyt svar")
    later(monkeypatch, TURN_IS_OVER + timedelta(seconds=10))
    assert sweep_conversations(store, log.url) == 1
    assert [event["text"] for event in log.of(WHO)] == ["hej igen"]
    assert [answer.text for answer in answers.own_answers(store, WHO)] == ["et nyt svar"]


def test_an_erasure_asked_for_in_the_conversation_is_made_final(store: Store, log: EventLog) -> None:
    """With the figures of before; afterwards nothing is written under her id any more."""
    talk(store, log, WHO)
    assert finish_erasure(store, log.url, WHO) is None  # she asked for none
    erase_leader(store, WHO)
    erased = finish_erasure(store, log.url, WHO)
    assert erased is not None
    assert (erased.counts["answers"], erased.counts["actions"], erased.counts["messages"]) == (1, 1, 2)
    assert log.of(WHO) == []
    with pytest.raises(NotSaved):
        leaders.arrive(store, WHO)


def test_who_has_come_back_is_not_erased_a_second_time(store: Store, log: EventLog) -> None:
    """An order from before does not touch what she has begun since."""
    talk(store, log, WHO)
    erase_leader(store, WHO)
    answers.save_answer(store, WHO, "mindset-focus", "mindset", "et nyt svar")
    assert finish_erasure(store, log.url, WHO) is None
    assert [answer.text for answer in answers.own_answers(store, WHO)] == ["et nyt svar"]


def test_a_log_that_cannot_be_reached_is_erased_later(
    store: Store, log: EventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order stands, through any number of sweeps that fail."""
    talk(store, log, WHO)
    away = f"sqlite:///{tmp_path / 'empty.db'}"
    with pytest.raises(StoreError):
        erase_everything(store, away, WHO)
    assert export_leader(store, WHO) == {}
    later(monkeypatch, NOTHING_IN_FLIGHT * 2)
    with pytest.raises(StoreError):
        sweep_conversations(store, away)
    assert orders(store) == 1
    assert sweep_conversations(store, log.url) == 1
    assert log.of(WHO) == []
