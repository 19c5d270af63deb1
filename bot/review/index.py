"""Keeps the brief of every shared conversation up to date with Rasa's log."""

from __future__ import annotations

from datetime import timedelta

from bot.review.projection import Own, project
from bot.review.turns import Turn, read_turns
from bot.settings import settings
from bot.store.answers import own_answers, skipped_questions
from bot.store.commitments import promises
from bot.store.conversations import newest_events, read_events
from bot.store.database import Store
from bot.store.leaders import look_up
from bot.store.suggestions import all_suggestions
from bot.store.talks import flagged_events, read_until, save_talk, unread_talks

_LATE = 2_000  # events: on PostgreSQL a lower key may be committed after a higher one


def turns_of(tracker_url: str, sender_id: str) -> list[Turn]:
    """A conversation's messages with what stood around them, oldest first.

    Raises:
        StoreError: the log cannot be read.
    """
    return read_turns(read_events(tracker_url, sender_id), timedelta(hours=settings().pause_hours))


def index_talk(store: Store, tracker_url: str, sender_id: str) -> bool:
    """Read one conversation; False when there is nothing to keep.

    Raises:
        StoreError: a database could not be reached.
    """
    visit = look_up(store, sender_id)
    events = read_events(tracker_url, sender_id)
    if visit is None or not events:
        return False
    own = Own(
        visit.sector,
        [answer.question_id for answer in own_answers(store, sender_id) if answer.is_current],
        skipped_questions(store, sender_id),
        promises(store, sender_id),
        all_suggestions(store, sender_id),
    )
    turns = read_turns(events, timedelta(hours=settings().pause_hours))
    record = project(turns, own, flagged_events(store, sender_id), newest_event=events[-1][0])
    return record is not None and save_talk(store, sender_id, record)


def index_talks(store: Store, tracker_url: str, since: int) -> tuple[int, int]:
    """Read every shared conversation in which something has happened, or that is new among the shared.

    Args:
        store: our own tables.
        tracker_url: Rasa's log.
        since: the newest event of the last time, or 0.

    Returns:
        The newest event now, and how many conversations were read.

    Raises:
        StoreError: a database could not be reached; what is left is read the next time.
    """
    newest = newest_events(tracker_url, max(0, since - _LATE))
    known = read_until(store, list(newest))
    changed = [sender for sender, event_id in known.items() if event_id < newest[sender]]
    senders = dict.fromkeys((*changed, *unread_talks(store)))
    read = sum(index_talk(store, tracker_url, sender) for sender in senders)
    return max(newest.values(), default=since), read
