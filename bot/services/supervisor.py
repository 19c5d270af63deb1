"""Starts the processes, restarts one that dies, and leaves none behind."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

import httpx

from bot.errors import LederdialogError
from bot.models import Models
from bot.services.environment import start_child
from bot.settings import ROOT, Settings
from bot.talk import model_url

logger = logging.getLogger(__name__)
START_SECONDS = 120.0
STOP_SECONDS = 8.0


class PortTaken(LederdialogError):
    """Another program listens where one of ours must."""


class StartFailed(LederdialogError):
    """A process did not come up."""


@dataclass
class Service:
    """One child process.

    Attributes:
        name: as it stands in the log.
        command: program and arguments.
        health_url: answers with a status below 500 when the service works.
        port: the port that it listens on.
        at_start: more arguments, asked for each time the service is started.
        after_start: called each time the service has come up.
    """

    name: str
    command: list[str]
    health_url: str
    port: int
    at_start: Callable[[], list[str]] = list
    after_start: Callable[[], None] | None = None
    process: subprocess.Popen[str] | None = field(default=None, repr=False)
    restarts: int = 0

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None


def warm_up(actions_port: int) -> None:
    """Let the action server load what the first leader would otherwise wait for."""
    tracker = {"sender_id": "warm-up", "slots": {}, "latest_message": {}, "events": [], "active_loop": {}}
    body = {"next_action": "action_warm_up", "sender_id": "warm-up", "tracker": tracker | {"paused": False}}
    httpx.post(f"http://127.0.0.1:{actions_port}/webhook", json=body, timeout=START_SECONDS).raise_for_status()


def adapted(settings: Settings, name: str, stands: str, wanted: str) -> str:
    """Path of a copy of one of Rasa's configuration files in which one thing is as these services need it."""
    copy = settings.var_dir / "run" / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text((ROOT / name).read_text(encoding="utf-8").replace(stands, wanted), encoding="utf-8")
    return str(copy)


def services_for(settings: Settings) -> list[Service]:
    """Rasa with the live model, the action server and the web process, as the settings place them."""
    endpoints = adapted(settings, "endpoints.yml", "127.0.0.1:5055", f"127.0.0.1:{settings.actions_port}")
    credentials = adapted(settings, "credentials.yml", "MaskingRestInput:", "MaskingRestInput: {follow_live: true}")
    models = Models(settings.models_dir)
    rasa = [sys.executable, "-m", "rasa", "run"]
    actions_url = f"http://127.0.0.1:{settings.actions_port}/health"
    return [
        Service(
            "actions",
            [*rasa, "actions", "--port", str(settings.actions_port)],
            actions_url,
            settings.actions_port,
            after_start=lambda: warm_up(settings.actions_port),
        ),
        Service(
            "rasa",
            [
                *(*rasa, "--interface", settings.rasa_host, "--port", str(settings.rasa_port)),
                *("--endpoints", endpoints, "--credentials", credentials),
            ],
            model_url(settings.rasa_url),
            settings.rasa_port,
            at_start=lambda: ["--model", str(models.live())],  # another one may be live when Rasa is started again
        ),
        Service(
            "web",
            [
                *(sys.executable, "-m", "uvicorn", "bot.web.app:create_lasting_app", "--factory"),
                *("--host", settings.web_host, "--port", str(settings.web_port)),
                *("--forwarded-allow-ips", settings.trusted_proxies, "--no-server-header"),
                *("--no-access-log", "--log-level", "warning", "--ws", "none", "--timeout-graceful-shutdown", "6"),
            ],
            f"http://{_reachable(settings.web_host)}:{settings.web_port}/api/me",
            settings.web_port,
        ),
    ]


def _reachable(host: str) -> str:
    """An address under which a server that listens on `host` is reached from here."""
    return "127.0.0.1" if host in ("0.0.0.0", "") else f"[{host}]" if ":" in host else host


class Supervisor:
    """Runs the services until told to stop."""

    def __init__(self, services: list[Service], tell: Callable[[str], None]) -> None:
        self.services, self._tell = services, tell
        self._stopping = threading.Event()

    def check_ports(self) -> None:
        """See that every port is free.

        Raises:
            PortTaken: one is not; the message says which and what to do.
        """
        for service in self.services:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", service.port))
                except OSError as error:
                    raise PortTaken(
                        f"Port {service.port} is taken by another program. "
                        f"Stop that program, or set {service.name.upper()}_PORT to a free port in .env."
                    ) from error

    def start(self) -> None:
        """Start all services and wait until each answers.

        Raises:
            PortTaken: see `check_ports`.
            StartFailed: a service ended or did not answer in two minutes.
        """
        self.check_ports()
        for service in self.services:
            self._spawn(service)
        for service in self.services:
            self._await_health(service)
            if service.after_start:
                service.after_start()

    def _spawn(self, service: Service) -> None:
        service.process = start_child(
            [*service.command, *service.at_start()],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches us alone; we stop the children in order
        )
        threading.Thread(target=self._keep_log, args=(service.name, service.process.stdout), daemon=True).start()
        logger.info("started", extra={"service": service.name, "pid": service.process.pid})

    @staticmethod
    def _keep_log(name: str, output: IO[str]) -> None:
        for line in output:
            if line.strip():
                logger.info(line.rstrip(), extra={"service": name})

    def _await_health(self, service: Service) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and not self._stopping.is_set():
            if not service.is_alive:
                raise StartFailed(f"{service.name} ended while starting. Read why in the log under var/log.")
            try:
                if httpx.get(service.health_url, timeout=2).status_code < 500:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        if not self._stopping.is_set():
            raise StartFailed(
                f"{service.name} did not answer within {START_SECONDS:g} seconds. Read the log under var/log."
            )

    def watch(self, every_second: Callable[[], None] = lambda: None) -> None:
        """Restart what dies, until `stop` is called; `every_second` is called about once a second."""
        while not self._stopping.wait(1.0):
            for service in self.services:
                if service.is_alive or self._stopping.is_set():
                    continue
                service.restarts += 1
                logger.warning("died, restarting", extra={"service": service.name, "restarts": service.restarts})
                self._tell(f"{service.name} stopped unexpectedly; starting it again.")
                self._stopping.wait(min(30.0, 2.0 ** min(service.restarts - 1, 5) - 1))
                self._spawn(service)
                try:
                    self._await_health(service)
                    if service.after_start:
                        service.after_start()
                    self._tell(f"{service.name} is back.")
                except (StartFailed, httpx.HTTPError) as error:
                    self._tell(str(error))
            every_second()

    def stop(self, *_signal: object) -> None:
        """Ask `watch` to end."""
        self._stopping.set()

    def end(self) -> None:
        """End every process and its children, gently first."""
        self._stopping.set()
        for kill in (signal.SIGTERM, signal.SIGKILL):
            for service in self.services:
                if service.is_alive and service.process:
                    try:
                        os.killpg(service.process.pid, kill)
                    except ProcessLookupError:
                        continue
            deadline = time.monotonic() + STOP_SECONDS
            while time.monotonic() < deadline and any(service.is_alive for service in self.services):
                time.sleep(0.05)
