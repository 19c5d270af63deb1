"""Where a conversation first goes another way than its story says, told to a trainer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.training.stories import ACTION, IS_SET, LOOP, Outcome, Story, Turn, shown
from bot.training.talks import Moment, Taken, read_turns

_WIDTH = 90  # letters of a message that a report shows


@dataclass(frozen=True)
class Divergence:
    """The first thing that went another way.

    Attributes:
        story: the story.
        line: of its file, 1-based.
        expected, came: in Danish.
        turns: the conversation up to and with the message where it happened.
    """

    story: Story
    line: int
    expected: str
    came: str
    turns: tuple[Taken, ...]


def play(story: Story, say: Callable[[str], Sequence[Mapping[str, Any]]]) -> Divergence | None:
    """Play a story up to where it first goes another way.

    Args:
        story: the story.
        say: sends a message to the assistant and returns Rasa's events of the conversation, from the first on.

    Returns:
        Where it went another way, or None if it never did.
    """
    for turn in story.turns:
        turns = read_turns(say(turn.text))
        if found := _differs(turn, turns[-1]):
            return Divergence(story, *found, tuple(turns))
    return None


def _differs(turn: Turn, taken: Taken) -> tuple[int, str, str] | None:
    if turn.intent != taken.intent:
        return turn.line, f"hensigten {turn.intent}", f"hensigten {taken.intent}"
    found = {(entity.entity, entity.value) for entity in taken.entities}
    for entity in turn.entities:
        if (entity.entity, entity.value) not in found:
            came = ", ".join(f"{value} ({name})" for name, value in sorted(found)) or "intet"
            return turn.line, f"at finde {entity.value} ({entity.entity})", f"at finde {came}"
    at = 0
    for outcome in turn.outcomes:
        if outcome.kind == ACTION:
            at += 1
            if taken.actions[at - 1 : at] != [outcome.name]:
                return outcome.line, f"handlingen {outcome.name}", _next_action(taken, at)
        elif stands := _stands_otherwise(outcome, taken.moments[at]):
            return outcome.line, _wanted(outcome), stands
    if at < len(taken.actions):
        line = turn.outcomes[-1].line if turn.outcomes else turn.line
        return line, "ikke flere handlinger", _next_action(taken, at + 1)
    return None


def _next_action(taken: Taken, at: int) -> str:
    return f"handlingen {taken.actions[at - 1]}" if at <= len(taken.actions) else "ikke flere handlinger"


def _stands_otherwise(outcome: Outcome, moment: Moment) -> str | None:
    if outcome.kind == LOOP:
        return None if moment.loop == outcome.name else _form(moment.loop)
    value = moment.slots.get(str(outcome.name))
    fits = value is not None if outcome.value is IS_SET else value == outcome.value
    return None if fits else _slot(outcome.name, value)


def _wanted(outcome: Outcome) -> str:
    if outcome.kind == LOOP:
        return _form(outcome.name)
    return f"at {outcome.name} er udfyldt" if outcome.value is IS_SET else _slot(outcome.name, outcome.value)


def _form(name: str | None) -> str:
    return f"formularen {name} er åben" if name else "ingen formular er åben"


def _slot(name: str | None, value: object) -> str:
    return f"{name} er tom" if value is None else f"{name} er «{value}»"


def report(divergence: Divergence) -> str:
    """What went another way, in Danish: where, the conversation so far, what was expected, what came."""
    story, last = divergence.story, divergence.turns[-1]
    where = f"{shown(story.file)}:{divergence.line}" if story.file else f"linje {divergence.line}"
    lines = [f"«{story.name}» går en anden vej end skrevet.", where, ""]
    for taken in divergence.turns:
        lines += _told(taken)
    guess = f"Sidste besked blev forstået som {last.intent} ({_share(last.confidence)})"
    if last.second:
        guess += f", dernæst {last.second[0]} ({_share(last.second[1])})"
    return "\n".join([*lines, "", f"Ventet: {divergence.expected}", f"Kom:    {divergence.came}", f"{guess}."])


def _told(taken: Taken) -> list[str]:
    actions = ", ".join(taken.actions) or "ingen handling"
    said = [f"    assistenten: {_brief(text)}" for text in taken.said]
    return [f"  lederen: {_brief(taken.text)}", f"    {taken.intent} → {actions}", *said]


def _share(confidence: float) -> str:
    return f"{100 * confidence:.0f} %"


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
