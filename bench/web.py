"""What the page costs: its weight, what the web process adds to a reply, and fifty leaders at once.

`python -m bench.web` (about four minutes). Rasa's own REST channel is measured in the same run, turn by turn beside ours.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import secrets
import statistics
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
from rich.console import Console
from rich.table import Table

from bench.latency import ANSWERS, our_assistant
from bot.settings import ROOT, Settings, settings

console = Console()
PAIRS = 120  # turns through each way
SESSION = 12  # turns of one conversation: the rate limits hold for a bench, too
LEADERS, EVERY, MINUTES = 50, 10.0, 2.0
OPENING = ["/greet", "spring over", "noget om mine medarbejdere"]
TURNS = [*ANSWERS, "næste", "giv mig et råd", "hvor langt er jeg?", "næste"]
_REFERENCE = re.compile(r"""(?:href|src)="(assets/[^"]+)"|(?:from|import)\s*\(?["'](\./[^"']+)["']""")


def page_weight(base: str) -> dict[str, int]:
    """Bytes, uncompressed, of everything that the page loads, also what it fetches only when it is wanted."""
    sizes: dict[str, int] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in sizes:
            continue
        body = httpx.get(base + path).raise_for_status().text
        sizes[path] = len(body.encode())
        waiting += [urljoin(path, next(filter(None, found))) for found in _REFERENCE.findall(body)]
    return sizes | {"/api/wording": len(httpx.get(f"{base}/api/wording").content)}


class Visitor:
    """A browser with a session, beside an event loop."""

    def __init__(self, base: str) -> None:
        self.client = httpx.AsyncClient(base_url=base, headers={"Origin": base}, timeout=60)

    async def begin(self) -> None:
        """Choose to talk, and bring a question up."""
        (await self.client.post("/api/session", json={"talk": True})).raise_for_status()
        for text in OPENING:
            await self.say(text)

    async def say(self, text: str) -> float:
        """One turn, in milliseconds up to the first message.

        Raises:
            RuntimeError: the turn failed; a failed turn is no measurement.
        """
        key = "payload" if text.startswith("/") else "text"
        begun, first = time.perf_counter(), None
        body = {"id": str(uuid.uuid4()), key: text}
        async with self.client.stream("POST", "/api/chat", json=body) as response:
            async for line in response.aiter_lines():
                kind = json.loads(line)["type"]
                if kind == "message" and first is None:
                    first = (time.perf_counter() - begun) * 1000
                if kind == "error":
                    raise RuntimeError(line)
        if first is None:
            raise RuntimeError(f"{response.status_code} to {text!r}")
        return first


async def direct(client: httpx.AsyncClient, rasa_url: str, sender: str, text: str) -> float:
    """The same turn through Rasa's REST channel, in milliseconds up to the first message."""
    begun, first = time.perf_counter(), None
    body = {"sender": sender, "message": text}
    async with client.stream("POST", f"{rasa_url}/webhooks/rest/webhook?stream=true", json=body) as response:
        async for line in response.aiter_lines():
            if line.strip() and first is None:
                first = (time.perf_counter() - begun) * 1000
    if first is None:
        raise RuntimeError(f"Rasa answered {text!r} with nothing")
    return first


async def beside_rasa(chosen: Settings, base: str) -> dict[str, float]:
    """Median first replies through both ways: the same texts in the same order, one after the other, taking turns to be first."""
    choose = random.Random(7)
    spent: dict[str, list[float]] = {"web": [], "rasa": []}
    async with httpx.AsyncClient(timeout=60) as client:
        for _ in range(PAIRS // SESSION):
            visitor, sender = Visitor(base), secrets.token_hex(8)
            await visitor.begin()
            for text in OPENING:
                await direct(client, chosen.rasa_url, sender, text)
            for number in range(SESSION):
                text = choose.choice(TURNS)
                for way in ("web", "rasa") if number % 2 else ("rasa", "web"):
                    one = visitor.say(text) if way == "web" else direct(client, chosen.rasa_url, sender, text)
                    spent[way].append(await one)
    medians = {f"{way}, median": statistics.median(times) for way, times in spent.items()}
    pairs = [web - rasa for web, rasa in zip(spent["web"], spent["rasa"], strict=True)]
    return medians | {"added by the web process, median of pairs": statistics.median(pairs)}


async def fifty_leaders(base: str) -> dict[str, float]:
    """Leaders who write every ten seconds: errors, median and p95 of the first reply."""
    spent: list[float] = []
    errors = 0

    async def talk(number: int) -> None:
        nonlocal errors
        choose, visitor = random.Random(number), Visitor(base)
        await asyncio.sleep(choose.uniform(0, EVERY))
        await visitor.begin()
        end = time.monotonic() + MINUTES * 60
        while time.monotonic() < end:
            begun = time.monotonic()
            try:
                spent.append(await visitor.say(choose.choice(TURNS)))
            except (RuntimeError, httpx.HTTPError):
                errors += 1
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - begun)))

    await asyncio.gather(*(talk(number) for number in range(LEADERS)))
    return {
        "turns": len(spent),
        "errors": errors,
        "median": statistics.median(spent),
        "p95": statistics.quantiles(spent, n=20)[-1],
    }


def show(title: str, figures: dict[str, Any]) -> None:
    """One table."""
    table = Table(title, "")
    for name, value in figures.items():
        table.add_row(name, f"{value:,.1f}" if isinstance(value, float) else f"{value:,}")
    console.print(table)


def main() -> None:
    """Measure, print tables, write JSON."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subject = our_assistant(Path(folder))
        chosen = settings()
        base = f"http://127.0.0.1:{chosen.web_port}"
        try:
            subject.supervisor.start()
            weight = page_weight(base)
            show("bytes of the page", weight | {"in all": sum(weight.values())})
            beside = asyncio.run(beside_rasa(chosen, base))
            show("first reply, ms", beside)
            many = asyncio.run(fifty_leaders(base))
            show(f"{LEADERS} leaders, one message in {EVERY:g} s each, ms", many)
        finally:
            subject.supervisor.end()
    target = ROOT / "results" / "web.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"weight": weight, "beside Rasa": beside, "fifty": many}, indent=2) + "\n")


if __name__ == "__main__":
    main()
