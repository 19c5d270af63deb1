"""Themes, sectors, outcomes and case words in a message, by the words that the training data give for each."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.matcher import PhraseMatcher
from spacy.tokens import Span
from spacy.util import filter_spans

from bot.language.danish import fold
from bot.nlu.component import LearningComponent
from bot.nlu.payload_guard import is_settled

SEPARATOR = "="


def words_of(training_data: TrainingData) -> dict[str, dict[str, str]]:
    """Entity → folded phrase → value, from the marked examples, the lookup tables, and the synonyms of their values."""
    phrases: dict[str, dict[str, str]] = {}
    entity_of_value: dict[str, str] = {}
    for example in training_data.entity_examples:
        for entity in example.get(ENTITIES, []):
            marked = example.get(TEXT)[entity["start"] : entity["end"]]
            phrases.setdefault(entity["entity"], {})[fold(marked)] = entity["value"]
            entity_of_value[entity["value"]] = entity["entity"]
    for table in training_data.lookup_tables:
        entity_of_value |= dict.fromkeys(table["elements"], table["name"])
        phrases.setdefault(table["name"], {})
    for phrase, value in training_data.entity_synonyms.items():
        if value in entity_of_value:
            phrases[entity_of_value[value]].setdefault(fold(phrase), value)
    for value, entity in entity_of_value.items():
        phrases[entity].setdefault(fold(value), value)
    return phrases


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class VocabularyEntityExtractor(LearningComponent):
    """Finds the longest known phrases with spaCy's matcher, on folded text, so slips of æøå and case cost nothing."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, learned: Any = None) -> None:
        super().__init__(config, storage, resource, learned)
        self._nlp = spacy.blank("da")
        self._also: dict[str, dict[str, list[str]]] = {entity: {} for entity in config.get("with_synonyms", ())}
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        for entity, values in (learned or {}).items():
            for phrase, value in values.items():
                if entity in self._also:
                    self._also[entity].setdefault(value, []).append(phrase)
                self._matcher.add(f"{entity}{SEPARATOR}{value}", [self._nlp.make_doc(phrase)])

    def learn(self, training_data: TrainingData) -> dict[str, dict[str, str]]:
        """The words of the training data."""
        return words_of(training_data)

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages, each with the entities found in it; `value` is the canonical id, `start` and `end` letters."""
        for message in messages:
            if is_settled(message):
                continue
            text = message.get(TEXT) or ""
            found = self.find(text)
            message.set(ENTITIES, (message.get(ENTITIES) or []) + found, add_to_output=True)
        return messages

    def find(self, text: str) -> list[dict[str, Any]]:
        """The entities of a text, the longest phrases first chosen, none overlapping within an entity.

        With the setting `with_synonyms: [technology]` those of that entity carry `also`: every folded name of the value.
        """
        written = self._nlp.make_doc(text)
        folded = spacy.tokens.Doc(self._nlp.vocab, words=[fold(token.text) or "_" for token in written])
        spans: dict[str, list[Span]] = {}
        for key, start, end in self._matcher(folded):
            label = self._nlp.vocab.strings[key]
            spans.setdefault(label.split(SEPARATOR)[0], []).append(Span(folded, start, end, label=label))
        return [
            {
                "entity": entity,
                "value": span.label_.split(SEPARATOR, 1)[1],
                "start": written[span.start].idx,
                "end": written[span.end - 1].idx + len(written[span.end - 1]),
                "extractor": type(self).__name__,
                **self._synonyms(entity, span.label_.split(SEPARATOR, 1)[1]),
            }
            for entity, candidates in spans.items()
            for span in filter_spans(candidates)
        ]

    def _synonyms(self, entity: str, value: str) -> dict[str, list[str]]:
        """What else the value is called, for entities whose other names an action searches with."""
        return {"also": self._also[entity][value]} if entity in self._also else {}
