"""One model for one state of the data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.models import Models
from bot.services import model as models
from bot.services.environment import start_child
from bot.settings import Settings


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small house with the files that a model is trained from."""
    for name in (
        "config.yml",
        "domain.yml",
        "uv.lock",
        "data/common/nlu.yml",
        "data/knowledge/cases.yml",
        "bot/nlu/a.py",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")
    monkeypatch.setattr(models, "ROOT", tmp_path)
    monkeypatch.setattr(models, "settings", lambda: Settings(models_dir=tmp_path / "models"))
    return tmp_path


@pytest.mark.parametrize("name", ["config.yml", "data/common/nlu.yml", "bot/nlu/a.py"])
def test_what_a_model_is_trained_from_changes_its_name(house: Path, name: str) -> None:
    """Data, configuration and our own components."""
    before = models.fingerprint()
    (house / name).write_text("y", encoding="utf-8")
    assert models.fingerprint() != before


def test_knowledge_and_untouched_files_do_not(house: Path) -> None:
    """Cases are read at run time; a second look changes nothing."""
    before = models.fingerprint()
    (house / "data/knowledge/cases.yml").write_text("y", encoding="utf-8")
    assert models.fingerprint() == before


def test_no_disk_is_said_in_one_sentence(house: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Before anything is written."""
    monkeypatch.setattr(models, "NEEDED_BYTES", 1 << 60)
    with pytest.raises(models.TrainingFailed, match="ikke plads nok"):
        models.train(tmp_path / "train.log")


def _rasa(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let a script stand for Rasa; it finds where to write in `target`."""
    where = "import sys, pathlib, time; target = pathlib.Path(sys.argv[-3]) / f'{sys.argv[-1]}.tar.gz'\n"

    def start(command: list[str], *more: Any, **pipes: Any) -> Any:
        return start_child([sys.executable, "-c", where + code, *command], *more, **pipes)

    monkeypatch.setattr(models, "start_child", start)


def _left(house: Path) -> set[str]:
    return {file.name for file in (house / "models").iterdir()} - {".lock"}


def test_a_trained_model_stands_under_its_name(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside it how long it took; nothing else; and Rasa's words are in the log and with the listener."""
    _rasa(monkeypatch, "print('at work'); target.write_text('model')")
    heard: list[str] = []
    made = models.train(house / "train.log", heard.append)
    assert made.read_text() == "model"
    assert _left(house) == {made.name, made.name.replace(".tar.gz", ".json")}
    assert heard == ["at work\n"]
    assert (house / "train.log").read_text() == "at work\n"


@pytest.mark.parametrize("old", [True, False], ids=["trained before", "never trained"])
def test_a_training_that_fails_leaves_everything_as_it_was(
    house: Path, monkeypatch: pytest.MonkeyPatch, old: bool
) -> None:
    """Half a package is no model; one sentence says where to read on."""
    kept = Models(house / "models")
    if old:
        _rasa(monkeypatch, "target.write_text('model')")
        kept.use(models.train(house / "train.log"))
    before = _left(house) if old else set()
    _rasa(monkeypatch, "target.write_text('half'); print('a rule contradicts another'); sys.exit(1)")
    with pytest.raises(models.TrainingFailed, match=r"alt er, som det var.*train\.log"):
        models.train(house / "train.log")
    assert _left(house) == before
    assert (kept.live() or house / "-").name == (models.model_path().name if old else "-")
    assert "contradicts" in (house / "train.log").read_text()


def test_ctrl_c_leaves_no_half_model_and_no_process(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of the training."""
    _rasa(monkeypatch, "target.write_text('half'); import os; print(os.getpid(), flush=True); time.sleep(600)")
    pids: list[int] = []

    def press(line: str) -> None:
        pids.append(int(line))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        models.train(house / "train.log", press)
    assert _left(house) == set()
    assert not psutil.pid_exists(pids[0])


def test_files_that_change_meanwhile_are_said(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a model would be none of the data that its name stands for."""
    changed = house / "data/common/nlu.yml"
    _rasa(monkeypatch, f"target.write_text('model'); pathlib.Path({str(changed)!r}).write_text('y')")
    with pytest.raises(models.TrainingFailed, match="Træn igen"):
        models.train(house / "train.log")
    assert _left(house) == set()


def test_only_one_training_at_a_time(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is told to wait, and the first goes on to its end."""
    _rasa(monkeypatch, "target.write_text('model'); print('here')")
    refused: list[str] = []

    def second(_line: str) -> None:
        with pytest.raises(models.TrainingFailed) as told:
            models.train(house / "second.log")
        refused.append(str(told.value))

    assert models.train(house / "train.log", second).exists()
    assert refused == ["Der trænes allerede en model. Vent, til den er færdig, og prøv så igen."]
