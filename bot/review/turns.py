"""A shared conversation as a coach reads it: message by message, with what the assistant made of each.

What a leader answers in the self-assessment and the readiness check is for her own eyes: it is marked private here and
shown to nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.knowledge.catalogue import Theme, catalogue
from bot.store.conversations import LEADER, Said, as_said
from bot.talk import OPENING

_PRIVATE_LOOPS = frozenset({"assessment_form", "readiness_form"})
_PRIVATE_ACTIONS = frozenset({"action_say_assessment", "action_say_readiness"})
_FALLBACK, _NOT_UNDERSTOOD = "action_fallback", "nlu_fallback"
_NO_SUCH_THEME = "utter_themes_unknown"  # said where a theme was asked for and the words name none
SLOTS = frozenset({"theme", "question"})  # what is open
Event = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Turn:
    """One message of a conversation and what stood around it.

    Attributes:
        said: the message.
        text: as its reader saw it: of a pressed button, the title.
        sitting: number of the visit that it belongs to, from 1.
        theme, question_id: what was open when it was written.
        action: what the assistant did (of its own messages).
        is_private: part of the self-assessment or the readiness check.
        is_understood: False for a leader's message that the assistant could make nothing of.
    """

    said: Said
    text: str
    sitting: int
    theme: str | None
    question_id: str | None
    action: str | None
    is_private: bool
    is_understood: bool


def spoken(said: Sequence[Said]) -> Iterator[tuple[int, str]]:
    """Place and text of each message as it was seen: a pressed button by its title, the page's opening left out.

    A message that got no answer and was sent again stands in the log twice; it comes once, where it was answered.
    """
    last_of_id: dict[str | None, int] = {each.message_id: i for i, each in enumerate(said) if each.message_id}
    titles: dict[str, str] = {}
    for i, each in enumerate(said):
        titles |= {payload: title for title, payload in each.buttons}
        if each.who != LEADER:
            yield i, each.text
        elif each.text != OPENING and last_of_id.get(each.message_id, i) == i:
            yield i, titles.get(each.text, _theme_title(each.text)) if each.is_pressed else each.text


def _theme_title(payload: str) -> str:
    """The title of a theme chosen on the wheel; any other payload without its slash."""
    return next((theme.title for theme in catalogue().of(Theme) if f'"{theme.id}"' in payload), payload.lstrip("/"))


def _says_not_understood(event: dict[str, Any]) -> bool:
    if event["event"] == "action":
        return event.get("name") == _FALLBACK
    return event["event"] == "bot" and (event.get("metadata") or {}).get("utter_action") == _NO_SUCH_THEME


@dataclass
class _Around:
    """What stands around a message, carried along while the log is read."""

    theme: str | None = None
    question_id: str | None = None
    loop: str | None = None
    action: str | None = None

    def read(self, event: dict[str, Any]) -> None:
        if event["event"] == "slot" and event["name"] == "theme":
            self.theme = event.get("value")
        elif event["event"] == "slot" and event["name"] == "question":
            self.question_id = event.get("value")
        elif event["event"] == "active_loop":
            self.loop = event.get("name")
        elif event["event"] == "action":
            self.action = event.get("name")

    @property
    def is_private(self) -> bool:
        return self.loop in _PRIVATE_LOOPS or self.action in _PRIVATE_ACTIONS


def read_turns(events: Iterable[Event], pause: timedelta) -> list[Turn]:
    """The messages of a conversation with what stood around them, oldest first.

    Args:
        events: Rasa's events with their keys, all of them or those of `bot.store.conversations.read_happened`.
        pause: a silence of this length ends a visit.
    """
    around, sitting = _Around(), 1
    found: list[Turn] = []
    unclear: set[int] = set()
    heard: Said | None = None  # the leader's newest message
    for key, event in events:
        if event["event"] == "user":
            around.action = None
        around.read(event)
        if heard and not heard.is_pressed and _says_not_understood(event):
            unclear.add(heard.event_id)
        said = as_said(key, event) if event["event"] in ("user", "bot") else None
        if said is None:
            continue
        if found and said.at - found[-1].said.at >= pause:
            sitting += 1
        if said.who == LEADER:
            heard = said
            if said.taken_as[:1] == (_NOT_UNDERSTOOD,):
                unclear.add(key)
        found.append(
            Turn(said, said.text, sitting, around.theme, around.question_id, around.action, around.is_private, True)
        )
    return [
        replace(found[i], text=text, is_understood=found[i].said.event_id not in unclear)
        for i, text in spoken([turn.said for turn in found])
    ]
