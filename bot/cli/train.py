"""Træn en model af de nuværende data, og vis, hvad der ændrer sig."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from bot.cli import compare
from bot.cli.progress import by_clock
from bot.cli.run import tell
from bot.knowledge.catalogue import catalogue
from bot.models import Models, name_of
from bot.services.model import model_path, train
from bot.settings import settings

# What Rasa's log says, and what a trainer reads then.
_PARTS = {
    "Starting to train component 'DanishIntentClassifier'": "Lærer, hvad sætninger betyder",
    "Starting to train component 'ValueReader'": "Lærer temaer og områder",
    "Starting to train component 'MemoizationPolicy'": "Lærer, hvad der følger efter hvad",
    "Finished training component 'ShortSessionsRulePolicy'": "Pakker modellen",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--force trains anew; --no-compare leaves the comparison out."""
    parser.add_argument("--force", action="store_true", help="træn, også selv om modellen er der")
    parser.add_argument("--no-compare", action="store_true", help="vis ikke, hvad der ændrer sig")


def main(arguments: argparse.Namespace) -> int:
    """Check the knowledge, train, remove the oldest models, compare with the live one."""
    catalogue()
    models, model = Models(settings().models_dir), model_path()
    if model.exists() and not arguments.force:
        tell(f"Modellen for de nuværende data er der allerede: {name_of(model)}.")
        return 0
    _train(models)
    tell(f"Trænet: {name_of(model)}.")
    for gone in models.prune():
        tell(f"Slettet, fordi der er fem nyere: {name_of(gone)}.")
    live = models.live()
    if live in (None, model) or arguments.no_compare:
        return 0
    return compare.run(models, model, live)


def _train(models: Models) -> Path:
    """Train with a bar that follows the last training's time."""
    took = [seconds for each in models.all() if (seconds := models.facts(each).get("seconds"))]
    with by_clock("Læser og kontrollerer data", took[0] if took else None) as show:
        return train(settings().var_dir / "log" / "train.log", lambda line: _show_part(line, show))


def _show_part(line: str, show: Callable[[str], None]) -> None:
    for said, part in _PARTS.items():
        if said in line:
            show(part)
