"""The trained model that belongs to the present data, found by a fingerprint."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.errors import LederdialogError
from bot.services.environment import child_environment
from bot.settings import ROOT

MODELS = ROOT / "models"
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
    return MODELS / f"lederdialog-{fingerprint()}.tar.gz"


def train(log: Path) -> Path:
    """Train the model for the present data; takes about half a minute.

    Args:
        log: file that gets Rasa's own output.

    Returns:
        Path of the model.

    Raises:
        TrainingFailed: Rasa could not train; the message says where to read why.
    """
    target = model_path()
    MODELS.mkdir(exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(MODELS).free
    if free < NEEDED_BYTES:
        raise TrainingFailed(
            f"Not enough disk: training needs {NEEDED_BYTES // 2**20} MB in {MODELS.name}/; {free // 2**20} MB are free."
        )
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", target.name.removesuffix(".tar.gz")]
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            command, cwd=ROOT, env=child_environment(), stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode != 0 or not target.exists():
        raise TrainingFailed(f"Training failed. Read why in {log}.")
    return target
