"""What a leader has said and chosen, as plain records that the rooms pass to one another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class OwnAnswer:
    """An answer in the leader's own words, as it stands now.

    Attributes:
        question_id: the dialogue question or deeper question that it answers.
        theme: id of the theme.
        text: the newest version, word for word.
        written_at: when that version was written, UTC.
        is_current: whether it belongs to the reflection that goes on now.
        id: the store's key.
    """

    question_id: str
    theme: str
    text: str
    written_at: datetime
    is_current: bool = True
    id: int = 0


@dataclass(frozen=True)
class Promise:
    """An action that the leader chose.

    Attributes:
        id: the store's key.
        text: the leader's own words.
        due_on: the day, if it could be read from what the leader wrote.
        due_text: what the leader wrote about when.
        made_at: when it was confirmed, UTC.
        outcome: "done", "partly", "not", or None until the leader has told.
    """

    id: int
    text: str
    due_on: date | None
    due_text: str | None
    made_at: datetime
    outcome: str | None = None


@dataclass(frozen=True)
class ShownSuggestion:
    """A piece of advice or a case that was shown, with the reason and the leader's verdict ("useful", "irrelevant")."""

    id: int
    kind: str
    item_id: str
    because: str
    verdict: str | None


@dataclass(frozen=True)
class Visit:
    """A leader as she arrives.

    Attributes:
        leader_id: random id.
        sector: id of the sector, or None.
        last_seen_at: her last sign of life before this one, or None at the first meeting.
        shared: whether she shares her reflection with the coach.
        is_remembered: whether what she says is kept when she has been away for an hour.
    """

    leader_id: str
    sector: str | None
    last_seen_at: datetime | None
    shared: bool
    is_remembered: bool = True


@dataclass(frozen=True)
class Round:
    """One round through the self-assessment or the readiness check: item id → value, and item id → note."""

    started_at: datetime
    values: dict[str, str]
    notes: dict[str, str]
