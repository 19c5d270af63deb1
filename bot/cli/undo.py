"""Sæt den model i drift igen, som var det før."""

from __future__ import annotations

import argparse

from bot.cli.run import tell
from bot.models import Models
from bot.services.swap import put_live
from bot.settings import settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def main(_arguments: argparse.Namespace) -> int:
    """Go one model back; once more goes one more back."""
    chosen = settings()
    models = Models(chosen.models_dir)
    tell(put_live(models, chosen.rasa_url, models.undo))
    return 0
