"""Conversation tests: Rasa's own test stories, read with line numbers and written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from bot.errors import LederdialogError, Problem
from bot.settings import ROOT
from bot.training.markup import Entity, mark, unmark

ACTION, LOOP, SLOT = "action", "active_loop", "slot_was_set"
_STEPS = "user, action, active_loop eller slot_was_set"
IS_SET = object()  # a slot of which only the name is given: any value will do


class BadStory(LederdialogError):
    """A story that cannot be played or kept; the message is a Danish sentence with file and line."""


@dataclass(frozen=True)
class Outcome:
    """One thing that is to come of a message.

    Attributes:
        kind: ACTION, LOOP or SLOT.
        name: of the action, of the form (None: no form is open), of the slot.
        value: of the slot.
        line: where it stands, 1-based.
    """

    kind: str
    name: str | None
    value: Any = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Turn:
    """What a leader says, how it is to be understood, and what is to come of it, in order."""

    text: str
    intent: str
    entities: tuple[Entity, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Story:
    """A conversation as it is to go; two stories are equal if their turns are."""

    name: str = field(compare=False)
    turns: tuple[Turn, ...]
    file: Path | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)


def shown(file: Path) -> Path:
    """The path as a trainer knows it, relative to the project's root."""
    return file.relative_to(ROOT) if file.is_relative_to(ROOT) else file


def find_story_files(places: list[Path]) -> list[Path]:
    """The files among these, and all `test_*.yml` in the folders among them."""
    found = [sorted(place.rglob("test_*.yml")) if place.is_dir() else [place] for place in places]
    return [file for files in found for file in files]


def read_stories(file: Path) -> list[Story]:
    """The stories of a file.

    Raises:
        BadStory: the file, or a step in it, cannot be read.
    """
    try:
        content = YAML(typ="rt", pure=True).load(file.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        remedy = "Se på indrykning, kolon og anførselstegn i linjen."
        raise BadStory(str(Problem(shown(file), line, "Filen kan ikke læses.", remedy))) from error
    except (UnicodeDecodeError, ReaderError) as error:
        what = "Filen kan ikke læses som tekst."
        raise BadStory(str(Problem(shown(file), 0, what, "Gem den som UTF-8."))) from error
    except OSError as error:
        what = "Filen kan ikke åbnes."
        raise BadStory(str(Problem(shown(file), 0, what, "Se efter, om navnet er rigtigt."))) from error
    if not isinstance(content, dict) or not isinstance(content.get("stories"), list):
        raise BadStory(
            str(Problem(shown(file), 0, "Der er ingen «stories:» i filen.", "Skriv «stories:» over samtalerne."))
        )
    stories = content["stories"]
    return [_story(file, item, _line(stories, at)) for at, item in enumerate(stories)]


def _line(sequence: Any, at: int) -> int:
    return int(sequence.lc.item(at)[0]) + 1


def _story(file: Path, item: Any, line: int) -> Story:
    steps = item.get("steps") if isinstance(item, dict) else None
    if not isinstance(steps, list) or not item.get("story"):
        raise BadStory(str(Problem(shown(file), line, "Samtalen mangler noget.", "Skriv både «story:» og «steps:».")))
    turns: list[Turn] = []
    for at, step in enumerate(steps):
        where = _line(steps, at)
        if isinstance(step, dict) and "user" in step:
            turns.append(_turn(file, step, where))
            continue
        outcomes = tuple(_outcomes(file, step, where))
        if not turns:
            what = "Samtalen begynder ikke med en besked."
            raise BadStory(str(Problem(shown(file), where, what, "Første trin skal være «user:».")))
        last = turns[-1]
        turns[-1] = Turn(last.text, last.intent, last.entities, last.outcomes + outcomes, last.line)
    return Story(str(item["story"]), tuple(turns), file, line)


def _turn(file: Path, step: dict[str, Any], line: int) -> Turn:
    if not isinstance(step["user"], str) or not isinstance(step.get("intent"), str):
        what = "En besked skal have både tekst og hensigt."
        raise BadStory(str(Problem(shown(file), line, what, "Skriv «user:» med teksten og «intent:» med hensigten.")))
    text, entities = unmark(step["user"].strip())
    return Turn(text, step["intent"], entities, (), line)


def _outcomes(file: Path, step: Any, line: int) -> Iterator[Outcome]:
    match step:
        case {"action": str(name)}:
            yield Outcome(ACTION, name, line=line)
        case {"active_loop": str() | None as name}:
            yield Outcome(LOOP, name, line=line)
        case {"slot_was_set": [*slots]}:
            for slot in slots:
                for name, value in (slot if isinstance(slot, dict) else {slot: IS_SET}).items():
                    yield Outcome(SLOT, name, value, line)
        case _:
            what = f"Trinnet kan ikke bruges her: «{_brief(step)}»."
            raise BadStory(str(Problem(shown(file), line, what, f"Et trin er {_STEPS}.")))


def _brief(step: Any) -> str:
    return ", ".join(map(str, step)) if isinstance(step, dict) else str(step)


def write_story(story: Story, remark: str = "") -> str:
    """The story as the text of a file, `remark` as a comment on top."""
    yaml: Any = YAML()
    yaml.width = 10_000  # a leader's line stays one line
    yaml.indent(mapping=2, sequence=4, offset=2)
    content = {"stories": [{"story": story.name, "steps": [step for turn in story.turns for step in _steps(turn)]}]}
    text = StringIO()
    yaml.dump({"version": DoubleQuotedScalarString("3.1"), **content}, text)
    return (f"# {remark}\n" if remark else "") + text.getvalue()


def _steps(turn: Turn) -> Iterator[dict[str, Any]]:
    said = mark(turn.text, turn.entities) if turn.entities else turn.text
    yield {"user": LiteralScalarString(said + "\n"), "intent": turn.intent}
    for kind, outcomes in groupby(turn.outcomes, key=lambda outcome: outcome.kind):
        if kind == SLOT:
            yield {SLOT: [{str(outcome.name): outcome.value} for outcome in outcomes]}
        else:
            yield from ({kind: outcome.name} for outcome in outcomes)
