"""How a model takes messages, one by one, as the running assistant would: with nothing open, or with a question open.

`python -m bot.ear MODEL` does so for another process: a JSON object a line in (`text`, `open_question`), one a line out.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.knowledge.catalogue import catalogue

if TYPE_CHECKING:
    from rasa.core.processor import MessageProcessor
    from rasa.shared.core.trackers import DialogueStateTracker

_KINDS = {"answer_question": "answer", "nlu_fallback": "unclear", "confirm_answer": "answer"}


class Ear:
    """One model's understanding, by its message processor."""

    def __init__(self, processor: MessageProcessor) -> None:
        self._processor = processor
        self._loop = asyncio.new_event_loop()
        self._trackers: dict[str | None, DialogueStateTracker] = {}

    @classmethod
    def load(cls, model: Path) -> Ear:
        """The ear of a model package; takes some seconds."""
        from rasa.core.agent import Agent  # Rasa takes seconds to import; whoever only names an ear need not wait
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.ERROR)  # below that, Rasa logs what was written
        return cls(Agent.load(str(model)).processor)

    def hear(self, text: str, open_question: str | None = None) -> dict[str, Any]:
        """The same as `take`, for who has no event loop."""
        return self._loop.run_until_complete(self.take(text, open_question))

    async def take(self, text: str, open_question: str | None = None) -> dict[str, Any]:
        """How a message is taken.

        Args:
            text: what a leader typed.
            open_question: id of the question that is open, or None.

        Returns:
            text, intent, confidence, entities (entity, value), taken_as ("answer", "command", "unclear") and ms.

        Raises:
            UnknownItem: there is no such question.
        """
        from rasa.core.channels.channel import UserMessage

        tracker = self._tracker(open_question)
        begun = time.perf_counter()
        taken = await self._processor.parse_message(UserMessage(text), tracker)
        spent = (time.perf_counter() - begun) * 1000
        intent = taken["intent"]["name"]
        return {
            "text": text,
            "intent": intent,
            "confidence": round(float(taken["intent"]["confidence"]), 4),
            "entities": [{"entity": each["entity"], "value": each["value"]} for each in taken["entities"]],
            "taken_as": _KINDS.get(intent, "command"),
            "ms": round(spent, 3),
        }

    def _tracker(self, open_question: str | None) -> DialogueStateTracker:
        from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet
        from rasa.shared.core.trackers import DialogueStateTracker

        if open_question not in self._trackers:
            events = [ActionExecuted("action_session_start"), ActionExecuted("action_listen")]
            if open_question:
                theme = catalogue().question(open_question).theme
                events += [ActiveLoop("reflection_form"), SlotSet("theme", theme), SlotSet("question", open_question)]
                events += [SlotSet("requested_slot", "answer"), ActionExecuted("action_listen")]
            slots = self._processor.domain.slots
            self._trackers[open_question] = DialogueStateTracker.from_events("ear", events, slots)
        return self._trackers[open_question]


def main() -> None:
    """Hear each line of standard input with the model that is named."""
    ear = Ear.load(Path(sys.argv[1]))
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(ear.hear(asked["text"], asked["open_question"]), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
