"""What really happened in a conversation, read from Rasa's events; and such a conversation as a test story."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.language.danish import fold, readable
from bot.privacy.masking import mask
from bot.training.files import write_whole
from bot.training.markup import Entity, unmark
from bot.training.stories import ACTION, LOOP, SLOT, BadStory, Outcome, Story, Turn, read_stories, shown, write_story

_SILENT = {
    "action_listen",
    "action_session_start",
}  # where a turn ends, and when a session is renewed, is no part of it
_TOLD = ("requested_slot", "question")  # slots that say what is waited for and hold no word of the leader's
_PAUSE_SECONDS = 3600.0  # as domain.yml: a story cannot wait, so it ends where the leader went away
_REMARK = "Fra en rigtig samtale, maskeret. Læs den igennem: navne på folk, steder og enheder bliver ikke fundet."


@dataclass
class Moment:
    """An action that was run, and how things stood after it; the first moment of a turn is before any action."""

    action: str
    loop: str | None
    slots: dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """One message of a leader as it was taken, and what came of it.

    Attributes:
        text: what was written.
        intent, confidence: what it was taken for, 0 to 1.
        second: the next best guess and its confidence, or None.
        entities: what was found in it.
        at: when, seconds since 1970.
        moments: how things stood before any action, then after each.
        said: the assistant's messages.
    """

    text: str
    intent: str
    confidence: float
    second: tuple[str, float] | None
    entities: tuple[Entity, ...]
    at: float
    moments: list[Moment] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def actions(self) -> list[str]:
        """The names of the actions, in order."""
        return [moment.action for moment in self.moments[1:]]


def read_turns(events: Sequence[Mapping[str, Any]]) -> list[Taken]:
    """The turns of a conversation.

    Args:
        events: Rasa's events from the first on, as they stand in its log (`data` of the table `events`).
    """
    turns: list[Taken] = []
    now = Moment("", None, {})
    for event in events:
        match event:
            case {"event": "user", "text": str(text)} if text.strip():
                now = Moment("", now.loop, dict(now.slots))
                turns.append(_taken(event, text.strip(), now))
            case {"event": "action", "name": str(name)} if turns and name not in _SILENT:
                now = Moment(name, now.loop, dict(now.slots))
                turns[-1].moments.append(now)
            case {"event": "slot", "name": name}:
                now.slots[name] = event.get("value")
            case {"event": "active_loop"}:
                now.loop = event.get("name")
            case {"event": "bot", "text": str(text)} if turns:
                turns[-1].said.append(text)
    return turns


def _taken(event: Mapping[str, Any], text: str, before: Moment) -> Taken:
    parse = event.get("parse_data") or {}
    intent = parse.get("intent") or {}
    others = [each for each in parse.get("intent_ranking") or [] if each.get("name") != intent.get("name")]
    second = (str(others[0]["name"]), float(others[0].get("confidence") or 0)) if others else None
    found = [each for each in parse.get("entities") or [] if "start" in each]
    entities = tuple(Entity(each["start"], each["end"], each["entity"], str(each["value"])) for each in found)
    confidence = float(intent.get("confidence") or 0)
    at = float(event.get("timestamp") or 0)
    return Taken(text, str(intent.get("name")), confidence, second, entities, at, [before])


def story_from(events: Sequence[Mapping[str, Any]]) -> Story | None:
    """A conversation as a test story, masked, up to the leader's first pause of an hour.

    What a story holds: each message with its intent and entities, the actions, the forms that opened and closed, and
    what is waited for at the end of each turn. Masking finds numbers and addresses, not names: a trainer reads it first.

    Returns:
        The story under a name that is the same for the same steps, or None if the leader said nothing.
    """
    turns: list[Turn] = []
    last: Taken | None = None
    for taken in read_turns(events):
        if last is not None and taken.at - last.at > _PAUSE_SECONDS:
            break
        turns.append(_as_turn(taken))
        last = taken
    story = Story("", tuple(turns))
    return replace(story, name=f"samtale {_digest(story)}") if turns else None


def _as_turn(taken: Taken) -> Turn:
    text = mask("\n".join(readable(taken.text).splitlines())).text  # YAML knows fewer line breaks than Unicode
    is_pressed = taken.text.startswith("/")
    entities = taken.entities if text == taken.text and not is_pressed else ()
    if unmark(text)[1]:  # her own brackets would be read as marks
        text, entities = text.replace("[", "(").replace("]", ")"), ()
    if any(set("[]") & set(text[each.start : each.end]) for each in entities):  # what was masked stands in brackets
        entities = ()
    return Turn(text, taken.intent, entities, tuple(_came_of(taken)))


def _came_of(taken: Taken) -> Iterator[Outcome]:
    before, *after = taken.moments
    loop = before.loop
    for moment in after:
        yield Outcome(ACTION, moment.action)
        if moment.loop != loop:
            loop = moment.loop
            yield Outcome(LOOP, loop)
    last = taken.moments[-1]
    for slot in _TOLD:
        if slot in last.slots and (slot == _TOLD[0] or last.slots[slot] != before.slots.get(slot)):
            yield Outcome(SLOT, slot, last.slots[slot])


def _digest(story: Story) -> str:
    return hashlib.sha256(write_story(replace(story, name="-")).encode()).hexdigest()[:8]


def add_story(folder: Path, story: Story) -> Path | None:
    """Write a story into a file of its own: `folder` is a situation under tests/conversations.

    Returns:
        The file, or None if a story with the same steps or name is there already, in this situation or another: a
        name goes with the conversation, so that one whose file was edited since does not come twice.

    Raises:
        BadStory: a story that is there cannot be read, or another one has this file's name.
    """
    present = [each for file in sorted(folder.parent.glob("*/test_*.yml")) for each in read_stories(file)]
    if any(each == story or each.name == story.name for each in present):
        return None
    file = folder / f"test_{re.sub(r'[^a-z0-9]+', '_', fold(story.name)).strip('_')}.yml"
    if file.exists():
        raise BadStory(
            f"{shown(file)}: Der er allerede en fil med det navn, men en anden samtale i den. Giv samtalen et andet navn."
        )
    write_whole(file, preview(story))
    return file


def preview(story: Story) -> str:
    """The file as `add_story` would write it, for the trainer to read first."""
    return write_story(story, _REMARK)
