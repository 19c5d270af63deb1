"""What leaders notice while the model is changed under them: twenty who write through the web process.

`python -m bench.swap` (about two minutes). Errors, the longest wait beside that of the time before, and Rasa's memory.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console

from bench.latency import our_assistant
from bench.web import TURNS, Visitor
from bot.models import Models
from bot.services.supervisor import Supervisor
from bot.services.swap import put_live
from bot.settings import ROOT, settings

LEADERS, EVERY, SECONDS, SWAPS = 20, 5.0, 40.0, 6  # one message in so many seconds each; for so long before the swaps
console = Console()


def memory(supervisor: Supervisor) -> float:
    """What Rasa holds, in megabytes."""
    rasa = next(service.process for service in supervisor.services if service.name == "rasa")
    return psutil.Process(rasa.pid).memory_info().rss / 1e6 if rasa else 0.0


async def chat(base: str, number: int, over: asyncio.Event, waits: list[tuple[float, float]]) -> int:
    """One leader until it is over: notes (moment, wait in ms) of each turn.

    Returns:
        How many turns failed.
    """
    failed, visitor = 0, Visitor(base)
    await visitor.begin()
    await asyncio.sleep(number * EVERY / LEADERS)
    for turn in range(100_000):
        if over.is_set():
            break
        begun = time.perf_counter()
        try:
            waits.append((begun, await visitor.say(TURNS[turn % len(TURNS)])))
        except Exception as error:
            console.print(f"a turn failed: {error!r}")
            failed += 1
        await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - begun)))
    await visitor.client.aclose()
    return failed


async def measure(base: str, rasa_url: str, models: Models, supervisor: Supervisor) -> dict[str, Any]:
    """Twenty leaders before the swaps and during them."""
    over = asyncio.Event()
    waits: list[tuple[float, float]] = []
    leaders = [asyncio.create_task(chat(base, number, over, waits)) for number in range(LEADERS)]
    await asyncio.sleep(SECONDS)
    changing, megabytes, took = time.perf_counter(), [memory(supervisor)], []
    for turn in range(SWAPS):
        begun = time.perf_counter()
        await asyncio.to_thread(put_live, models, rasa_url, lambda turn=turn: models.use(models.all()[turn % 2]))
        took.append(time.perf_counter() - begun)
        megabytes.append(memory(supervisor))
        await asyncio.sleep(EVERY)
    over.set()
    failed = sum(await asyncio.gather(*leaders))
    before = [wait for moment, wait in waits if moment < changing - EVERY]
    during = [wait for moment, wait in waits if moment >= changing]
    return {
        "messages before and during": f"{len(before)}, {len(during)}",
        "errors": failed,
        "median wait before and during, ms": f"{statistics.median(before):.0f}, {statistics.median(during):.0f}",
        "longest wait before and during, ms": f"{max(before):.0f}, {max(during):.0f}",
        "a change, s": f"{min(took):.1f} to {max(took):.1f}",
        "Rasa's memory, MB": ", ".join(f"{each:.0f}" for each in megabytes),
    }


def main() -> None:
    """Measure, print a table, write JSON."""
    with tempfile.TemporaryDirectory() as folder:
        subject = our_assistant(Path(folder))
        chosen = settings()
        models = Models(chosen.models_dir)
        shutil.copy(models.all()[0], models.path("lederdialog-copy"))
        try:
            subject.supervisor.start()
            base = f"http://127.0.0.1:{chosen.web_port}"
            result = asyncio.run(measure(base, chosen.rasa_url, models, subject.supervisor))
        finally:
            subject.supervisor.end()
    for name, value in result.items():
        console.print(f"{name}: {value}")
    target = ROOT / "results" / "swap.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
