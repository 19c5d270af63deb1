"""Erase what has been kept as long as was promised; `make run` does so daily by itself."""

from __future__ import annotations

import argparse

from bot.privacy.retention import purge
from bot.settings import settings
from bot.store.database import store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments; RETENTION_MONTHS in .env says how long."""


def main(_arguments: argparse.Namespace) -> int:
    """Purge once and say how much, in figures only."""
    chosen = settings()
    store().migrate()
    purged = purge(store(), chosen.tracker_url, chosen.retention_months)
    print(f"Erased {purged.leaders} leaders and {purged.conversations} conversations without a leader.")
    return 0
