"""The second Rasa: it answers, there is one at a time, and it ends when told to or when left alone."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.models import name_of
from bot.services import candidate as module
from bot.services.candidate import IDLE_SECONDS, Candidate
from bot.services.environment import start_child
from bot.settings import Settings, read_settings
from tests.conftest import wait_until

SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    """Settings that keep everything in a folder of the test's own."""
    return replace(read_settings({}), var_dir=tmp_path)


@pytest.fixture
def candidate(chosen: Settings) -> Iterator[Candidate]:
    """None runs yet; none runs afterwards."""
    made = Candidate(chosen)
    yield made
    made.stop()


@pytest.fixture
def sleeper(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that only sleeps stands for Rasa."""

    def start(_command: list[str], **pipes: Any) -> Any:
        return start_child([sys.executable, "-c", SLEEP], **pipes)

    monkeypatch.setattr(module, "start_child", start)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def test_it_answers_with_the_model_that_was_chosen(model: Path, candidate: Candidate, chosen: Settings) -> None:
    """Every web process finds it; told to stop, it is gone."""
    candidate.start(model)
    wait_until(candidate.is_ready, 120)
    other = Candidate(chosen)
    state = other.state()
    assert state is not None
    assert state.model == name_of(model)
    assert other.is_ready()
    other.stop()
    assert not _is_alive(state.pid)
    assert candidate.state() is None
    assert not candidate.has_died()


@pytest.mark.usefixtures("sleeper")
def test_there_is_one_at_a_time(candidate: Candidate) -> None:
    """The one before ends when the next begins."""
    candidate.start(Path("a.tar.gz"))
    first = candidate.state()
    candidate.start(Path("b.tar.gz"))
    second = candidate.state()
    assert first
    assert second
    assert second.model == "b"
    assert not _is_alive(first.pid)
    assert _is_alive(second.pid)


@pytest.mark.usefixtures("sleeper")
def test_left_alone_it_ends(candidate: Candidate, chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten minutes after somebody last looked, not before; that is no death."""
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.05)
    candidate.start(Path("a.tar.gz"))
    (note,) = (chosen.var_dir / "run").glob("candidate.json")
    os.utime(note, (time.time(), time.time() - IDLE_SECONDS + 30))
    time.sleep(0.3)  # several looks
    assert candidate.state() is not None
    os.utime(note, (time.time(), time.time() - IDLE_SECONDS - 1))
    wait_until(lambda: candidate.state() is None)
    wait_until(lambda: not note.exists())
    assert not candidate.has_died()


@pytest.mark.usefixtures("sleeper")
def test_one_that_dies_is_known_to_have(candidate: Candidate) -> None:
    """Until the next one begins."""
    candidate.start(Path("a.tar.gz"))
    state = candidate.state()
    assert state
    assert not candidate.has_died()
    os.kill(state.pid, 9)
    wait_until(candidate.has_died)
    candidate.start(Path("b.tar.gz"))
    assert not candidate.has_died()
