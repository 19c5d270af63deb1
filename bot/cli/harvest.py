"""Write what trainers agreed on into the training data, and chosen conversations into the tests; a dry run first."""

from __future__ import annotations

import argparse
import difflib
import json
from pathlib import Path

from bot.cli.run import tell
from bot.review.index import turns_of
from bot.settings import ROOT, settings
from bot.store.conversations import read_events
from bot.store.database import store
from bot.store.inbox import InboxTurn, inbox_turns, note_harvested
from bot.store.talk_lists import TalkFilter, list_signs
from bot.store.talks import find_talk
from bot.training.harvest import Plan, carry_out, plan
from bot.training.inbox import accepted
from bot.training.stories import Story
from bot.training.talks import add_story, preview, story_from

TALK_TAG = "testsamtale"  # as in data/page/console.yml: a trainer puts it on conversations that are to become tests
FOLDER = Path("tests") / "conversations" / "talks"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--write carries out what the dry run shows."""
    parser.add_argument("--write", action="store_true", help="skriv det i filerne")


def _diff(root: Path, planned: Plan) -> list[str]:
    lines: list[str] = []
    for file, change in planned.files.items():
        name = str(file.relative_to(root))
        before, after = change.before.splitlines(), change.after.splitlines()
        lines += difflib.unified_diff(before, after, name, name, n=1, lineterm="")
    return lines


def chosen_stories() -> list[Story]:
    """The shared conversations that trainers chose, masked, each up to the first word that is for the leader alone.

    Or up to the first that was misunderstood, as trainers or coaches say: what came of it is no example to follow.
    """
    misunderstood = {(turn.leader_id, turn.event_id) for turn in inbox_turns(store()) if _is_wrong(turn)}
    stories = []
    for sign in list_signs(store(), 0, TalkFilter(tag=TALK_TAG)):
        talk = find_talk(store(), sign)
        if talk is None:
            continue
        events = read_events(settings().tracker_url, talk.sender_id)
        turns = turns_of(settings().tracker_url, talk.sender_id)
        end = next((turn.said.event_id for turn in turns if turn.is_private), events[-1][0] + 1)
        end = min([end, *(key for leader, key in misunderstood if leader == talk.leader_id)])
        heard = [key for key, event in events if event["event"] == "user" and key <= end]
        if end <= events[-1][0] and heard:
            end = heard[-1]  # what led there goes, too
        if story := story_from([event for key, event in events if key < end]):
            stories.append(story)
    return stories


def _is_wrong(turn: InboxTurn) -> bool:
    """Whether trainers take the message for something else than the assistant did, or somebody flagged it so."""
    decided = any(opinion.intent not in (None, turn.intent) for opinion in turn.opinions)
    return decided or ["misunderstood", ""] in json.loads(turn.flags)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def main(arguments: argparse.Namespace) -> int:
    """Show the plan; write it when told to. 1 if something was refused."""
    store().migrate()
    return harvest(ROOT, arguments.write)


def harvest(root: Path, is_written: bool) -> int:
    """Show what would be written into the project at `root`, or write it.

    Returns:
        1 if something was refused.
    """
    phrases, keys = accepted(inbox_turns(store()))
    planned = plan(root, phrases)
    stories = chosen_stories()
    if not phrases and not stories:
        tell(f"Der er ikke noget at hente. Træn indbakken på /trainer, eller sæt mærket «{TALK_TAG}» på en samtale.")
        return 0
    for line in _diff(root, planned):
        tell(line)
    for refused in planned.refused:
        tell(f"Ikke med: «{refused.phrase.text}». {refused.why}")
    if is_written:
        _write(root, planned, stories, keys)
    else:
        for story in stories:
            tell(f"\n{preview(story)}")
        ready = f"{_count(len(planned.added), 'sætning', 'sætninger')} og {_count(len(stories), 'samtale', 'samtaler')}"
        tell(f"{ready} står klar. Intet er skrevet; det gør --write.")
        tell("Læs dem først: navne på folk og steder fjernes ikke af sig selv.")
    return int(bool(planned.refused))


def _write(root: Path, planned: Plan, stories: list[Story], keys: list[int]) -> None:
    carry_out(planned)
    note_harvested(store(), keys)
    written = [file for story in stories if (file := add_story(root / FOLDER, story))]
    if not planned.files and not written:
        tell("Der er ikke noget nyt at skrive: det hele står i filerne i forvejen.")
        return
    done = f"{_count(len(planned.added), 'sætning', 'sætninger')} og {_count(len(written), 'samtale', 'samtaler')}"
    tell(f"{done} er skrevet i:")
    for file in (*planned.files, *written):
        tell(f"  {file.relative_to(root)}")
    tell("Nu: make check, make train, python -m bot compare.")
