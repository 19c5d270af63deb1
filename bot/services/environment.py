"""The environment that every child process gets: quiet, on loopback, without telemetry."""

from __future__ import annotations

import os

from bot.settings import ROOT


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
