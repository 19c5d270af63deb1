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
from bot.nlu.intent_classifier import ANSWER, TELLS
from bot.nlu.payload_guard import is_settled

UNCLEAR, DISTRESS = "nlu_fallback", "express_distress"

# The slots that are filled with a reflection in the leader's own words.
REFLECTIVE = frozenset({"answer", "next_step"})
# Slots that are filled with a short reply of a certain kind, and what reads it.
SHORT_REPLIES: dict[str, Callable[[str], object | None]] = {
    "rating": read_rating,
    "readiness_level": read_level,
    "commitment_due": lambda text: find_day(text, date.today()),
}
FEW = 3  # a fitting reply of so few words is nothing else
# Intents that state something about the leader's own work, as answers do.
STATEMENTS = frozenset({"set_action", "report_action", "state_sector", "express_distress"})

_RANKING_KEPT = 3


@dataclass(frozen=True)
class Thresholds:
    """Where the line is drawn; docs/understanding.md shows the curves that these were read from.

    While something is asked for, what counts is the share of the answer: p(answer) / (p(answer) + p(best command)), its
    odds multiplied with the odds that the message's form is that of telling (but where the command itself tells).

    Attributes:
        answer_share: from this share on, a message is the answer.
        answer_share_long: the same for messages of more than `long_words` words.
        answer_share_statement: the same where the best command is one that tells rather than asks.
        answer_share_distress: the same where the best command is that the leader is not well.
        answer_share_fitting: the same where the message fits the short reply that is asked for.
        long_words: how many words make a message long.
        least_command, few_words: while something is asked for, messages of that many words or more are no command
            below this confidence.
        many_words: with a question open, a message of that many words is no command that would not be obeyed otherwise.
        least_idle: with nothing asked for, a message is understood from this confidence on.
    """

    answer_share: float = 0.05
    answer_share_long: float = 0.02
    answer_share_statement: float = 0.1
    answer_share_distress: float = 0.3
    answer_share_fitting: float = 0.003
    long_words: int = 25
    many_words: int = 12
    least_command: float = 0.4
    few_words: int = 5
    least_idle: float = 0.35


def take_turn(
    ranking: list[dict[str, Any]], tells: float, text: str, waiting_for: str | None, thresholds: Thresholds
) -> dict[str, Any]:
    """The intent to act on.

    Args:
        ranking: intents with `name` and `confidence`, the best first.
        tells: how likely the message's form is that of telling, 0 to 1.
        text: the message.
        waiting_for: the slot that a form asks for; None when nothing is asked for.
        thresholds: see there.

    Returns:
        The winning intent, `answer_question` where the message is the awaited reply, or `nlu_fallback`.
    """
    said = words(text)
    nothing: dict[str, Any] = {"name": UNCLEAR, "confidence": 0.0}
    best = ranking[0] if ranking else nothing
    says_nothing = sum(map(len, said)) < 2 and not any(letter.isdigit() for letter in text)
    if says_nothing or not ranking:
        return {"name": UNCLEAR, "confidence": 1.0}
    if waiting_for is None:
        return (
            best
            if best["confidence"] >= thresholds.least_idle
            else {"name": UNCLEAR, "confidence": 1 - best["confidence"]}
        )
    answer = next((each["confidence"] for each in ranking if each["name"] == ANSWER), 0.0)
    command = next((each for each in ranking if each["name"] != ANSWER), nothing)
    weak = command["confidence"] < thresholds.least_command
    if weak and waiting_for not in REFLECTIVE and len(said) >= thresholds.few_words:
        return {"name": ANSWER, "confidence": 1 - command["confidence"]}
    if (
        waiting_for in REFLECTIVE
        and len(said) >= thresholds.many_words
        and command["confidence"] < thresholds.least_idle
    ):
        return {"name": ANSWER, "confidence": 1 - command["confidence"]}  # so long and no clear request: it is hers
    share = answer / (answer + command["confidence"])
    if command["name"] not in STATEMENTS:  # they tell, too
        share = _both(share, tells)
    if share >= _line(said, text, waiting_for, command["name"], thresholds):
        return {"name": ANSWER, "confidence": share}
    return command


def _both(subject: float, form: float) -> float:
    """Two likelihoods of the same thing as one: their odds multiplied."""
    yes, no = subject * form, (1 - subject) * (1 - form)
    return yes / (yes + no) if yes + no else 0.5


def _line(said: list[str], text: str, waiting_for: str, command: str, thresholds: Thresholds) -> float:
    """The share from which this message is the answer: the lowest of those that apply."""
    lines = [thresholds.answer_share]
    if command == DISTRESS:  # long or short, it is met
        return thresholds.answer_share_distress
    if len(said) > thresholds.long_words:
        lines.append(thresholds.answer_share_long)
    if waiting_for in REFLECTIVE and command in STATEMENTS and not asks_to_note(text):
        lines.append(thresholds.answer_share_statement)
    if waiting_for in SHORT_REPLIES and SHORT_REPLIES[waiting_for](text) is not None:
        lines.append(thresholds.answer_share_fitting if len(said) > FEW else 0.0)
    return min(lines)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class TurnTaking(GraphComponent):
    """Stands last in the pipeline. The best of the classifier's ranking stay, so that a fallback can offer them."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The thresholds, by name."""
        return dict(vars(Thresholds()))

    def __init__(self, config: dict[str, Any]) -> None:
        self._thresholds = Thresholds(**{name: config[name] for name in vars(Thresholds())})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
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
            tells = message.get(TELLS, 0.5)
            intent = take_turn(ranking, tells, message.get(TEXT) or "", waiting_for, self._thresholds)
            message.set(INTENT, intent, add_to_output=True)
            # Rasa keeps the ranking with every message: no more than the fallback and a trainer can use
            message.set(INTENT_RANKING_KEY, ranking[:_RANKING_KEPT], add_to_output=True)
        return messages

    def process_training_data(self, training_data: Any) -> Any:
        """The training data as they are."""
        return training_data
