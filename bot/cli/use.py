"""Sæt en model i drift, også mens assistenten kører."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli.progress import by_count
from bot.cli.run import tell
from bot.errors import LederdialogError
from bot.models import Models
from bot.services.model import model_path
from bot.services.scoring import check_floor, figures_of, hear
from bot.services.swap import put_live
from bot.settings import settings
from bot.training.phrases import Phrase, heldout
from bot.training.scores import Heard


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """MODEL by name."""
    parser.add_argument("model", nargs="?", metavar="MODEL", help="ellers modellen for de nuværende data")


def main(arguments: argparse.Namespace) -> int:
    """Find the model, see that it understands enough, and let it be the live one."""
    chosen, present = settings(), model_path()
    if not arguments.model and not present.exists():
        raise LederdialogError("Der er ingen model for de nuværende data endnu. Kør: make train")
    models = Models(chosen.models_dir)
    model = models.find(arguments.model) if arguments.model else present
    check_floor(model, figures_of(models, model, heldout(), _hear))
    tell(put_live(models, chosen.rasa_url, lambda: models.use(model)))
    tell("Fortryd med: python -m bot undo")
    return 0


def _hear(models: list[Path], phrases: list[Phrase]) -> list[list[Heard]]:
    with by_count("Måler modellen", len(phrases)) as step:
        return hear(models, phrases, step)
