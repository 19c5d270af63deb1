"""Files under data/ that nothing reads."""

from __future__ import annotations

from pathlib import Path

from bot.errors import Problem

_FINE = {".yml", ".md"}


def check_files(root: Path) -> list[Problem]:
    """A file with another ending than the others is passed over without a word, or read by Rasa alone."""
    data = root / "data"
    return [
        Problem(
            path.relative_to(root),
            0,
            "Filen bliver ikke læst, fordi den ikke ender på .yml.",
            "Omdøb den, eller slet den.",
        )
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.suffix not in _FINE and not path.name.startswith(".")
    ]
