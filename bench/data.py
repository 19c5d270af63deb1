"""The phrases that the benches train on and measure with, read as Rasa reads them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from bot.settings import ROOT

STATEMENTS = sorted((ROOT / "tests" / "knowledge").glob("statements*.yml"))


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


def statements() -> list[dict[str, Any]]:
    """The held-out statements: `text`, `kind`, `fits` (ids, the best first), and `theme` and `sector` where they show."""
    read = YAML(typ="safe", pure=True)
    return [row for file in STATEMENTS for row in read.load(file)["statements"]]
