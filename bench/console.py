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
from multiprocessing import Pool
from pathlib import Path

import httpx
import psutil
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from bot.review.index import index_talk, turns_of
from bot.services.supervisor import Supervisor, services_for
from bot.settings import ROOT, read_settings, settings
from bot.store.accounts import add_account
from bot.store.database import Store
from bot.store.talks import TalkFilter, list_signs, shred_words, unread_talks
from bot.web.console.passwords import hash_password
from tests.generator.fill import Wanted, fill
from tests.servers import free_port, private_postgres

console = Console()
NAME, PASSWORD = "Bench", "en lang adgangskode til en bench"
REQUESTS = 60
BOUND = 150.0  # ms, p95
READERS = 2  # processes that read the log
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
    """What was found on one database: name → figures in ms, MB, s as the names say."""

    pages: dict[str, tuple[float, float]] = field(default_factory=dict)
    files: dict[str, dict[str, float]] = field(default_factory=dict)
    others: dict[str, float] = field(default_factory=dict)


def read_part(part: int) -> None:
    """One process's share of the conversations that have not been read from the log yet."""
    own = Store(settings().database_url)
    for sender in sorted(unread_talks(own, 1_000_000))[part::READERS]:
        index_talk(own, settings().tracker_url, sender)


def prepare(conversations: int) -> Measured:
    """Fill the databases that the settings name, and read every conversation."""
    found, own = Measured(), Store(settings().database_url)
    own.migrate()
    accounts = [add_account(own, name, "coach", hash_password(PASSWORD, name)).id for name in (NAME, "Anna", "Bo")]
    begun = time.perf_counter()
    fill(own, settings().tracker_url, Wanted(conversations), accounts)
    filled = time.perf_counter()
    with Pool(READERS) as pool:
        pool.map(read_part, range(READERS))
    found.others["filling, s"] = filled - begun
    found.others["reading all conversations, s"] = time.perf_counter() - filled
    with Store(settings().tracker_url).engine_reading() as log:
        found.others["events"] = log.scalar(sa.text("SELECT count(*) FROM events")) or 0
    return found


def log_in(base: str) -> httpx.Client:
    """A browser of the coach."""
    client = httpx.Client(base_url=base, headers={"Origin": base}, timeout=120, follow_redirects=True)
    client.post("/coach/login", data={"name": NAME, "password": PASSWORD}).raise_for_status()
    return client


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
    query = sa.text("SELECT count(DISTINCT sender_id) FROM events WHERE type_name = 'user' AND data LIKE :word")
    begun = time.perf_counter()
    with log.engine_reading() as connection:
        connection.scalar(query, {"word": f"%{COMMON}%"})
    found.others["search by LIKE over the events, ms"] = (time.perf_counter() - begun) * 1000
    signs = list_signs(own, 0, TalkFilter())
    with own.engine_reading() as connection:
        query = sa.text("SELECT sender_id FROM leaders WHERE sign IN :signs").bindparams(
            sa.bindparam("signs", expanding=True)
        )
        senders = connection.execute(query, {"signs": signs[:WITHOUT_BRIEF]}).scalars().all()
    begun = time.perf_counter()
    for sender in senders:
        turns_of(settings().tracker_url, sender)
    spent = (time.perf_counter() - begun) / len(senders)
    found.others["reading one conversation's events, ms"] = spent * 1000
    found.others["a list without the brief (all conversations read), s"] = spent * len(signs)


def measure_shredding(found: Measured) -> None:
    """How long the words of one who erases everything take to leave the search, with writers waiting."""
    own = Store(settings().database_url)
    begun = time.perf_counter()
    shred_words(own)
    found.others["shredding, ms"] = (time.perf_counter() - begun) * 1000


def run(conversations: int, database_url: str, tracker_url: str, var: Path) -> Measured:
    """Everything on one database."""
    environment = {
        "LEDERDIALOG_VAR": str(var),
        "DATABASE_URL": database_url,
        "TRACKER_URL": tracker_url,
        "WEB_HOST": "127.0.0.1",
        "WEB_PORT": str(free_port()),
    }
    os.environ |= environment
    settings.cache_clear()
    found = prepare(conversations)
    web = next(service for service in services_for(read_settings(dict(os.environ))) if service.name == "web")
    supervisor = Supervisor([web], console.print)
    try:
        supervisor.start()
        assert web.process is not None
        client = log_in(f"http://127.0.0.1:{settings().web_port}")
        measure_pages(client, found)
        measure_files(client, psutil.Process(web.process.pid), found)
        found.others["load while measuring"] = os.getloadavg()[1]
    finally:
        supervisor.end()
    measure_without_brief(found)
    measure_shredding(found)
    return found


def report(results: dict[str, Measured], conversations: int) -> None:
    """Print the tables, write the JSON."""
    table = Table("ms, median (p95)", *results, title=f"{conversations:,} conversations; bound: p95 {BOUND:g} ms")
    for name in next(iter(results.values())).pages:
        cells = [found.pages[name] for found in results.values()]
        table.add_row(name, *(f"{'[red]' if p95 > BOUND else ''}{median:.0f} ({p95:.0f})" for median, p95 in cells))
    console.print(table)
    for title in ("files", "others"):
        more = Table(title, *results)
        for name in getattr(next(iter(results.values())), title):
            cells = [getattr(found, title)[name] for found in results.values()]
            more.add_row(name, *(f"{cell:,.1f}" if isinstance(cell, float | int) else str(cell) for cell in cells))
        console.print(more)
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
    results = {}
    with tempfile.TemporaryDirectory() as name, private_postgres() as server:
        var = Path(name)
        results["SQLite"] = run(count, f"sqlite:///{var / 'own.db'}", f"sqlite:///{var / 'log.db'}", var)
        if server:
            for database in ("own", "log"):
                with sa.create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
                    connection.execute(sa.text(f"CREATE DATABASE {database}"))
            address = server.rsplit("/", 1)[0]
            results["PostgreSQL"] = run(count, f"{address}/own", f"{address}/log", var)
    report(results, count)


if __name__ == "__main__":
    main()
