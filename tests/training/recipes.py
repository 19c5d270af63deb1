"""Reads the recipes of data/README.md and carries them out in a copy of the house, word for word."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.settings import ROOT

GUIDE = ROOT / "data" / "README.md"
_HOUSE = ("actions", "bot", "data", "config.yml", "credentials.yml", "domain.yml", "endpoints.yml", "uv.lock")
_RECIPE = re.compile(r"^## (.+?)$(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
_STEP = re.compile(
    r"(?P<way>Ny fil|Tilføj nederst i|Sæt ind i)\s+`(?P<file>[^`]+)`(?:\s+efter linjen\s+`(?P<after>[^`]+)`)?:\n"
    r"```yaml\n(?P<text>.*?)```\n",
    re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """One block of a recipe: `way` says where its `text` goes in `file`, `after` which line for an insertion."""

    way: str
    file: str
    after: str | None
    text: str

    def carry_out(self, tree: Path) -> None:
        """Write the block into a tree, as the words before it say."""
        file = tree / self.file
        if self.way == "Ny fil":
            assert not file.exists(), f"{self.file} is there already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.text, encoding="utf-8")
        elif self.after is None:
            file.write_text(file.read_text(encoding="utf-8") + self.text, encoding="utf-8")
        else:
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            (place,) = [number for number, line in enumerate(lines, 1) if line.strip() == self.after]
            file.write_text("".join([*lines[:place], self.text, *lines[place:]]), encoding="utf-8")


def recipes() -> dict[str, list[Step]]:
    """The recipes by their headings; every YAML block of the guide is a step of one."""
    guide = GUIDE.read_text(encoding="utf-8")
    found = {
        title: [Step(**match.groupdict()) for match in _STEP.finditer(body)] for title, body in _RECIPE.findall(guide)
    }
    found = {title: steps for title, steps in found.items() if steps}
    assert sum(map(len, found.values())) == guide.count("```yaml"), "a block says nowhere that a reader can find"
    return found


def copy_of_the_house(target: Path) -> Path:
    """All that the assistant is made from, in a folder of its own; the tests stay where they are."""
    for name in _HOUSE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target / name)
    return target
