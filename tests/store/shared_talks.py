"""Shared conversations in brief, made by hand: what is not said of one is nothing in particular."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.language.stems import search_phrases, stems
from bot.store.database import Store, now
from bot.store.leaders import leader_sign, set_sector, set_sharing
from bot.store.talk_lists import TalkFilter, list_talks
from bot.store.talks import Facet, TalkRecord, find_talk, save_talk, talk_version

NOBODY = 0  # an account that has read nothing


def share(
    store: Store,
    who: str,
    says: str = "",
    *facets: Facet,
    ago: timedelta = timedelta(),
    sector: str = "state",
    **figures: Any,
) -> str:
    """A leader who shares, and her conversation; her sign."""
    set_sector(store, who, sector)
    set_sharing(store, who, True)
    moment = now() - ago
    given = {
        "event_id": 10,
        "first_at": moment - timedelta(days=1),
        "last_at": moment,
        "theme": None,
        "sector": sector,
        "sittings": 1,
        "messages": 1,
        "unclear": 0,
        "open_actions": 0,
        "words": " ".join(stems(says)),
        "facets": dict.fromkeys(facets, 1),
    }
    version = talk_version(store, who)
    assert version is not None
    assert save_talk(store, who, TalkRecord(**given | figures), version)
    return leader_sign(store, who)


def leader_id(store: Store, sign: str) -> str:
    """Who is behind a sign."""
    found = find_talk(store, sign)
    assert found is not None
    return found.leader_id


def listed(store: Store, account: int = NOBODY, **wanted: Any) -> list[str]:
    """Signs of what a filter shows, in order; the count that comes with it is right."""
    lines, total = list_talks(store, account, TalkFilter(**wanted), most=1000)
    assert total == len(lines)
    return [line.sign for line in lines]


def found(store: Store, search: str) -> list[str]:
    """Signs of what a search shows."""
    return listed(store, phrases=search_phrases(search))
