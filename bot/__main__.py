"""`python -m bot <command>`: one command for each module in bot/cli."""

from __future__ import annotations

import argparse
import importlib
import sys

from bot.errors import LederdialogError

COMMANDS = {
    "run": "start everything and keep it running",
    "chat": "talk with the assistant in the terminal",
    "train": "train a model for the present data, if there is none",
    "compare": "show what a model hears differently from the live one",
    "use": "let a model be the live one",
    "undo": "let the model before be the live one again",
    "suggest": "show what would be suggested",
    "parse": "show how messages are taken",
    "transcript": "play a talk and write it down",
    "stories": "play the conversation tests and say where one goes another way",
    "check": "check the data and the knowledge files",
    "harvest": "write what trainers agreed on into the training data",
    "user": "make accounts for coaches, trainers and admins, close them, give new passwords",
    "purge": "erase what has been kept as long as was promised",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; an error of our own is one sentence and exit status 1."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Lederdialog")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, purpose in COMMANDS.items():
        subparsers.add_parser(name, help=purpose, add_help=False)
    chosen, rest = parser.parse_known_args(arguments)
    module = importlib.import_module(f"bot.cli.{chosen.command}")
    command_parser = argparse.ArgumentParser(prog=f"python -m bot {chosen.command}", description=module.__doc__)
    module.add_arguments(command_parser)
    try:
        return int(module.main(command_parser.parse_args(rest)) or 0)
    except LederdialogError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
