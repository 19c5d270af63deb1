"""The running assistant's knowledge changes in one moment with its model."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.knowledge import catalogue as module
from bot.knowledge.catalogue import KNOWLEDGE, catalogue, load_catalogue
from bot.models import Models
from bot.settings import read_settings

NEW = """
  - id: employees-newcomers
    theme: employees
    title: nye kolleger
    lead_in: Den første uge er travl.
    text: Hvordan hjælper du en ny kollega i gang?
    explanation: Vanerne bliver lagt tidligt.
    source: kl-wheel
"""


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Models:
    """A folder with one model, and a copy of the knowledge beside it that is read in place of ours."""
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    monkeypatch.setattr(module, "load_catalogue", lambda: load_catalogue(tmp_path / "knowledge"))
    monkeypatch.setattr(module, "_current", module._Current())
    monkeypatch.setattr(module, "settings", lambda: replace(read_settings({}), models_dir=tmp_path))
    made = Models(tmp_path)
    made.path("a").write_bytes(b"")
    made.use(made.path("a"))
    return made


def test_a_new_question_comes_when_a_model_is_put_live(models: Models) -> None:
    """Not while it is being written; also with the model that is live already."""
    questions = models.folder / "knowledge" / "questions.yml"
    before = catalogue()
    questions.write_text(questions.read_text(encoding="utf-8") + NEW, encoding="utf-8")
    assert catalogue() is before
    models.use(models.path("a"))
    assert catalogue().has("employees-newcomers")


def test_a_slip_leaves_what_was_known(models: Models) -> None:
    """The assistant goes on with what it had; mended, it comes the next time."""
    questions = models.folder / "knowledge" / "questions.yml"
    whole = questions.read_text(encoding="utf-8")
    before = catalogue()
    questions.write_text(whole + NEW.replace("theme: employees", "theme: nobody"), encoding="utf-8")
    models.use(models.path("a"))
    assert catalogue() is before
    questions.write_text(whole + NEW, encoding="utf-8")
    models.use(models.path("a"))
    assert catalogue().has("employees-newcomers")
