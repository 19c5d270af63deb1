"""How the assistant takes messages: one a line on standard input, one JSON object a line on standard output."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from bot.errors import LederdialogError
from bot.knowledge.catalogue import catalogue
from bot.services.model import model_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--open-question ID takes the messages as they are taken while that question is open."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line (the only format)")
    parser.add_argument("--open-question", metavar="ID", help="a dialogue question or deeper question that is open")


def parse(messages: Iterable[str], open_question: str | None = None) -> Iterator[dict[str, Any]]:
    """Take messages as the running assistant would, with the model for the present data.

    Args:
        messages: what leaders typed.
        open_question: id of the question that is open, or None.

    Yields:
        text, intent, confidence, entities (entity, value) and taken_as ("answer", "command", "unclear").

    Raises:
        UnknownItem: there is no such question.
        LederdialogError: there is no model for the present data.
    """
    from rasa.core.agent import Agent  # Rasa takes seconds to import; the other commands need not wait
    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)  # below that, Rasa logs what was written
    theme = catalogue().question(open_question).theme if open_question else None
    if not model_path().exists():
        raise LederdialogError("There is no model for the present data. Run: make train")
    processor = Agent.load(str(model_path())).processor
    events = [ActionExecuted("action_session_start"), ActionExecuted("action_listen")]
    if open_question:
        events += [ActiveLoop("reflection_form"), SlotSet("theme", theme), SlotSet("question", open_question)]
        events += [SlotSet("requested_slot", "answer"), ActionExecuted("action_listen")]
    tracker = DialogueStateTracker.from_events("parse", events, processor.domain.slots)
    loop = asyncio.new_event_loop()
    try:
        for text in messages:
            taken = loop.run_until_complete(processor.parse_message(UserMessage(text), tracker))
            intent = taken["intent"]["name"]
            kind = {"answer_question": "answer", "nlu_fallback": "unclear", "confirm_answer": "answer"}.get(
                intent, "command"
            )
            yield {
                "text": text,
                "intent": intent,
                "confidence": round(float(taken["intent"]["confidence"]), 4),
                "entities": [{"entity": each["entity"], "value": each["value"]} for each in taken["entities"]],
                "taken_as": kind,
            }
    finally:
        loop.close()


def main(arguments: argparse.Namespace) -> int:
    """Parse until the end of standard input."""
    for row in parse((line.rstrip("\n") for line in sys.stdin), arguments.open_question):
        print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0
