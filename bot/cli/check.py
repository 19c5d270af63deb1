"""Check what trainers write: examples, answers, rules, knowledge, the page's texts; each problem with file, line and remedy.

Exit status: 0 all in order; 1 something to look at; 2 the check could not be run.
"""

from __future__ import annotations

import argparse
import time
from itertools import groupby
from pathlib import Path

from rich.console import Console

from bot.errors import LederdialogError, Problem
from bot.settings import ROOT
from bot.training.checks import run_parts
from bot.training.checks.copies import check_copies
from bot.training.checks.fix import fix_tree
from bot.training.checks.rasa import RasaCheck
from bot.training.checks.watch import check_on_change

IN_ORDER, SOMETHING_WRONG, NOT_RUN = 0, 1, 2
WIDTH = 28  # of the column with the parts' names


class Report:
    """Tells of each part as it is done, and of the problems at the end, file by file."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._since = time.monotonic()
        self.problems: list[Problem] = []

    def say(self, text: str, style: str = "") -> None:
        """One line, as it stands."""
        self._console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)

    def part(self, name: str, problems: list[Problem] | None) -> None:
        """A part that is done, or None for one that waits until the others are in order."""
        seconds = f"{time.monotonic() - self._since:.1f} s".replace(".", ",")
        self._since = time.monotonic()
        if problems is None:
            self.say(f"· {name:<{WIDTH}} venter, til resten er i orden", style="dim")
            return
        self.problems += problems
        found = f"{len(problems)} ting at se på" if problems else "i orden"
        self.say(
            f"{'✗' if problems else '✓'} {name:<{WIDTH}} {found} ({seconds})", style="red" if problems else "green"
        )

    def end(self) -> int:
        """The problems, grouped by file; the exit status."""
        in_order = sorted(self.problems, key=lambda problem: (str(problem.file), problem.line))
        for file, problems in groupby(in_order, key=lambda problem: problem.file):
            self.say(f"\n{file}", style="bold")
            for problem in problems:
                place = f"{file}:{problem.line}" if problem.line else str(file)
                self.say(f"  {place}: {problem.what} {problem.remedy}")
        self.say("" if self.problems else "Alt er i orden.")
        return SOMETHING_WRONG if self.problems else IN_ORDER


def check(root: Path, console: Console) -> int:
    """Run every check on a project; the exit status.

    Raises:
        LederdialogError: the folder is no project, or Rasa's own validation broke down.
    """
    report = Report(console)
    rasa = RasaCheck(root)  # takes longest, so it is under way first
    try:
        for part, problems in run_parts(root):
            report.part(part.name, problems)
        report.part("Afskrift fra kilder", check_copies(root))
        # What Rasa would complain of is most likely the same, in other words and without a line.
        report.part("Rasas egen kontrol", None if report.problems else rasa.problems())
    finally:
        rasa.stop()
    return report.end()


def fix_and_check(root: Path, console: Console) -> int:
    """Mend what is safe, say what was mended, then check."""
    for change in fix_tree(root):
        console.print(f"Rettet: {change}", markup=False, highlight=False, soft_wrap=True)
    return check(root, console)


def try_check(root: Path, console: Console, fix: bool = False) -> int:
    """The exit status of a check; one that cannot be run says why and is no all-clear."""
    try:
        return fix_and_check(root, console) if fix else check(root, console)
    except (LederdialogError, OSError) as error:
        console.print(f"Kontrollen kunne ikke køres: {error}", markup=False, highlight=False, soft_wrap=True)
        return NOT_RUN


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--fix mends what is safe, --watch runs again after each change, --root names another project."""
    parser.add_argument("--fix", action="store_true", help="ret det, der kan rettes uden at spørge, og sig hvad")
    parser.add_argument("--watch", action="store_true", help="kør igen, hver gang en fil bliver gemt; slut med Ctrl-C")
    parser.add_argument("--root", type=Path, default=ROOT, help="mappen med data, domain.yml og config.yml")


def main(arguments: argparse.Namespace) -> int:
    """Check once, or again and again; the exit status is in this module's docstring."""
    console, root = Console(), arguments.root.resolve()
    if not arguments.watch:
        return try_check(root, console, arguments.fix)
    check_on_change(root, lambda: try_check(root, console, arguments.fix))
    return IN_ORDER
