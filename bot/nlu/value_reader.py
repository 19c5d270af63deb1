"""The theme or sector that a message means where it holds none of the known words: read by likeness to the examples."""

from __future__ import annotations

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from bot.language.danish import fold
from bot.nlu.payload_guard import is_settled
from bot.nlu.vocabulary import words_of

# Which entity an intent is about, and the intents whose messages show how none is named.
ENTITY_OF = {"choose_theme": "theme", "state_sector": "sector"}
NAMING_NONE = ("start_reflection", "start_over", "resume_reflection", "ask_help")
NONE = "none"


def make_reader() -> Pipeline:
    """An untrained model: text in, value or "none" out."""
    letters = TfidfVectorizer(preprocessor=fold, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return make_pipeline(letters, LogisticRegression(C=20.0, class_weight="balanced", solver="liblinear"))


def examples_of(training_data: TrainingData, intent: str) -> tuple[list[str], list[str]]:
    """Texts and the values that they mean: whole examples of the intent, the known words, and messages that name none."""
    entity = ENTITY_OF[intent]
    pairs = list(words_of(training_data).get(entity, {}).items())
    for example in training_data.intent_examples:
        values = [each["value"] for each in example.get(ENTITIES, []) if each["entity"] == entity]
        if example.get(INTENT) == intent and values:
            pairs.append((example.get(TEXT), values[0]))
        elif example.get(INTENT) in NAMING_NONE:
            pairs.append((example.get(TEXT), NONE))
    return [text for text, _ in pairs], [value for _, value in pairs]


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class ValueReader(GraphComponent):
    """Stands behind the vocabulary: "snak om forvaltningen som helhed" holds no known word for a theme, yet means one."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`least`: from this confidence on a value is read."""
        return {"least": 0.5}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, readers: dict[str, Pipeline]
    ) -> None:
        self._least, self._storage, self._resource, self._readers = config["least"], storage, resource, readers

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ValueReader:
        """A new reader that has read nothing yet."""
        return cls(config, model_storage, resource, {})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ValueReader:
        """The reader as it was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / "readers.joblib"))

    def train(self, training_data: TrainingData) -> Resource:
        """Train one model for each intent that is about an entity, and keep them."""
        self._readers = {intent: make_reader().fit(*examples_of(training_data, intent)) for intent in ENTITY_OF}
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._readers, folder / "readers.joblib")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The training data as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages; one whose likeliest intent is about an entity that was not found gets the value it means."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or []
            intent = ranking[0]["name"] if ranking and not is_settled(message) else None
            found = message.get(ENTITIES) or []
            if intent not in self._readers or any(each["entity"] == ENTITY_OF[intent] for each in found):
                continue
            reader, text = self._readers[intent], message.get(TEXT)
            confidences = reader.predict_proba([text])[0]
            value, confidence = str(reader.classes_[confidences.argmax()]), float(confidences.max())
            if value != NONE and confidence >= self._least:
                read = {"entity": ENTITY_OF[intent], "value": value, "start": 0, "end": len(text)}
                read |= {"extractor": type(self).__name__, "confidence_entity": confidence}
                message.set(ENTITIES, [*found, read], add_to_output=True)
        return messages
