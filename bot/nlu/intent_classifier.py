"""Which intent a Danish message has: folded words and letter n-grams, logistic regression; and its form beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from bot.language.danish import fold
from bot.nlu.component import LearningComponent
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
class DanishIntentClassifier(LearningComponent):
    """Trains on all examples of the NLU data and ranks the intents of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength`: inverse of the regularisation."""
        return {"strength": 50.0}

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed beside Rasa."""
        return ["sklearn"]

    def learn(self, training_data: TrainingData) -> tuple[Pipeline, Pipeline]:
        """The reading of the subject and that of the form, from every example that has an intent."""
        examples = [(example.get(TEXT), example.get(INTENT)) for example in training_data.intent_examples]
        texts, intents = zip(*[(text, intent) for text, intent in examples if text], strict=True)
        by_subject = make_model(self.config["strength"]).fit(list(texts), list(intents))
        return by_subject, make_form_model().fit(list(texts), [int(intent == ANSWER) for intent in intents])

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages, each with its intent, the ranking of all, and how likely its form is to tell."""
        for message in messages:
            if self.learned is None or is_settled(message):
                continue
            by_subject, by_form = self.learned
            text = message.get(TEXT) or ""
            confidences = by_subject.predict_proba([text])[0]
            best = np.argsort(-confidences)  # all of them: turn-taking asks for the answer's share
            ranking = [{"name": str(by_subject.classes_[i]), "confidence": float(confidences[i])} for i in best]
            message.set(TELLS, float(by_form.predict_proba([text])[0][1]))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
