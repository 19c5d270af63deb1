"""What our graph components share: how Rasa makes, trains, keeps and loads one that learns."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_FILE = "learned.joblib"


class LearningComponent(GraphComponent):
    """A component that learns one object from the training data and keeps it in the model."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, learned: Any = None) -> None:
        self.config, self._storage, self._resource = config, storage, resource
        self.learned = learned

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LearningComponent:
        """A new component that has learned nothing."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LearningComponent:
        """The component with what it learned."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn, and keep the result in the model."""
        self.learned = self.learn(training_data)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self.learned, folder / _FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The training data as they are: nothing later in the pipeline learns from our output."""
        return training_data

    @abstractmethod
    def learn(self, training_data: TrainingData) -> Any:
        """What is to be kept, learned from the training data."""

    @abstractmethod
    def process(self, messages: list[Message]) -> list[Message]:
        """The messages with what this component adds."""
