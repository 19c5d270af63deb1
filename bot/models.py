"""The trained models that there are, which one is live, and which were live before."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.errors import LederdialogError

KEPT = 5
_ENDING = ".tar.gz"


class UnknownModel(LederdialogError):
    """There is no such model; the message lists those that there are."""


class Models:
    """A folder of model packages, `NAME.tar.gz`, each with what is known of it in `NAME.json`.

    `live.json` in the same folder names the live model and those that were live before it, the newest first. It is
    replaced in one step, so that whoever reads it finds the old state or the new one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "live.json"

    def path(self, name: str) -> Path:
        """Where the model of that name is, or would be."""
        return self.folder / f"{name}{_ENDING}"

    def all(self) -> list[Path]:
        """Every model, the newest first."""
        return sorted(self.folder.glob(f"*{_ENDING}"), key=lambda file: -file.stat().st_mtime)

    def find(self, name: str) -> Path:
        """The model that a person means by a name, a file name or a path.

        Raises:
            UnknownModel: there is none; the message, in Danish, lists those that there are.
        """
        found = self.path(Path(name).name.removesuffix(_ENDING))
        if found.is_file():
            return found
        there = "".join(f"\n  {line}" for line in self.lines()) or " Der er slet ingen endnu; kør: make train"
        raise UnknownModel(f"Der er ingen model, der hedder {name}. Dem, der er:{there}")

    def lines(self) -> list[str]:
        """A line for each model, in Danish: its name, when it was trained, and whether it is live."""
        live = self.live()
        return [
            f"{name_of(model)}  trænet {trained_at(model).astimezone():%d-%m-%Y kl. %H.%M}"
            + ("  (i drift)" if model == live else "")
            for model in self.all()
        ]

    def live(self) -> Path | None:
        """The live model, if one was ever chosen; where its package is lost, the one before it."""
        return next(iter(self.chosen()), None)

    def before(self) -> list[Path]:
        """The models that were live before, the newest first."""
        return self.chosen()[1:]

    def chosen_at(self) -> int:
        """When a model was last put live, in nanoseconds; also the same one again. 0 if none ever was."""
        try:
            return self._pointer.stat().st_mtime_ns
        except OSError:
            return 0

    def use(self, model: Path) -> None:
        """Let a model be the live one; the one that was stands first among those before."""
        chosen = self.chosen()
        self.choose(chosen if chosen[:1] == [model] else [model, *chosen])

    def undo(self) -> Path:
        """Let the model before be the live one again.

        Returns:
            That model.

        Raises:
            UnknownModel: there is none before.
        """
        before = self.before()
        if not before:
            raise UnknownModel("Der er ingen tidligere model at gå tilbage til.")
        self.choose(before)
        return before[0]

    def prune(self) -> list[Path]:
        """Remove all but the newest five; the live one and those that `undo` leads to stay.

        Returns:
            What was removed.
        """
        gone = [model for model in self.all()[KEPT:] if model not in self.chosen()]
        for model in gone:
            model.unlink()
            self._facts_file(model).unlink(missing_ok=True)
        return gone

    def facts(self, model: Path) -> dict[str, Any]:
        """What was noted of this very package; nothing of one that was trained anew under its name."""
        try:
            facts: dict[str, Any] = json.loads(self._facts_file(model).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return facts if facts.get("package") == _digest(model) else {}

    def note(self, model: Path, **facts: Any) -> None:
        """Keep facts of a package beside those that are known."""
        known = self.facts(model) | facts | {"package": _digest(model)}
        _replace(self._facts_file(model), json.dumps(known, indent=2))

    def _facts_file(self, model: Path) -> Path:
        return self.folder / f"{name_of(model)}.json"

    def chosen(self) -> list[Path]:
        """The live model and those before it, the newest first, as far as they are there."""
        try:
            names = json.loads(self._pointer.read_text(encoding="utf-8"))["live"]
        except (OSError, ValueError, KeyError):
            return []
        return [model for model in map(self.path, names) if model.is_file()]

    def choose(self, chosen: list[Path]) -> None:
        """Put others in the place of what `chosen` gives."""
        _replace(self._pointer, json.dumps({"live": [name_of(model) for model in chosen[:KEPT]]}))


def name_of(model: Path) -> str:
    """A model's name, as `use` takes it."""
    return model.name.removesuffix(_ENDING)


def trained_at(model: Path) -> datetime:
    """When it was trained."""
    return datetime.fromtimestamp(model.stat().st_mtime, timezone.utc)


def _digest(model: Path) -> str:
    return hashlib.sha256(model.read_bytes()).hexdigest()[:16]


def _replace(file: Path, text: str) -> None:
    """Write a file in one step; a crash leaves the old one."""
    file.parent.mkdir(exist_ok=True, parents=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_text(text + "\n", encoding="utf-8")
    os.replace(fresh, file)
