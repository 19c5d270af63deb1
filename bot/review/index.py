"""Keeps the brief of every shared conversation up to date with Rasa's log."""

from __future__ import annotations

from datetime import timedelta

from bot.review.projection import Own, project
from bot.review.turns import SLOTS, Turn, read_turns
from bot.settings import settings
from bot.store.answers import own_answers, skipped_questions
from bot.store.commitments import promises
from bot.store.conversations import newest_event, newest_events, read_happened
from bot.store.database import Store
from bot.store.leaders import look_up
from bot.store.suggestions import all_suggestions
from bot.store.talks import TalkRecord, flagged_events, read_until, save_talk, talk_version, unread_talks

_TRIES = 3  # when the conversation changes while it is read
_NEW = 100  # conversations in one go, so that the processes are watched in between (bot/cli/run.py)
_LATE = 2_000  # events: on PostgreSQL a lower key may be committed after a higher one


def turns_of(tracker_url: str, sender_id: str) -> list[Turn]:
    """A conversation's messages with what stood around them, oldest first.

    Raises:
        StoreError: the log cannot be read.
    """
    events = read_happened(tracker_url, sender_id, SLOTS)
    return read_turns(events, timedelta(hours=settings().pause_hours))


def index_talk(store: Store, tracker_url: str, sender_id: str) -> bool:
    """Read one conversation; False when there is nothing to keep.

    Raises:
        StoreError: a database could not be reached.
    """
    for _ in range(_TRIES):
        version = talk_version(store, sender_id)
        record = None if version is None else _read(store, tracker_url, sender_id)
        if version is None or record is None:
            return False
        if save_talk(store, sender_id, record, version):
            return True
    return False


def _read(store: Store, tracker_url: str, sender_id: str) -> TalkRecord | None:
    visit = look_up(store, sender_id)
    newest = newest_event(tracker_url, sender_id)  # before the rest: what comes in between is read the next time
    if visit is None or not newest:
        return None
    own = Own(
        visit.sector,
        [answer.question_id for answer in own_answers(store, sender_id) if answer.is_current],
        skipped_questions(store, sender_id),
        promises(store, sender_id),
        all_suggestions(store, sender_id),
    )
    flagged = flagged_events(store, sender_id)
    return project(turns_of(tracker_url, sender_id), own, flagged, newest_event=newest)


def index_talks(store: Store, tracker_url: str, since: int) -> tuple[int, int]:
    """Read every shared conversation in which something has happened, and some of those that are new among the shared.

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
    if not newest and not since:  # nothing has ever been said; Rasa may not even have made its table
        return since, 0
    known = read_until(store, newest)
    changed = [sender for sender, event_id in known.items() if event_id < newest[sender]]
    senders = dict.fromkeys((*changed, *unread_talks(store, _NEW)))
    read = sum(index_talk(store, tracker_url, sender) for sender in senders)
    return max(newest.values(), default=since), read
