"""The page's other side: against the running assistant, and against a web process of our own where something fails."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from argon2 import PasswordHasher

from bot.settings import Settings, settings
from bot.store.database import Store, store
from bot.web import limits
from bot.web.app import create_app
from bot.web.console import passwords
from bot.web.secrets import secret_key
from bot.web.wording import page_wording
from tests.conftest import wait_until
from tests.conversations.driver import Assistant
from tests.servers import free_port
from tests.store.event_log import EventLog
from tests.web.visitor import Visitor

_CACHED = (settings, store, secret_key, page_wording, limits._storage, limits._limit)


@dataclass(frozen=True)
class Site:
    """A web process: where it answers, and where it keeps things."""

    settings: Settings

    @property
    def url(self) -> str:
        """Its own origin."""
        return f"http://127.0.0.1:{self.settings.web_port}"

    @property
    def folder(self) -> Path:
        """Everything that it writes is in here."""
        return self.settings.var_dir

    @property
    def database(self) -> Path:
        """Our own tables."""
        return self.folder / "lederdialog.db"

    @property
    def conversations(self) -> Path:
        """Rasa's events."""
        return self.folder / "conversations.db"

    def visitor(self) -> Visitor:
        """Somebody with a fresh browser."""
        return Visitor(self.url)


@pytest.fixture
def whole(assistant: Assistant) -> Site:
    """The running assistant, all three processes."""
    return Site(assistant.settings)


@pytest.fixture
def visitor(whole: Site) -> Iterator[Visitor]:
    """Somebody who has never been here, in front of the running assistant."""
    visitor = whole.visitor()
    yield visitor
    visitor.client.close()


@dataclass
class FakeRasa:
    """Takes messages in Rasa's place and answers as told."""

    port: int
    answer: Callable[[dict[str, Any]], list[dict[str, Any]]] = lambda message: [{"text": "Tak."}]
    status: int = 200
    heard: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    """A stand-in for Rasa, for what the real one does only when it fails."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["content-length"])))
            fake.heard.append(message)
            lines = "".join(json.dumps(line) + "\n" for line in fake.answer(message)).encode()
            self.send_response(fake.status)
            self.send_header("Content-Length", str(len(lines)))
            self.end_headers()
            self.wfile.write(lines)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake = FakeRasa(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield fake
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def empty_databases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both databases, migrated and empty; each site gets a copy."""
    folder = tmp_path_factory.mktemp("empty")
    Store(f"sqlite:///{folder / 'lederdialog.db'}").migrate()
    EventLog(f"sqlite:///{folder / 'conversations.db'}")
    return folder


@pytest.fixture
def open_site(tmp_path: Path, empty_databases: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Site]]:
    """Start the web process alone, in this process: `open_site(RASA_PORT="1")`; the newest is the one that answers."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def close() -> None:
        for server, thread in servers:
            server.should_exit = True
            thread.join(10)
        servers.clear()
        for cached in _CACHED:
            cached.cache_clear()

    def start(**environment: str) -> Site:
        close()
        folder = tmp_path / "site"
        if not folder.exists():
            shutil.copytree(empty_databases, folder)
        ports = {"WEB_PORT": str(free_port()), "RASA_PORT": str(free_port()), "ACTIONS_PORT": str(free_port())}
        alone = {"DATABASE_URL": "", "TRACKER_URL": "", "LOCK_STORE_URL": "", "SECRET_KEY": ""}
        for name, value in {"LEDERDIALOG_VAR": str(folder), **alone, **ports, **environment}.items():
            monkeypatch.setenv(name, value)
        chosen = settings()
        config = uvicorn.Config(  # as bot/services/supervisor.py starts it
            create_app(),
            host="127.0.0.1",
            port=chosen.web_port,
            forwarded_allow_ips=chosen.trusted_proxies,
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        servers.append((server, thread))
        wait_until(lambda: server.started, 10)
        return Site(chosen)

    yield start
    close()


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    """The web process alone, with databases of its own and nobody in Rasa's place."""
    return open_site()


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost next to nothing, for tests in which many log in."""
    passwords._nobody.cache_clear()
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)


def raw_request(site: Site, request: bytes) -> bytes:
    """Send bytes as they are; the answer's bytes."""
    with socket.create_connection(("127.0.0.1", site.settings.web_port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
        return answer
