"""Lets models hear labelled phrases, each in a process of its own, and keeps what they reach beside them."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from bot.errors import LederdialogError
from bot.models import Models, name_of
from bot.services.environment import start_child
from bot.training.phrases import Phrase
from bot.training.scores import NAMES, Figures, Heard, decimal, figures, under_floor

Hear = Callable[[list[Path], list[Phrase]], list[list[Heard]]]


class CannotScore(LederdialogError):
    """A model cannot be scored; the message, in Danish, says why."""


class UnderFloor(LederdialogError):
    """A model understands too little to become the live one."""


def hear(models: list[Path], phrases: list[Phrase], on_heard: Callable[[], None] = lambda: None) -> list[list[Heard]]:
    """How each model takes each phrase; the models work side by side.

    Args:
        models: packages.
        phrases: what they hear.
        on_heard: called for each phrase that a model has heard.

    Returns:
        For each model what it heard, in the order of the phrases.

    Raises:
        CannotScore: a package cannot be loaded.
    """
    with ThreadPoolExecutor(len(models)) as pool:
        return list(pool.map(lambda model: list(_hear(model, phrases, on_heard)), models))


def _hear(model: Path, phrases: Iterable[Phrase], on_heard: Callable[[], None]) -> Iterator[Heard]:
    command = [sys.executable, "-m", "bot.ear", str(model)]
    with start_child(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        asked, told = process.stdin, process.stdout
        assert asked
        assert told
        try:
            for phrase in phrases:
                message = {"text": phrase.text, "open_question": phrase.open_question}
                print(json.dumps(message, ensure_ascii=False), file=asked, flush=True)
                yield Heard.from_row(json.loads(told.readline()))
                on_heard()
        except (OSError, ValueError) as error:
            raise CannotScore(f"Modellen {name_of(model)} kan ikke indlæses af dette program. Træn en ny.") from error


def keep_figures(models: Models, model: Path, heldout: list[Phrase], heard: list[Heard]) -> Figures:
    """Reckon what a model reaches on the held-out phrases, and note it beside the package."""
    reached = figures(list(zip(heldout, heard, strict=True)))
    models.note(model, figures=asdict(reached), heldout=_digest(heldout))
    return reached


def figures_of(models: Models, model: Path, heldout: list[Phrase], hear: Hear = hear) -> Figures:
    """What a model reaches: as it was noted, or scored now.

    Raises:
        CannotScore: it was never scored, and there are no held-out phrases; or it cannot be loaded.
    """
    facts = models.facts(model)
    if "figures" in facts and (not heldout or facts["heldout"] == _digest(heldout)):
        return Figures(**facts["figures"])
    if not heldout:
        raise CannotScore(
            f"Modellen {name_of(model)} er aldrig blevet målt, og prøvesætningerne (tests/nlu/heldout*.yml) mangler her. "
            "Mål den, hvor de er, og flyt modellen og dens .json-fil hertil sammen."
        )
    return keep_figures(models, model, heldout, hear([model], heldout)[0])


def check_floor(model: Path, reached: Figures) -> None:
    """See that a model may become the live one.

    Raises:
        UnderFloor: it may not; the message, in Danish, names each figure under its floor.
    """
    if missed := under_floor(reached):
        named = "; ".join(
            f"{NAMES[name]}: {decimal(value)}, og gulvet er {decimal(floor)}" for name, (value, floor) in missed.items()
        )
        raise UnderFloor(f"Modellen {name_of(model)} bliver ikke taget i brug, for den forstår for lidt: {named}.")


def _digest(phrases: list[Phrase]) -> str:
    known = [[phrase.text, phrase.intent, phrase.open_question, sorted(phrase.values)] for phrase in phrases]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]
