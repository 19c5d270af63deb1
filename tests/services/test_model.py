"""One model for one state of the data."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services import model as models
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
