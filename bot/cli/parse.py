"""How the assistant takes messages: one a line on standard input, one JSON object a line on standard output."""

from __future__ import annotations

import argparse
import json
import sys

from bot.ear import Ear
from bot.errors import LederdialogError
from bot.knowledge.catalogue import catalogue
from bot.services.model import model_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--open-question ID takes the messages as they are taken while that question is open."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line (the only format)")
    parser.add_argument("--open-question", metavar="ID", help="a dialogue question or deeper question that is open")


def main(arguments: argparse.Namespace) -> int:
    """Parse until the end of standard input, with the model for the present data."""
    if arguments.open_question:
        catalogue().question(arguments.open_question)
    if not model_path().exists():
        raise LederdialogError("There is no model for the present data. Run: make train")
    ear = Ear.load(model_path())
    for line in sys.stdin:
        row = ear.hear(line.rstrip("\n"), arguments.open_question)
        print(json.dumps({name: value for name, value in row.items() if name != "ms"}, ensure_ascii=False), flush=True)
    return 0
