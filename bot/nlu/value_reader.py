"""The theme or sector that a message means where it holds none of the known words: read by likeness to the examples."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from bot.language.danish import fold
from bot.nlu.component import LearningComponent
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
class ValueReader(LearningComponent):
    """Stands behind the vocabulary: "snak om forvaltningen som helhed" holds no known word for a theme, yet means one."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`least`: from this confidence on a value is read."""
        return {"least": 0.5}

    def learn(self, training_data: TrainingData) -> dict[str, Pipeline]:
        """One model for each intent that is about an entity."""
        return {intent: make_reader().fit(*examples_of(training_data, intent)) for intent in ENTITY_OF}

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages; one whose likeliest intent is about an entity that was not found gets the value it means."""
        readers = self.learned or {}
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or []
            intent = ranking[0]["name"] if ranking and not is_settled(message) else ""
            found = message.get(ENTITIES) or []
            if intent not in readers or any(each["entity"] == ENTITY_OF[intent] for each in found):
                continue
            reader, text = readers[intent], message.get(TEXT)
            confidences = reader.predict_proba([text])[0]
            value, confidence = str(reader.classes_[confidences.argmax()]), float(confidences.max())
            if value != NONE and confidence >= self.config["least"]:
                read = {"entity": ENTITY_OF[intent], "value": value, "start": 0, "end": len(text)}
                read |= {"extractor": type(self).__name__, "confidence_entity": confidence}
                message.set(ENTITIES, [*found, read], add_to_output=True)
        return messages
