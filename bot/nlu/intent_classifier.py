"""Which intent a Danish message has: folded words and letter n-grams, logistic regression; and its form beside it."""

from __future__ import annotations

from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from bot.language.danish import fold
from bot.nlu.message_form import make_form_model
from bot.nlu.payload_guard import is_settled

ANSWER = "answer_question"
TELLS = "tells"  # on the message: how likely its form is that of telling, 0 to 1


def make_model(strength: float) -> Pipeline:
    """An untrained model: text in, intent out. `strength` is the inverse of the regularisation."""
    features = make_union(
        TfidfVectorizer(preprocessor=fold, token_pattern=r"\w+|\?", ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(preprocessor=fold, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
    )
    return make_pipeline(features, LogisticRegression(C=strength, class_weight="balanced", solver="liblinear"))


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class DanishIntentClassifier(GraphComponent):
    """Trains on all examples of the NLU data and ranks the intents of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength`: inverse of the regularisation."""
        return {"strength": 50.0}

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed beside Rasa."""
        return ["sklearn"]

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        models: tuple[Pipeline, Pipeline] | None,
    ) -> None:
        self._config, self._storage, self._resource, self._models = config, storage, resource, models

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DanishIntentClassifier:
        """A new, untrained classifier."""
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DanishIntentClassifier:
        """The classifier as it was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / "intents.joblib"))

    def train(self, training_data: TrainingData) -> Resource:
        """Train on every example that has an intent, and keep the result in the model."""
        examples = [(example.get(TEXT), example.get(INTENT)) for example in training_data.intent_examples]
        texts, intents = zip(*[(text, intent) for text, intent in examples if text], strict=True)
        by_subject = make_model(self._config["strength"]).fit(list(texts), list(intents))
        by_form = make_form_model().fit(list(texts), [int(intent == ANSWER) for intent in intents])
        self._models = (by_subject, by_form)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._models, folder / "intents.joblib")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The training data as they are: nothing later in the pipeline trains on our ranking."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages, each with its intent, the ranking of all, and how likely its form is to tell."""
        for message in messages:
            if self._models is None or is_settled(message):
                continue
            by_subject, by_form = self._models
            text = message.get(TEXT) or ""
            confidences = by_subject.predict_proba([text])[0]
            best = np.argsort(-confidences)  # all of them: turn-taking asks for the answer's share
            ranking = [{"name": str(by_subject.classes_[i]), "confidence": float(confidences[i])} for i in best]
            message.set(TELLS, float(by_form.predict_proba([text])[0][1]))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
