"""Rasa's own validation, beside ours: in a process of its own, its findings with file and line where they have one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.errors import LederdialogError, Problem
from bot.settings import ROOT

MODULE = "bot.validation"
# Rasa looks for uses in rules and stories alone; ours knows what actions and forms say (checks/responses.py, checks/names.py).
# The other is told of every project that has slots.
_BESIDE_THE_POINT = ("is not used in any story or rule", "Slot auto-fill has been removed")
_PLACE = re.compile(r"([\w./-]+\.yml)\D+?(?:line (\d+))?")


class RasaFailed(LederdialogError):
    """Rasa's validation broke down; what it said is in the message."""


class RasaCheck:
    """Rasa's validation of a project, under way from the moment this is made."""

    def __init__(self, root: Path) -> None:
        self._root = root
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "RASA_TELEMETRY_ENABLED": "false",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", MODULE],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def stop(self) -> None:
        """End it if it is still at work; its findings are not wanted."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def problems(self) -> list[Problem]:
        """What Rasa found; waits until it is done.

        Raises:
            RasaFailed: it broke down.
        """
        told, errors = self._process.communicate()
        if self._process.returncode != 0:
            raise RasaFailed(f"Rasas egen kontrol gik i stå: {errors.strip()[-500:]}")
        found = json.loads(told)
        relevant = [each for each in found["warnings"] if not any(part in each for part in _BESIDE_THE_POINT)]
        return [self._warning(each) for each in dict.fromkeys(relevant)] + [
            self._conflict(each) for each in found["conflicts"]
        ]

    def _warning(self, sentence: str) -> Problem:
        match = _PLACE.search(sentence)
        path = Path(match[1]) if match else Path("domain.yml")
        file = path.relative_to(self._root) if path.is_relative_to(self._root) else path
        what = f"Rasa godtager ikke projektet: {' '.join(sentence.split())}"
        remedy = "Fortryd den seneste ændring, eller spørg en, der kender Rasa."
        return Problem(file, int(match[2] or 0) if match else 0, what, remedy)

    def _conflict(self, conflict: dict[str, Any]) -> Problem:
        """Stories that begin alike and want different things."""
        wanted = ", ".join(f"«{names[0]}» vil have {action}" for action, names in conflict["actions"].items())
        after = conflict["after"].rpartition("'")[0].rpartition("'")[2]
        file, line = max(self._place_of(name) for names in conflict["actions"].values() for name in names)
        what = f"Historierne er uenige om, hvad der sker efter «{after}»: {wanted}."
        return Problem(file, line, what, "Lad dem gå samme vej, eller lad det, der kommer før, være forskelligt.")

    def _place_of(self, name: str) -> tuple[Path, int]:
        for path in sorted((self._root / "data").rglob("*.yml")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if re.match(rf"\s*- (story|rule): [\"']?{re.escape(name)}[\"']?\s*$", line):
                    return path.relative_to(self._root), number
        return Path("data"), 0
