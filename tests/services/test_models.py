"""Which model is live, what `undo` leads to, and which packages are kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.models import Models, UnknownModel, name_of


@pytest.fixture
def models(tmp_path: Path) -> Models:
    """Seven models, a to g, each newer than the one before."""
    folder = Models(tmp_path)
    for age, letter in enumerate("abcdefg"):
        folder.path(letter).write_text(letter, encoding="utf-8")
        os.utime(folder.path(letter), (1_000 + age, 1_000 + age))
    return folder


def _names(packages: list[Path]) -> str:
    return "".join(name_of(package) for package in packages)


def test_undo_goes_back_step_by_step(models: Models) -> None:
    """Twice leads two back; at the end it says that there is nothing more."""
    for letter in "abc":
        models.use(models.path(letter))
    assert models.live() == models.path("c")
    assert models.undo() == models.path("b")
    assert models.undo() == models.path("a")
    with pytest.raises(UnknownModel, match="ingen tidligere model"):
        models.undo()
    assert models.live() == models.path("a")


def test_using_the_live_model_again_adds_no_step(models: Models) -> None:
    """Else undo would seem to do nothing."""
    for letter in "abb":
        models.use(models.path(letter))
    assert models.undo() == models.path("a")


def test_a_choice_is_seen_by_others_and_a_torn_file_is_no_choice(models: Models) -> None:
    """Another process reads the same; after a disk full of nonsense there is none rather than a crash."""
    models.use(models.path("a"))
    assert Models(models.folder).live() == models.path("a")
    (models.folder / "live.json").write_text('{"live": [', encoding="utf-8")
    assert models.live() is None


def test_the_newest_five_are_kept_and_whatever_undo_leads_to(models: Models) -> None:
    """a is live and b was before it: the oldest of all stay, and what was noted of c goes with c."""
    models.use(models.path("b"))
    models.use(models.path("a"))
    models.note(models.path("c"), seconds=3)
    models.path("h").write_text("h", encoding="utf-8")
    assert _names(models.prune()) == "c"
    assert _names(models.all()) == "hgfedba"
    assert not list(models.folder.glob("c*"))


def test_a_model_is_found_by_name_file_or_path(models: Models) -> None:
    """As it stands in a list, or as the shell completes it."""
    for said in ("a", "a.tar.gz", "models/a.tar.gz"):
        assert models.find(said) == models.path("a")


def test_an_unknown_name_lists_what_there_is_with_date(models: Models) -> None:
    """And says which one is live."""
    models.use(models.path("b"))
    with pytest.raises(UnknownModel, match=r"(?s)hedder x\..*g  trænet \d\d-\d\d-1970.*b  trænet [^\n]*\(i drift\)"):
        models.find("x")


def test_facts_are_of_the_very_package(models: Models) -> None:
    """A package that was trained anew under the same name has not been scored."""
    models.note(models.path("a"), seconds=3)
    models.note(models.path("a"), figures=1)
    assert models.facts(models.path("a")) == {
        "seconds": 3,
        "figures": 1,
        "package": models.facts(models.path("a"))["package"],
    }
    models.path("a").write_text("other", encoding="utf-8")
    assert models.facts(models.path("a")) == {}
