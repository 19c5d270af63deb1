"""The phrases that the benches train on and measure with, read as Rasa reads them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.settings import ROOT

HELDOUT = sorted((ROOT / "tests" / "nlu").glob("heldout*.yml"))


@dataclass(frozen=True)
class Phrases:
    """Texts and their intents, in the same order."""

    texts: list[str]
    intents: list[str]


def load(*paths: Path) -> TrainingData:
    """Rasa's view of files, and of folders' `nlu.yml` files."""
    merged = TrainingData()
    for path in paths:
        for file in [path] if path.is_file() else sorted(path.rglob("nlu.yml")):
            merged = merged.merge(load_data(str(file)))
    return merged


def phrases(*paths: Path) -> Phrases:
    """The examples of files or folders that have an intent."""
    examples = [each for each in load(*paths).intent_examples if each.get("text")]
    return Phrases([each.get("text") for each in examples], [each.get("intent") for each in examples])
