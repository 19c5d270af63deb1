"""Which chosen action to ask about when the leader returns. Pure: no wording, no storage."""

from __future__ import annotations

from collections.abc import Iterable

from bot.reflection.records import Promise


def to_ask_about(promises: Iterable[Promise]) -> Promise | None:
    """The newest action that the leader has not told about yet; None when there is none."""
    untold = [promise for promise in promises if promise.outcome is None]
    return max(untold, key=lambda promise: promise.made_at, default=None)
