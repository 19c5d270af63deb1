"""The phrases that the benches train on and measure with, read as Rasa reads them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.settings import ROOT

HELDOUT = ROOT / "tests" / "nlu" / "heldout.yml"


@dataclass(frozen=True)
class Phrases:
    """Texts and their intents, in the same order."""

    texts: list[str]
    intents: list[str]


def load(path: Path) -> TrainingData:
    """Rasa's view of a file or of a folder's `nlu.yml` files."""
    if path.is_file():
        return load_data(str(path))
    merged = TrainingData()
    for file in sorted(path.rglob("nlu.yml")):
        merged = merged.merge(load_data(str(file)))
    return merged


def phrases(path: Path) -> Phrases:
    """The examples of a file or folder that have an intent."""
    examples = [each for each in load(path).intent_examples if each.get("text")]
    return Phrases([each.get("text") for each in examples], [each.get("intent") for each in examples])
