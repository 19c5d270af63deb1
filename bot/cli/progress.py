"""Bars for what takes a while, on a terminal; elsewhere they keep quiet."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

console = Console()
_ALMOST = 0.98  # a bar that follows the clock is full only when the work is done


@contextmanager
def by_count(label: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar that moves one step at each call, also from several threads."""
    with Progress(TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


@contextmanager
def by_clock(label: str, seconds: float | None) -> Iterator[Callable[[str], None]]:
    """A bar that fills in the time that the work took last; a call changes the label.

    Without such a time the bar only shows that something goes on.
    """
    begun, over = time.monotonic(), threading.Event()
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task(label, total=seconds)

        def follow() -> None:
            while seconds and not over.wait(0.2):
                bar.update(task, completed=min(time.monotonic() - begun, _ALMOST * seconds))

        clock = threading.Thread(target=follow, daemon=True)
        clock.start()
        try:
            yield lambda label: bar.update(task, description=label)
        finally:
            over.set()
            clock.join()
