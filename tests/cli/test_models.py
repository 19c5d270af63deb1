"""`use`, `undo`, `compare` and `train` as a trainer meets them; no model is loaded, a stand-in hears for it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import compare, run, train, undo, use
from bot.errors import LederdialogError
from bot.models import Models, UnknownModel
from bot.services.model import TrainingFailed
from bot.services.scoring import CannotScore, UnderFloor
from bot.settings import Settings
from bot.store.database import now
from bot.store.inbox import InboxTurn, Opinion
from bot.training.phrases import ANSWER, Phrase
from bot.training.scores import Heard
from tests.servers import free_port


def perfect(phrase: Phrase) -> Heard:
    """Understands everything."""
    return Heard(phrase.intent, "answer" if phrase.intent == ANSWER else "command", phrase.values, 1.0)


def greets(phrase: Phrase) -> Heard:
    """Takes everything for a greeting."""
    return Heard("greet", "command", frozenset(), 1.0)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Models:
    """A house of its own in which nothing runs: model a is live, b is there, and c is the one for the present data."""
    chosen = Settings(models_dir=tmp_path / "models", var_dir=tmp_path / "var", rasa_port=free_port())
    folder = Models(chosen.models_dir)
    folder.folder.mkdir()
    for name in "ab":
        folder.path(name).write_text(name, encoding="utf-8")
    folder.use(folder.path("a"))
    for module in (compare, train, undo, use):
        monkeypatch.setattr(module, "settings", lambda: chosen)
    for module in (compare, train, use, run):
        monkeypatch.setattr(module, "model_path", lambda: folder.path("c"))
    monkeypatch.setattr(compare, "ROOT", tmp_path)
    monkeypatch.setattr(compare, "inbox_turns", lambda _store: [])
    monkeypatch.setattr(compare, "store", lambda: None)
    return folder


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the models that were let hear: those named b understand everything, all others greet."""
    asked: list[str] = []

    def hear(packages: list[Path], phrases: list[Phrase], *_step: Any) -> list[list[Heard]]:
        asked.extend(package.name[0] for package in packages)
        return [[(perfect if package.name[0] == "b" else greets)(phrase) for phrase in phrases] for package in packages]

    monkeypatch.setattr(use, "hear", hear)
    monkeypatch.setattr(compare, "hear", hear)
    return asked


def _say(command: Any, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return int(command.main(parser.parse_args(words)))


def test_use_and_undo_while_nothing_runs(models: Models, ears: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The choice is made, and the trainer reads that it holds from the next start on."""
    _say(use, "b")
    assert models.live() == models.path("b")
    assert "b kommer i drift, næste gang assistenten starter" in capsys.readouterr().out
    _say(undo)
    assert models.live() == models.path("a")


def test_a_model_is_scored_once(models: Models, ears: list[str]) -> None:
    """The first time that it is used, or compared; what it reached stands beside it."""
    _say(use, "b")
    _say(undo)
    _say(use, "b")
    assert ears == ["b"]


def test_a_model_under_the_floor_never_becomes_the_live_one(models: Models, ears: list[str]) -> None:
    """Each figure is named with its floor, at the first attempt and at the next."""
    models.path("c").write_text("c", encoding="utf-8")
    for _attempt in range(2):
        with pytest.raises(UnderFloor, match=r"svar, der bliver hørt som svar: 0,000, og gulvet er 0,975"):
            _say(use)
    assert models.live() == models.path("a")


def test_without_heldout_sets_only_what_was_scored_elsewhere_is_used(
    models: Models, ears: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation may lack them; a model that comes with its figures is taken."""
    _say(use, "b")
    _say(undo)
    monkeypatch.setattr(use, "heldout", list)
    models.path("c").write_text("c", encoding="utf-8")
    with pytest.raises(CannotScore, match="aldrig blevet målt"):
        _say(use, "c")
    _say(use, "b")
    assert models.live() == models.path("b")


def test_unknown_names_and_what_was_never_trained(models: Models) -> None:
    """Each with the way on."""
    with pytest.raises(UnknownModel, match=r"(?s)hedder x.*a  trænet"):
        _say(use, "x")
    with pytest.raises(LederdialogError, match="make train"):
        _say(use)
    with pytest.raises(LederdialogError, match="a er i drift"):
        _say(compare, "a")


def test_compare_writes_what_it_shows(models: Models, ears: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """In the terminal briefly, in two files in full; both models heard everything, reviewed phrases too."""
    _say(compare, "b")
    shown, files = capsys.readouterr().out, models.folder.parent / "results"
    whole = (files / "compare.txt").read_text(encoding="utf-8")
    assert ears == ["a", "b"]
    assert "python -m bot use b" in " ".join(shown.split())
    assert "til i rapporten" in shown
    assert len(whole) > len(shown)
    assert (files / "compare.html").read_text(encoding="utf-8").count("<tr>") > 1_000


def test_what_trainers_agreed_on_is_heard_too(
    models: Models, ears: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Verdicts of the inbox are scored beside the held-out sets, and the report says where they come from."""
    said = Opinion("coach", 1, "pause_reflection", "[]", now(), None)
    turn = InboxTurn(1, "leader", "4F2A", 1, "en pause, tak", now(), None, "deny", 0.1, "[]", "unsure", (said,))
    monkeypatch.setattr(compare, "inbox_turns", lambda _store: [turn])
    _say(compare, "b")
    assert "indbakken" in capsys.readouterr().out


def _training(monkeypatch: pytest.MonkeyPatch, work: Callable[[], Path]) -> None:
    monkeypatch.setattr(train, "train", lambda _log, _on_line: work())


def test_train_shows_what_changes_and_changes_nothing_itself(
    models: Models, ears: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The new model is compared with the live one, which stays; --no-compare leaves that out."""
    _training(monkeypatch, lambda: models.path("c").write_text("c") and models.path("c"))
    _say(train)
    assert "Trænet: c." in capsys.readouterr().out
    assert ears == ["a", "c"]
    assert models.live() == models.path("a")
    models.path("c").unlink()
    _say(train, "--no-compare")
    assert ears == ["a", "c"]


def test_a_training_that_fails_changes_nothing(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    """The live model is what it was."""

    def fail() -> Path:
        raise TrainingFailed("Træningen lykkedes ikke.")

    _training(monkeypatch, fail)
    with pytest.raises(TrainingFailed):
        _say(train)
    assert models.live() == models.path("a")


def test_a_start_goes_on_with_the_live_model_and_says_if_the_data_has_changed(
    models: Models, capsys: pytest.CaptureFixture[str]
) -> None:
    """And how to go on; nothing is said where it is the one for the present data."""
    chosen = Settings(models_dir=models.folder)
    run.see_to_a_live_model(chosen)
    told = capsys.readouterr().out
    assert "data has changed" in told
    assert "python -m bot use" in told
    assert models.live() == models.path("a")
    models.path("c").write_text("c", encoding="utf-8")
    models.use(models.path("c"))
    run.see_to_a_live_model(chosen)
    assert capsys.readouterr().out == ""


def test_the_very_first_start_trains_and_makes_that_model_the_live_one(
    models: Models, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also where the live model's package was lost."""
    models.path("a").unlink()
    monkeypatch.setattr(run, "train", lambda _log: models.path("c").write_text("c"))
    run.see_to_a_live_model(Settings(models_dir=models.folder, var_dir=tmp_path))
    assert models.live() == models.path("c")
