"""Many conversations at a time for an export, on both databases."""

from __future__ import annotations

from bot.store.database import Store
from bot.store.exports import brief_talks, leader_ids
from bot.store.leaders import set_sharing
from tests.store.shared_talks import share


def test_only_what_is_shared_at_that_moment_in_the_order_asked_for(store: Store) -> None:
    """An invented sign and one that has stopped sharing are left out."""
    first = share(store, "a", "", ("finished", "mindset"), ("stopped", "employees-safety"))
    second = share(store, "b")
    found = brief_talks(store, [second, first, "FFFF"])
    assert [talk.sign for talk in found] == [second, first]
    assert (found[1].finished, found[1].stopped) == (("mindset",), "employees-safety")
    assert len(leader_ids(store, [first, second, "FFFF"])) == 2
    set_sharing(store, "a", False)
    assert [talk.sign for talk in brief_talks(store, [first, second])] == [second]
    assert len(leader_ids(store, [first, second])) == 1
    assert brief_talks(store, []) == []
