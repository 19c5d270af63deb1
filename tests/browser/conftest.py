"""Chromium, and screens in front of the running assistant that complain by themselves."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.driver import Screen
from tests.conftest import wait_until
from tests.conversations.driver import Assistant
from tests.servers import free_port
from tests.system_packages import find_chromium

_QUIET = """
--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run
""".split()
Open = Callable[..., Screen]


@pytest.fixture(scope="package")  # no wider: while Playwright runs, no other test can have an event loop
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium is installed on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_screen(chromium: Browser, assistant: Assistant) -> Iterator[Open]:
    """A fresh browser, as often as one is wanted: `open_screen(width=320, color_scheme="dark")`.

    At the end none may have met an error, a violation of the CSP or a dialog that the test did not provoke, and none may
    have asked anything of another origin.
    """
    screens: list[Screen] = []
    home = f"http://127.0.0.1:{assistant.settings.web_port}"

    def start(url: str = home, *, width: int = 1280, **options: object) -> Screen:
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, locale="da-DK", timezone_id="Europe/Copenhagen", **options)
        context.set_default_timeout(15_000)
        screens.append(Screen(context, url))
        return screens[-1]

    yield start
    complaints = [complaint for screen in screens for complaint in screen.complaints()]
    for screen in screens:
        screen.context.close()
    assert not complaints


@pytest.fixture
def screen(open_screen: Open) -> Screen:
    """A leader who has never been here."""
    return open_screen()


@pytest.fixture
def serve_host(assistant: Assistant) -> Iterator[Callable[[str], str]]:
    """An intranet on a port of its own: `serve_host(html)` puts a page there; its origin."""
    pages: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages[-1].encode() if self.path == "/" else b""
            self.send_response(200 if body else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def serve(html: str) -> str:
        pages.append(html)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield serve
    server.shutdown()
    server.server_close()


@pytest.fixture
def second_web(assistant: Assistant) -> Iterator[Callable[..., str]]:
    """Another web process of the same assistant with other settings: `second_web(EMBED_ORIGINS=…)`; its address."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(**environment: str) -> str:
        chosen, port = assistant.settings, free_port()
        ours = {
            "LEDERDIALOG_VAR": str(chosen.var_dir),
            "RASA_PORT": str(chosen.rasa_port),
            "ACTIONS_PORT": str(chosen.actions_port),
            "WEB_PORT": str(port),
        }
        command = [sys.executable, "-m", "uvicorn", "bot.web.app:create_lasting_app", "--factory", "--port", str(port)]
        quiet = ["--no-access-log", "--log-level", "warning", "--ws", "none"]
        processes.append(subprocess.Popen([*command, *quiet], env=os.environ | ours | environment))
        url = f"http://127.0.0.1:{port}"

        def is_up() -> bool:
            try:
                return httpx.get(f"{url}/api/me").status_code == 200
            except httpx.HTTPError:
                return False

        wait_until(is_up, 30)
        return url

    yield start
    for process in processes:
        process.terminate()
        process.wait(10)
