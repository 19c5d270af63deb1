"""Rasa's own commands work at the root: `rasa visualize`, `rasa test` and `rasa interactive`, with the model that is there."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.services.environment import child_environment
from bot.settings import ROOT
from tests.conversations.driver import Assistant
from tests.conversations.test_stories import HERE, STORIES
from tests.servers import free_port

RASA = [str(Path(sys.executable).parent / "rasa")]
SECONDS = 180.0
PHRASES = """\
version: "3.1"
nlu:
- intent: thank
  examples: |
    - mange tak
- intent: greet
  examples: |
    - hejsa
"""
_TERMINAL_CODE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def _rasa(*arguments: object) -> str:
    command = [*RASA, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=child_environment(), capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout + done.stderr


def test_visualize_draws_the_rules(tmp_path: Path) -> None:
    """A page with a graph of what leads to what."""
    graph = tmp_path / "graph.html"
    _rasa("visualize", "--out", graph)
    assert "action_suggest_advice" in graph.read_text(encoding="utf-8")


def test_rasa_test_reads_the_stories_and_runs_both_halves(model: Path, tmp_path: Path) -> None:
    """Every story is evaluated. What Rasa holds against them is known: it runs no action and tells the ear of no question.

    So an action that another one asks for is "wrong" to it, and so is a short answer; docs/architecture.md says so.
    """
    phrases = tmp_path / "nlu.yml"
    phrases.write_text(PHRASES, encoding="utf-8")
    _rasa("test", "--model", model, "--stories", HERE, "--nlu", phrases, "--out", tmp_path / "results", "--no-plot")
    told = json.loads((tmp_path / "results" / "story_report.json").read_text(encoding="utf-8"))
    passed = told["conversation_accuracy"]
    assert passed["total"] == len(STORIES)
    assert passed["correct"] >= len(STORIES) // 2
    assert "thank" in json.loads((tmp_path / "results" / "intent_report.json").read_text(encoding="utf-8"))


class _Terminal:
    """What a trainer sees and types."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._seen = descriptor, ""

    def wait_for(self, text: str) -> None:
        """Read until the text is there; what came before it has been seen."""
        deadline = time.monotonic() + SECONDS
        while text not in self._seen:
            assert time.monotonic() < deadline, f"{text!r} did not come; the last lines:\n{self._seen[-3000:]}"
            if select.select([self._descriptor], [], [], 1.0)[0]:
                try:
                    new = os.read(self._descriptor, 65_536).decode(errors="replace")
                except OSError:
                    raise AssertionError(f"it ended before {text!r}:\n{self._seen[-3000:]}") from None
                self._seen += _TERMINAL_CODE.sub("", new)
        self._seen = self._seen.partition(text)[2]

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self._descriptor, f"{text}\r".encode())


@contextmanager
def _terminal(command: list[str]) -> Iterator[_Terminal]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    environment = child_environment() | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        yield _Terminal(ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_interactive_takes_a_message_and_shows_what_it_would_do(assistant: Assistant, model: Path) -> None:
    """With a running action server: intent, each action before it is run, and the assistant's answer."""
    endpoints = assistant.settings.var_dir / "run" / "endpoints.yml"
    options = ["--model", model, "--endpoints", endpoints, "--port", free_port(), "--skip-visualization"]
    with _terminal([*RASA, "interactive", *map(str, options)]) as terminal:
        terminal.wait_for("Your input ->")
        terminal.type("mange tak")
        terminal.wait_for("with intent 'thank'")
        terminal.type("")
        terminal.wait_for("wants to run 'utter_common_thank'")
        terminal.type("")
        terminal.wait_for("Selv tak")
