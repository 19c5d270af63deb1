"""What the coach's console costs with 10,000 shared conversations of 60 turns, on SQLite and on PostgreSQL.

`python -m bench.console` (about half an hour; most of it fills and reads the databases). A coach who is logged in asks the web
process for pages over HTTP, one after the other. Beside it, in the same run: what the same questions cost when they are put to
Rasa's events, without the brief that the console keeps of every conversation.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import sqlalchemy as sa
from rich.table import Table

from bench.talks import coach, console, databases, prepare, settle_on
from bot.review.index import turns_of
from bot.settings import ROOT, settings
from bot.store.database import Store
from bot.store.leaders import set_sector
from bot.store.talk_lists import TalkFilter, list_signs
from bot.store.talks import forget_talk_of, shred_words

REQUESTS = 60
BOUND = 150.0  # ms, p95
WITHOUT_BRIEF = 100  # conversations that are read for the comparison
RARE, COMMON, PHRASE = "flekskontrakt", "hverdagen", "%22fordi+tiden+er+knap%22"
LISTS = {
    "list": "",
    "list, page 300": "page=300",
    "list, theme": "theme=mindset",
    "list, stopped at": "stopped=mindset-focus",
    "list, sector": "sector=state",
    "list, outcome": "outcome=open",
    "list, tag": "tag=følg+op",
    "list, not understood": "unclear=1",
    "list, unread": "unread=1",
    "list, not gone through": "unreviewed=1",
    "list, flagged": "flagged=1",
    "list, came back": "returned=1",
    "list, dwelt on": "dwelt=mindset-focus",
    "list, suggestion kept": "kept=advice-01",
    "list, days": "since=2026-06-01&until=2026-06-30",
    "list, theme and sector and unread": "theme=mindset&sector=state&unread=1",
    "list, six filters": "theme=mindset&finished=employees&outcome=done&returned=1&unclear=1&unreviewed=1",
    "list, by length": "order=length",
    "list, not understood, by how much": "unclear=1&order=unclear",
    "search, rare word": f"q={RARE}",
    "search, common word": f"q={COMMON}",
    "search, beginning of words": "q=skærm",
    "search, phrase": f"q={PHRASE}",
    "search, common word and theme, by length": f"q={COMMON}&theme=mindset&order=length",
}
FILES = ("talks.csv", "answers.csv", "talks.json")


@dataclass
class Measured:
    """What was found on one database.

    Attributes:
        pages: median and p95 in ms.
        files: seconds, size and memory of each export.
        others: by names that say the unit.
    """

    pages: dict[str, tuple[float, float]] = field(default_factory=dict)
    files: dict[str, dict[str, float]] = field(default_factory=dict)
    others: dict[str, float] = field(default_factory=dict)


def ask(client: httpx.Client, addresses: list[str]) -> tuple[float, float]:
    """Median and p95 of pages, in ms, after the first has been fetched once.

    Raises:
        RuntimeError: another answer than a page; that is no measurement.
    """
    times = []
    for address in addresses[:1] + addresses:
        begun = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} to {address}")
    return statistics.median(times[1:]), statistics.quantiles(times[1:], n=20)[-1]


def measure_pages(client: httpx.Client, found: Measured) -> None:
    """Lists, search, conversations, the overview."""
    chance, own = random.Random(7), Store(settings().database_url)
    signs = list_signs(own, 0, TalkFilter())
    for name, query in LISTS.items():
        found.pages[name] = ask(client, [f"/coach?{query}"] * REQUESTS)
    within = {
        "conversation": "",
        "conversation, all visits": "visit=all",
        "conversation in a search": f"theme=mindset&q={COMMON}",
    }
    for name, query in within.items():
        found.pages[name] = ask(client, [f"/coach/talks/{sign}?{query}" for sign in chance.choices(signs, k=REQUESTS)])
    found.pages["overview"] = ask(client, ["/coach/overview"] * REQUESTS)


@contextmanager
def watching(process: psutil.Process) -> Iterator[list[float]]:
    """The process's resident memory in MB, ten times a second."""
    sizes, is_over = [process.memory_info().rss / 1e6], threading.Event()

    def look() -> None:
        while not is_over.wait(0.1):
            sizes.append(process.memory_info().rss / 1e6)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield sizes
    finally:
        is_over.set()
        thread.join()


def measure_files(client: httpx.Client, process: psutil.Process, found: Measured) -> None:
    """Every file of everything: how long, how large, and how much memory the web process takes on for it."""
    for name in FILES:
        size, begun = 0, time.perf_counter()
        with watching(process) as sizes, client.stream("GET", f"/coach/export/{name}") as answer:
            answer.raise_for_status()
            for piece in answer.iter_bytes():
                size += len(piece)
        found.files[name] = {
            "s": time.perf_counter() - begun,
            "MB": size / 1e6,
            "memory before, MB": sizes[0],
            "memory at most, MB": max(sizes),
        }


def measure_without_brief(found: Measured) -> None:
    """The same questions put to Rasa's events: a search by LIKE, and a list made by reading every conversation."""
    own, log = Store(settings().database_url), Store(settings().tracker_url)
    search = sa.text("SELECT count(DISTINCT sender_id) FROM events WHERE type_name = 'user' AND data LIKE :word")
    begun = time.perf_counter()
    with log.engine_reading() as connection:
        connection.scalar(search, {"word": f"%{COMMON}%"})
    found.others["search by LIKE over the events, ms"] = (time.perf_counter() - begun) * 1000
    with own.engine_reading() as connection:
        senders = connection.execute(sa.text("SELECT sender_id FROM leaders")).scalars().all()
    begun = time.perf_counter()
    for sender in random.Random(7).sample(senders, min(WITHOUT_BRIEF, len(senders))):
        turns_of(settings().tracker_url, sender)
    spent = (time.perf_counter() - begun) / min(WITHOUT_BRIEF, len(senders))
    found.others["reading one conversation's events, ms"] = spent * 1000
    found.others["a list without the brief (every conversation read), s"] = spent * len(senders)


def measure_shredding(found: Measured) -> None:
    """How long the words of erased conversations take to leave the search, and the longest that a leader waits meanwhile."""
    own, others, is_over = Store(settings().database_url), Store(settings().database_url), threading.Event()
    with own.engine_reading() as connection:
        senders = connection.execute(sa.text("SELECT sender_id FROM leaders ORDER BY id LIMIT 21")).scalars().all()
    for sender in senders[1:]:
        forget_talk_of(own, sender)
    waits: list[float] = []

    def write() -> None:
        while not is_over.is_set():
            begun = time.perf_counter()
            set_sector(others, senders[0], "state")
            waits.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.02)

    thread = threading.Thread(target=write)
    thread.start()
    begun = time.perf_counter()
    shred_words(own)
    found.others["shredding, ms"] = (time.perf_counter() - begun) * 1000
    is_over.set()
    thread.join()
    found.others["longest wait of a writer meanwhile, ms"] = max(waits)


def run(conversations: int, folder: Path, urls: tuple[str, str]) -> Measured:
    """Everything on one database."""
    settle_on(folder, urls)
    found = Measured(others=prepare(conversations))
    with coach() as (client, process):
        measure_pages(client, found)
        found.others["load (five minutes) after the pages"] = os.getloadavg()[1]
        measure_files(client, process, found)
    measure_without_brief(found)
    measure_shredding(found)
    return found


def report(results: dict[str, Measured], conversations: int) -> None:
    """Print the tables, write the JSON."""
    first = next(iter(results.values()))
    pages = Table("ms, median (p95)", *results, title=f"{conversations:,} conversations; bound: p95 {BOUND:g} ms")
    for name in first.pages:
        cells = [found.pages[name] for found in results.values()]
        pages.add_row(name, *(f"{'[red]' if p95 > BOUND else ''}{median:.0f} ({p95:.0f})" for median, p95 in cells))
    files = Table("everything as a file", *results)
    for name in first.files:
        for figure in first.files[name]:
            files.add_row(f"{name}: {figure}", *(f"{found.files[name][figure]:,.1f}" for found in results.values()))
    others = Table("besides", *results)
    for name in first.others:
        others.add_row(name, *(f"{found.others[name]:,.1f}" for found in results.values()))
    console.print(pages, files, others)
    machine = {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
    }
    figures = {name: vars(found) for name, found in results.items()}
    target = ROOT / "results" / "console.json"
    target.parent.mkdir(exist_ok=True)
    written = {"machine": machine, "conversations": conversations, "figures": figures}
    target.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    console.print(f"Written to {target.relative_to(ROOT)}")


def main() -> None:
    """Measure both databases, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000, help="fewer, for a quick look")
    count = parser.parse_args().conversations
    with tempfile.TemporaryDirectory() as name, databases(Path(name)) as places:
        results = {database: run(count, Path(name), urls) for database, urls in places.items()}
    report(results, count)


if __name__ == "__main__":
    main()
