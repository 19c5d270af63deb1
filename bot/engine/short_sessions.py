"""Rasa replays a whole session for every message; this keeps sessions short without the leader noticing."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.settings import settings


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class ShortSessionsRulePolicy(RulePolicy):
    """Rasa's rules, and one more: where a turn would end in listening and the session has grown long, renew it.

    `action_session_start` carries slots and the open form over, so the dialogue goes on where it was, while replay
    costs what a short session costs. See SESSION_MESSAGES in the settings.
    """

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None, **kwargs: Any
    ) -> PolicyPrediction:
        """The prediction of the rules, with a new session in place of listening when the session is long."""
        prediction = super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)
        listens = domain.action_names_or_texts[prediction.max_confidence_index] == ACTION_LISTEN_NAME
        if not listens or prediction.max_confidence == 0:
            return prediction
        if sum(isinstance(event, UserUttered) for event in tracker.events) < settings().session_messages:
            return prediction
        return self._rule_prediction(
            self._prediction_result(ACTION_SESSION_START_NAME, tracker, domain), "short session"
        )
