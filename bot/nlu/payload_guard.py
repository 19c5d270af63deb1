"""Lets a `/intent{…}` through only when it was offered to this leader as a button."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.knowledge.catalogue import Theme, catalogue

OPENING = "/greet"  # what a client sends to be spoken to first
TYPED = "typed"  # a client that knows so says in the metadata whether its message was typed or a button
REJECTED = "nlu_fallback"
GUARDED = "payload_refused"


def offered_payloads(tracker: DialogueStateTracker) -> set[str]:
    """Payloads of the buttons that this session has shown, and those carried over from the session before."""
    offered = {
        button["payload"]
        for event in tracker.events
        if isinstance(event, BotUttered)
        for button in event.data.get("buttons") or []
        if "payload" in button
    }
    return offered | set(tracker.get_slot("offered_payloads") or [])


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class PayloadGuard(GraphComponent):
    """Stands first in the pipeline; Rasa's own handler of `/intent{…}` comes after the whole of it.

    A leader could otherwise type `/delete_my_data` or fill slots by hand. A message that is refused loses its slash, so
    that Rasa does not unpack it, and counts as not understood, which has a polite answer. A tracker without
    events is no conversation but a trainer's `rasa shell nlu` or `rasa test`: nothing is refused there.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PayloadGuard:
        """A guard that lets the opening and the wheel's themes through at any time."""
        return cls(frozenset({OPENING, *(theme.button["payload"] for theme in catalogue().of(Theme))}))

    def __init__(self, standing: frozenset[str]) -> None:
        self._standing = standing

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """The messages, with refused payloads turned into plain text that is not understood."""
        for message in messages:
            text = (message.get(TEXT) or "").strip()
            if not text.startswith("/") or tracker is None or not tracker.events:
                continue
            is_typed = (message.get("metadata") or {}).get("by") == TYPED
            if not is_typed and (text in self._standing or text in offered_payloads(tracker)):
                continue
            message.set(TEXT, text.lstrip("/ ") or "-", add_to_output=True)
            message.set(INTENT, {"name": REJECTED, "confidence": 1.0}, add_to_output=True)
            message.set(GUARDED, True)
        return messages

    def process_training_data(self, training_data: Any) -> Any:
        """The training data as they are."""
        return training_data


def is_settled(message: Message) -> bool:
    """Whether the guard or Rasa's payload handling decides about this message, so that no classifier need look."""
    return bool(message.get(GUARDED)) or (message.get(TEXT) or "").startswith("/")
