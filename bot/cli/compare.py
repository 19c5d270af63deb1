"""Vis, hvad en model hører anderledes end den, der er i drift."""

from __future__ import annotations

import argparse
import os
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli.progress import by_count, console
from bot.cli.run import tell
from bot.errors import LederdialogError
from bot.models import Models, name_of
from bot.services.model import model_path
from bot.services.scoring import hear, keep_figures
from bot.settings import ROOT, settings
from bot.store.database import store
from bot.store.inbox import inbox_turns
from bot.training.inbox import reviewed
from bot.training.phrases import heldout
from bot.training.report import Comparison, Contender, Section, as_html

SHOWN = 20  # rows of a table in the terminal; the files hold all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """MODEL and --against MODEL, both by name."""
    parser.add_argument("model", nargs="?", metavar="MODEL", help="den nye; ellers modellen for de nuværende data")
    parser.add_argument("--against", metavar="MODEL", help="den, der sammenlignes med; ellers den, der er i drift")


def main(arguments: argparse.Namespace) -> int:
    """Find the two models, compare them."""
    models = Models(settings().models_dir)
    new = models.find(arguments.model or name_of(model_path()))
    old = models.find(arguments.against) if arguments.against else models.live()
    if old is None:
        raise LederdialogError("Der er ingen model i drift endnu; den første kommer i drift med: make run")
    if old == new:
        raise LederdialogError(f"{name_of(new)} er i drift. Nævn en anden, eller en at sammenligne med (--against).")
    return run(models, new, old)


def run(models: Models, new: Path, old: Path) -> int:
    """Let both hear everything, show the report, and write it to results/."""
    os.umask(0o077)  # the report quotes leaders, masked
    known, real = heldout(), reviewed(inbox_turns(store()))
    if not known and not real:
        raise LederdialogError("Der er ingen sætninger at måle på: tests/nlu/heldout*.yml mangler.")
    with by_count("Begge modeller lytter", 2 * (len(known) + len(real))) as step:
        heard = hear([old, new], [*known, *real], step)
    before, after = (
        Contender(name_of(model), model.stat().st_size / 1e6, rows)
        for model, rows in zip((old, new), heard, strict=True)
    )
    for model, rows in zip((old, new), heard, strict=True):
        if known:
            keep_figures(models, model, known, rows[: len(known)])
    comparison = Comparison(known, real, before, after)
    show(console, comparison.sections(), SHOWN)
    for file in write(comparison, ROOT / "results"):
        tell(f"Hele rapporten: {file}")
    return 0


def write(comparison: Comparison, folder: Path) -> list[Path]:
    """The report as a page and as text.

    Returns:
        The files.
    """
    folder.mkdir(exist_ok=True)
    page, text = folder / "compare.html", folder / "compare.txt"
    page.write_text(as_html(comparison, f"{datetime.now():%d-%m-%Y kl. %H.%M}"), encoding="utf-8")
    with text.open("w", encoding="utf-8") as file:
        show(Console(file=file, width=140), comparison.sections())
    return [page, text]


def show(where: Console, sections: list[Section], most: int | None = None) -> None:
    """Print sections with at most so many rows each."""
    for section in sections:
        where.print(Text(f"\n{section.title}", style="bold"))
        if section.text:
            where.print(Text(section.text))
        if not section.rows:
            continue
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for column in section.columns:
            table.add_column(column, overflow="fold")
        for row in section.rows[:most]:
            table.add_row(*map(Text, row))
        where.print(table)
        if most and len(section.rows) > most:
            where.print(Padding(f"… og {len(section.rows) - most} til i rapporten.", (0, 0, 0, 2)))
