"""A console to measure: databases full of conversations that have been read, and a web process on them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pool
from pathlib import Path

import httpx
import psutil
import sqlalchemy as sa
from rich.console import Console

from bot.review.index import index_talk
from bot.services.supervisor import Supervisor, services_for
from bot.settings import read_settings, settings
from bot.store.accounts import add_account
from bot.store.database import Store
from bot.store.talks import unread_talks
from bot.web.console.passwords import hash_password
from tests.generator.fill import Wanted, fill
from tests.servers import free_port, private_postgres

NAME, PASSWORD = "Bench", "en lang adgangskode til en bench"
READERS = 2  # processes that read the log
console = Console()


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, tuple[str, str]]]:
    """Name → URLs of an empty database for our own tables and of one for Rasa's log; PostgreSQL where it is installed."""
    with private_postgres() as server:
        found = {"SQLite": (f"sqlite:///{folder / 'own.db'}", f"sqlite:///{folder / 'log.db'}")}
        if server:
            for name in ("own", "log"):
                with sa.create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
                    connection.execute(sa.text(f"CREATE DATABASE {name}"))
            address = server.rsplit("/", 1)[0]
            found["PostgreSQL"] = (f"{address}/own", f"{address}/log")
        yield found


def settle_on(folder: Path, urls: tuple[str, str]) -> None:
    """Let the settings name these databases, for this process and those that it starts."""
    os.environ |= {
        "LEDERDIALOG_VAR": str(folder),
        "DATABASE_URL": urls[0],
        "TRACKER_URL": urls[1],
        "WEB_HOST": "127.0.0.1",
        "WEB_PORT": str(free_port()),
    }
    settings.cache_clear()


def read_part(part: int) -> None:
    """One process's share of the conversations that have not been read from the log yet."""
    own = Store(settings().database_url)
    for sender in sorted(unread_talks(own, 1_000_000))[part::READERS]:
        index_talk(own, settings().tracker_url, sender)


def prepare(conversations: int) -> dict[str, float]:
    """Fill the databases and read every conversation.

    Returns:
        How long that took, and how many events there are.
    """
    own, log = Store(settings().database_url), Store(settings().tracker_url)
    own.migrate()
    accounts = [add_account(own, name, "coach", hash_password(PASSWORD, name)).id for name in (NAME, "Anna", "Bo")]
    begun = time.perf_counter()
    fill(own, log.url, Wanted(conversations), accounts)
    filled = time.perf_counter()
    with Pool(READERS) as pool:
        pool.map(read_part, range(READERS))
    spent = time.perf_counter() - filled
    with log.engine_reading() as connection:
        events = connection.scalar(sa.text("SELECT count(*) FROM events"))
    return {"filling, s": filled - begun, "reading all conversations, s": spent, "events": float(events or 0)}


@contextmanager
def coach() -> Iterator[tuple[httpx.Client, psutil.Process]]:
    """A coach's browser, logged in, and the web process that answers it."""
    web = next(service for service in services_for(read_settings(dict(os.environ))) if service.name == "web")
    supervisor = Supervisor([web], console.print)
    try:
        supervisor.start()
        assert web.process is not None
        base = f"http://127.0.0.1:{settings().web_port}"
        client = httpx.Client(base_url=base, headers={"Origin": base}, timeout=300, follow_redirects=True)
        client.post("/coach/login", data={"name": NAME, "password": PASSWORD}).raise_for_status()
        yield client, psutil.Process(web.process.pid)
    finally:
        supervisor.end()
