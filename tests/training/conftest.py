"""A copy of the files that trainers write, to be spoiled one at a time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT


def copy_tree(target: Path) -> Path:
    """The data and the two files beside it, copied."""
    shutil.copytree(ROOT / "data", target / "data")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, target / name)
    return target


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy for all; only `spoiled` may write in it, and it puts things back."""
    return copy_tree(tmp_path_factory.mktemp("tree"))


class Spoiled:
    """The copy, with what was changed in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._before: dict[Path, bytes | None] = {}

    def write(self, name: str, raw: bytes) -> None:
        """Put a file into the tree."""
        path = self.root / name
        self._before.setdefault(path, path.read_bytes() if path.exists() else None)
        path.write_bytes(raw)

    def replace(self, name: str, old: str, new: str) -> int:
        """Change the first place where a text stands, which must be there; its line, 1-based."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, f"{name} no longer holds {old!r}"
        self.write(name, text.replace(old, new, 1).encode("utf-8"))
        return text.count("\n", 0, text.index(old)) + 1

    def restore(self) -> None:
        """As it was."""
        for path, raw in self._before.items():
            path.unlink() if raw is None else path.write_bytes(raw)


@pytest.fixture
def tree(pristine: Path) -> Iterator[Spoiled]:
    """The copy, to be changed; what was changed is put back afterwards."""
    spoiled = Spoiled(pristine)
    yield spoiled
    spoiled.restore()
