"""From a conversation's turns and the leader's own tables to the brief that lists, search and figures stand on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.catalogue import catalogue
from bot.language.dates import ZONE
from bot.language.stems import stems
from bot.reflection.journey import Journey
from bot.reflection.records import Promise, ShownSuggestion
from bot.review.turns import Turn
from bot.store.conversations import LEADER
from bot.store.talks import Facet, TalkRecord, Unclear

UNSURE = 0.35  # below it, a command was carried out on weak grounds (docs/understanding.md)
_BETWEEN = " ø "  # no stem holds it: words that stand together were written together
_MOST_FLAGGED = 300  # characters of the assistant's words
Flagged = dict[int, list[tuple[str, str]]]  # her message → kind of flag, and the assistant's words if those are meant
_VERDICTS = {"useful": "kept", "irrelevant": "rejected"}


@dataclass(frozen=True)
class Own:
    """What the leader's own tables say."""

    sector: str | None
    answered: Collection[str]
    skipped: Collection[str]
    promises: Sequence[Promise]
    suggestions: Sequence[ShownSuggestion]


def week_of(moment: datetime) -> str:
    """The ISO week in Denmark, e.g. "2026-W07"."""
    year, week, _day = moment.astimezone(ZONE).isocalendar()
    return f"{year}-W{week:02}"


def _is_unsure(turn: Turn) -> bool:
    said = turn.said
    return (
        not said.is_pressed
        and bool(said.taken_as)
        and said.taken_as[0] != "answer_question"
        and (said.confidence < UNSURE)
    )


def _inbox(open_ones: Sequence[Turn], flagged: Flagged) -> list[Unclear]:
    found = []
    for turn in open_ones:
        said = turn.said
        flag = flagged.get(said.event_id)
        if said.is_pressed or not (flag or not turn.is_understood or _is_unsure(turn)):
            continue
        found.append(
            Unclear(
                event_id=said.event_id,
                at=said.at,
                text=said.text,
                question_id=turn.question_id,
                intent=said.taken_as[0] if said.taken_as else "",
                confidence=said.confidence,
                guesses=json.dumps(list(dict.fromkeys(said.taken_as))),
                reason="flagged" if flag else "unsure" if turn.is_understood else "unclear",
                flags=json.dumps(flag or [], ensure_ascii=False),
            )
        )
    return found


def _progress(journey: Journey) -> Counter[Facet]:
    facets: Counter[Facet] = Counter()
    for part in journey.progress():
        if part.is_begun:
            facets["begun", part.theme] = part.answered + part.skipped
        if part.is_done:
            facets["finished", part.theme] = 1
    return facets


def _said(open_ones: Sequence[Turn]) -> Counter[Facet]:
    """By week how much she wrote and how much of it was not understood; where she dwelt."""
    facets: Counter[Facet] = Counter()
    for turn in open_ones:
        week = week_of(turn.said.at)
        facets["turns", week] += 1
        facets["unclear", week] += not turn.is_understood
        if turn.question_id and turn.said.taken_as[:1] == ("go_deeper",):
            facets["dwelt", turn.question_id] += 1
    return facets


def _kept(own: Own) -> Counter[Facet]:
    """What became of suggestions and actions."""
    facets: Counter[Facet] = Counter()
    for shown in own.suggestions:
        facets["shown", shown.item_id] += 1
        if shown.verdict in _VERDICTS:
            facets[_VERDICTS[shown.verdict], shown.item_id] += 1
    for promise in own.promises:
        facets["outcome", promise.outcome or "open"] += 1
    return facets


def _about(turns: Sequence[Turn], kinds: Mapping[int, Sequence[str]]) -> Flagged:
    """Her messages that the flags are about: one on the assistant's reply is about the message before it."""
    found: Flagged = {}
    last: int | None = None
    for turn in turns:
        is_hers = turn.said.who == LEADER
        last = turn.said.event_id if is_hers else last
        if last is not None and not turn.is_private:
            words = "" if is_hers else turn.text[:_MOST_FLAGGED]
            found.setdefault(last, []).extend((kind, words) for kind in kinds.get(turn.said.event_id, ()))
    return found


def project(
    turns: Sequence[Turn], own: Own, flagged: Mapping[int, Sequence[str]], newest_event: int
) -> TalkRecord | None:
    """The conversation in brief; None when the leader has said nothing yet.

    Args:
        turns: all of the conversation, see `read_turns`.
        own: what her own tables say.
        flagged: events with a flag, and the kinds of flag.
        newest_event: key of the newest event of the log.
    """
    hers = [turn for turn in turns if turn.said.who == LEADER]
    if not hers:
        return None
    open_ones = [turn for turn in hers if not turn.is_private]
    journey = catalogue().journey(own.answered, own.skipped)
    facets = _progress(journey) + _said(open_ones) + _kept(own)
    for theme in {turns[-1].theme, *(key for kind, key in facets if kind == "begun")} - {None}:
        facets["theme", str(theme)] = 1
    if turns[-1].question_id and not journey.is_complete:
        facets["stopped", turns[-1].question_id] = 1
    if turns[-1].sitting > 1:
        facets["returned", "yes"] = turns[-1].sitting - 1
    return TalkRecord(
        event_id=newest_event,
        first_at=turns[0].said.at,
        last_at=hers[-1].said.at,
        theme=turns[-1].theme,
        sector=own.sector,
        sittings=turns[-1].sitting,
        messages=len(hers),
        unclear=sum(not turn.is_understood for turn in open_ones),
        open_actions=facets["outcome", "open"],
        words=_BETWEEN.join(" ".join(stems(turn.text)) for turn in open_ones if not turn.said.is_pressed),
        facets=dict(facets),
        unclear_turns=_inbox(open_ones, _about(turns, flagged)),
    )
