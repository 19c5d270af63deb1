"""Which chosen action to ask about when the leader returns. Pure: no wording, no storage."""

from __future__ import annotations

from collections.abc import Iterable

from bot.reflection.records import Promise


def to_ask_about(promises: Iterable[Promise]) -> Promise | None:
    """The newest action that the leader has not told about yet; None when there is none."""
    untold = [promise for promise in promises if promise.outcome is None]
    return max(untold, key=lambda promise: promise.made_at, default=None)


def still_open(promises: Iterable[Promise]) -> list[Promise]:
    """The actions that are not done yet, those with the nearest day first, those without a day last."""
    waiting = [promise for promise in promises if promise.outcome in (None, "partly")]
    return sorted(waiting, key=lambda promise: (promise.due_on is None, promise.due_on or promise.made_at.date()))
