"""Train a model for the present data, if there is none."""

from __future__ import annotations

import argparse

from bot.cli.run import tell
from bot.knowledge.catalogue import catalogue
from bot.services.model import model_path, train
from bot.settings import ROOT, settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--force trains anew."""
    parser.add_argument("--force", action="store_true", help="train even if there is a model for the present data")


def main(arguments: argparse.Namespace) -> int:
    """Check the knowledge, then train."""
    catalogue()
    model = model_path()
    if model.exists() and not arguments.force:
        tell(f"The model for the present data is already there: {model.relative_to(ROOT)}")
        return 0
    tell("Training (about half a minute) …")
    tell(f"Trained: {train(settings().var_dir / 'log' / 'train.log').relative_to(ROOT)}")
    return 0
