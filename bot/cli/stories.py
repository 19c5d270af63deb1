"""Play conversation tests to the running assistant and say where one first goes another way."""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path
from typing import Any

from bot.cli.run import tell
from bot.errors import LederdialogError, ServiceUnavailable
from bot.privacy.erasure import erase_everything
from bot.settings import ROOT, settings
from bot.store.conversations import read_events
from bot.store.database import store
from bot.talk import send
from bot.training.divergence import Divergence, play, report
from bot.training.stories import Story, find_story_files, read_stories

FOLDER = ROOT / "tests" / "conversations"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE: files or folders of stories; without any, all of tests/conversations."""
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", default=[FOLDER], help="files or folders")


def play_apart(story: Story) -> Divergence | None:
    """Play a story as a leader of its own, and leave nothing of her behind.

    Raises:
        ServiceUnavailable: the assistant does not answer.
        StoreError: the log cannot be read.
    """
    sender = secrets.token_hex(8)

    def say(text: str) -> list[dict[str, Any]]:
        list(send(settings().rasa_url, sender, text))
        return [event for _key, event in read_events(settings().tracker_url, sender)]

    try:
        return play(story, say)
    finally:
        erase_everything(store(), settings().tracker_url, sender)


def main(arguments: argparse.Namespace) -> int:
    """Play each story; 1 if any went another way."""
    stories = [story for file in find_story_files(arguments.files) for story in read_stories(file)]
    astray = 0
    for story in stories:
        try:
            divergence = play_apart(story)
        except ServiceUnavailable as error:
            raise LederdialogError("Assistenten svarer ikke. Start den med make run.") from error
        if divergence:
            astray += 1
            tell(f"{report(divergence)}\n")
    went = "alle går som skrevet" if not astray else f"{astray} går en anden vej end skrevet"
    tell(f"{len(stories)} samtaler: {went}.")
    return 1 if astray else 0
