"""What every child process gets: an environment that is quiet, on loopback, without telemetry; and an end with ours."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping
from subprocess import Popen
from types import MappingProxyType
from typing import Any

from bot.settings import ROOT

_PR_SET_PDEATHSIG = 1


def start_child(command: list[str], more: Mapping[str, str] = MappingProxyType({}), **pipes: Any) -> Popen[str]:
    """Start a process of ours, with `more` in its environment; its output is text that we read.

    `pipes` and the rest are as subprocess.Popen has them.
    """
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=child_environment() | dict(more),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        preexec_fn=_die_with_parent,
        **pipes,
    )


def _die_with_parent() -> None:
    """In a child: be ended by the kernel if whoever started it is killed outright (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def child_environment() -> dict[str, str]:
    """Our own environment, with Rasa, TensorFlow and SQLAlchemy told to keep quiet."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return os.environ | {
        "PYTHONPATH": path,
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",  # the action server would listen on every address
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "LOG_LEVEL": "WARNING",
    }
