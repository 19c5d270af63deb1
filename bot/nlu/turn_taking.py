"""Answer or command? Reads the ranking of the intents in the light of what the assistant is waiting for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language.danish import words
from bot.language.dates import find_day
from bot.language.replies import asks_to_note, read_level, read_rating
from bot.nlu.payload_guard import is_settled

ANSWER, UNCLEAR = "answer_question", "nlu_fallback"

# The slots that are filled with a reflection in the leader's own words.
REFLECTIVE = frozenset({"answer", "next_step"})
# Slots that are filled with a short reply of a certain kind, and what reads it.
SHORT_REPLIES: dict[str, Callable[[str], object | None]] = {
    "rating": read_rating,
    "readiness_level": read_level,
    "commitment_due": lambda text: find_day(text, date.today()),
}
# Intents that state something about the leader's own work, as answers do.
STATEMENTS = frozenset({"set_action", "report_action", "state_sector"})


@dataclass(frozen=True)
class Thresholds:
    """Confidences that decide; see docs/understanding.md for the curve they were read from.

    Attributes:
        command_when_open: a command is obeyed while a question is open from this confidence on.
        command_words: messages longer than this are answers unless the command is nearly certain.
        command_when_long: … that is, from this confidence on.
        statement_when_open: intents that tell rather than ask win over a reflection from this confidence on.
        command_when_fitting: a command is obeyed from this confidence on although the message fits what is asked for.
        command_when_idle: a command is obeyed when nothing is open from this confidence on.
    """

    command_when_open: float = 0.35
    command_words: int = 25
    command_when_long: float = 0.8
    statement_when_open: float = 0.75
    command_when_fitting: float = 0.8
    command_when_idle: float = 0.25


def take_turn(
    ranking: list[dict[str, Any]], text: str, waiting_for: str | None, thresholds: Thresholds
) -> dict[str, Any]:
    """The intent to act on.

    Args:
        ranking: intents with `name` and `confidence`, the best first.
        text: the message.
        waiting_for: the slot that a form asks for; None when nothing is open.
        thresholds: see there.

    Returns:
        The winning intent, `answer_question` where the message is the awaited reply, or `nlu_fallback`.
    """
    length = len(words(text))
    best = ranking[0] if ranking else {"name": UNCLEAR, "confidence": 0.0}
    says_nothing = sum(map(len, words(text))) < 2 and not any(letter.isdigit() for letter in text)
    if waiting_for is None:
        if says_nothing or best["confidence"] < thresholds.command_when_idle:
            return {"name": UNCLEAR, "confidence": 1.0 - best["confidence"]}
        return best
    if says_nothing:
        return {"name": UNCLEAR, "confidence": 1.0}
    needed = thresholds.command_when_long if length > thresholds.command_words else thresholds.command_when_open
    if waiting_for in REFLECTIVE and best["name"] in STATEMENTS and not asks_to_note(text):
        needed = max(needed, thresholds.statement_when_open)
    if waiting_for in SHORT_REPLIES and SHORT_REPLIES[waiting_for](text) is not None:
        needed = max(needed, thresholds.command_when_fitting)
    if best["name"] != ANSWER and best["confidence"] >= needed:
        return best
    return {"name": ANSWER, "confidence": 1.0 - best["confidence"] if best["name"] != ANSWER else best["confidence"]}


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class TurnTaking(GraphComponent):
    """Stands last in the pipeline. The ranking of the classifier stays, so that a fallback can offer its best."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The thresholds, by name."""
        return dict(vars(Thresholds()))

    def __init__(self, config: dict[str, Any]) -> None:
        self._thresholds = Thresholds(**{name: config[name] for name in vars(Thresholds())})

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TurnTaking:
        """A new component with the thresholds of the pipeline's config."""
        return cls(config)

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """The messages, each with the intent to act on."""
        waiting_for = tracker.get_slot("requested_slot") if tracker is not None and tracker.active_loop_name else None
        for message in messages:
            if is_settled(message):
                continue
            ranking = message.get(INTENT_RANKING_KEY) or []
            intent = take_turn(ranking, message.get(TEXT) or "", waiting_for, self._thresholds)
            message.set(INTENT, intent, add_to_output=True)
        return messages

    def process_training_data(self, training_data: Any) -> Any:
        """The training data as they are."""
        return training_data
