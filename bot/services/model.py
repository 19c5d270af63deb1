"""The trained model that belongs to the present data, found by a fingerprint."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import LederdialogError
from bot.models import Models, name_of
from bot.services.environment import start_child
from bot.settings import ROOT, settings

_UNFINISHED = ".training-"
NEEDED_BYTES = 300 * 1024 * 1024  # a training run's temporary files and the model


class TrainingFailed(LederdialogError):
    """No model could be trained; the model in use is untouched."""


def _inputs() -> Iterator[Path]:
    yield from (ROOT / name for name in ("config.yml", "domain.yml", "uv.lock"))
    for file in sorted((ROOT / "data").rglob("*.yml")):
        if file.relative_to(ROOT / "data").parts[0] not in ("knowledge", "page"):  # read at run time, not trained on
            yield file
    for room in ("nlu", "engine", "language"):
        yield from sorted((ROOT / "bot" / room).rglob("*.py"))


def fingerprint() -> str:
    """Twelve letters that change whenever something does that a model is trained from."""
    digest = hashlib.sha256()
    for file in _inputs():
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def model_path() -> Path:
    """Where the model for the present data is, or will be once it is trained."""
    return Models(settings().models_dir).path(f"lederdialog-{fingerprint()}")


def train(log: Path, on_line: Callable[[str], None] = lambda _line: None) -> Path:
    """Train the model for the present data; takes about half a minute, and leaves nothing behind where it fails.

    Args:
        log: file that gets Rasa's own output.
        on_line: called with each line of that output.

    Returns:
        Path of the model.

    Raises:
        TrainingFailed: Rasa could not train, or is training already; the message, in Danish, says what to do.
    """
    target = model_path()
    target.parent.mkdir(parents=True, exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(target.parent).free
    if free < NEEDED_BYTES:
        raise TrainingFailed(
            f"Der er ikke plads nok: træningen skal bruge {NEEDED_BYTES // 2**20} MB i {target.parent}, "
            f"og {free // 2**20} MB er ledige."
        )
    with _alone(target.parent), tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=target.parent) as folder:
        begun = time.monotonic()
        made = _run_rasa(Path(folder) / target.name, log, on_line)
        if model_path() != target:
            raise TrainingFailed("Filerne blev ændret, mens der blev trænet, så modellen er kasseret. Træn igen.")
        os.replace(made, target)
    Models(target.parent).note(target, seconds=round(time.monotonic() - begun, 1))
    return target


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One training at a time; what one that was killed left behind is cleared away."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TrainingFailed("Der trænes allerede en model. Vent, til den er færdig, og prøv så igen.") from error
        for unfinished in folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        yield


def _run_rasa(target: Path, log: Path, on_line: Callable[[str], None]) -> Path:
    """Let Rasa train into a file.

    Raises:
        TrainingFailed: it could not.
    """
    command = [sys.executable, "-m", "rasa", "train", "--out", str(target.parent)]
    command += ["--fixed-model-name", name_of(target)]
    talkative = {"LOG_LEVEL": "INFO"}  # it says then which part it is at
    with (
        log.open("w", encoding="utf-8") as kept,
        start_child(command, talkative, stderr=subprocess.STDOUT) as process,
    ):
        try:
            for line in process.stdout or ():
                kept.write(line)
                on_line(line)
        except BaseException:  # Ctrl-C, too: the half-written package goes with its folder
            process.kill()
            raise
    if process.returncode != 0 or not target.exists():
        raise TrainingFailed(f"Træningen lykkedes ikke, og alt er, som det var. Læs hvorfor i {log}.")
    return target
