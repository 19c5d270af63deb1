"""A second Rasa for a trainer to try a model beside the live one: started when asked for, ended when left alone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.models import name_of
from bot.services.environment import start_child
from bot.services.supervisor import adapted
from bot.settings import ROOT, Settings
from bot.talk import model_url

IDLE_SECONDS = 600.0
_LOOK_SECONDS = 5.0
_END_SECONDS = 5.0


@dataclass(frozen=True)
class State:
    """Which model is tried, where its Rasa answers, and which process it is."""

    model: str
    url: str
    pid: int


class Candidate:
    """One second Rasa for each machine; `var/run/candidate.json` tells every web process where it is.

    It shares the live assistant's databases and actions, so it is talked with under conversation ids of its own.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._file = settings.var_dir / "run" / "candidate.json"
        self._process: subprocess.Popen[str] | None = None

    def state(self) -> State | None:
        """The one that runs, or None."""
        try:
            state = State(**json.loads(self._file.read_text(encoding="utf-8")))
            os.kill(state.pid, 0)
        except (OSError, ValueError, TypeError):
            return None
        return state

    def has_died(self) -> bool:
        """Whether one ended that nobody ended."""
        return self._file.exists() and self.state() is None

    def is_ready(self) -> bool:
        """Whether it answers; noting that somebody waits for it."""
        state = self.state()
        if state is None:
            return False
        with suppress(OSError):
            self._file.touch()
        try:
            return httpx.get(model_url(state.url), timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def start(self, model: Path) -> None:
        """Start it with a model, in place of the one that may run.

        To be called from a thread that lives as long as the process: the kernel ends the child with its thread.
        """
        self.stop()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        endpoints = adapted(
            self._settings, "endpoints.yml", "127.0.0.1:5055", f"127.0.0.1:{self._settings.actions_port}"
        )
        command = [
            *(sys.executable, "-m", "rasa", "run", "--model", str(model), "--interface", "127.0.0.1"),
            *("--port", str(port), "--endpoints", endpoints, "--credentials", str(ROOT / "credentials.yml")),
        ]
        self._process = start_child(command, stderr=subprocess.STDOUT, start_new_session=True)
        self._note(State(name_of(model), f"http://127.0.0.1:{port}", self._process.pid))
        for job in (self._drain, self._end_when_idle):
            threading.Thread(target=job, args=(self._process,), daemon=True).start()

    def _note(self, state: State) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(vars(state)), encoding="utf-8")

    @staticmethod
    def _drain(process: subprocess.Popen[str]) -> None:
        """Its output may hold what was written: read, so that it does not wait, and kept nowhere."""
        for _line in process.stdout or ():
            pass
        process.wait()

    def _end_when_idle(self, process: subprocess.Popen[str]) -> None:
        while process.poll() is None:
            time.sleep(_LOOK_SECONDS)
            with suppress(OSError):
                if time.time() - self._file.stat().st_mtime > IDLE_SECONDS:
                    self.stop()

    def stop(self) -> None:
        """End it, if it runs."""
        state = self.state()
        self._file.unlink(missing_ok=True)
        if state is None:
            return
        for kill in (signal.SIGTERM, signal.SIGKILL):
            with suppress(OSError):
                os.killpg(state.pid, kill)
            deadline = time.monotonic() + _END_SECONDS
            while time.monotonic() < deadline:
                if self._process is not None and self._process.pid == state.pid:
                    self._process.poll()  # a child that has ended is gone only when it was asked
                try:
                    os.kill(state.pid, 0)
                except OSError:
                    return
                time.sleep(0.05)
