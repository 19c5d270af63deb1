"""Start everything and keep it running until Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import time
from collections.abc import Callable

from bot.errors import StoreError
from bot.knowledge.catalogue import catalogue
from bot.models import Models, name_of
from bot.privacy.erasure import settle, sweep_conversations
from bot.privacy.retention import purge, purge_leaders
from bot.review.index import index_talks
from bot.services.logs import log_to
from bot.services.model import model_path, train
from bot.services.supervisor import Supervisor, services_for
from bot.settings import Settings, settings
from bot.store.database import store

logger = logging.getLogger("bot.cli.run")
INDEX_SECONDS, SWEEP_SECONDS, FORGET_SECONDS, PURGE_SECONDS = 1.0, 5.0, 60.0, 86_400.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments; see .env.example for the settings."""


def tell(sentence: str) -> None:
    """Say to the operator what goes on."""
    print(sentence, flush=True)


def see_to_a_live_model(chosen: Settings) -> None:
    """Where none is live, let the model for the present data be it; else say if the data has changed since.

    Raises:
        TrainingFailed: see there.
    """
    models, present = Models(chosen.models_dir), model_path()
    live = models.live()
    if live is None:
        if not present.exists():
            tell("Training a model for the present data (about half a minute) …")
            train(chosen.var_dir / "log" / "train.log")
        models.use(present)
    elif live != present:
        tell(
            f"The data has changed since the live model ({name_of(live)}) was trained; it goes on answering until you run: "
            "make train; python -m bot compare; python -m bot use."
        )


def prepare(chosen: Settings) -> Supervisor:
    """Check the knowledge, prepare the database, see to a live model, and start the services.

    Raises:
        LederdialogError: whatever stands in the way, in one sentence.
    """
    log_to(chosen.var_dir / "log")
    catalogue()
    store().migrate()
    see_to_a_live_model(chosen)
    supervisor = Supervisor(services_for(chosen), tell)
    supervisor.check_ports()
    tell("Starting Rasa, the action server and the web page (about 20 seconds) …")
    try:
        supervisor.start()
    except BaseException:
        supervisor.end()
        raise
    return supervisor


class Upkeep:
    """Erases what leaders had erased once their last turn is over, and what has been kept as long as was promised.

    Keeps the console's view of shared conversations up to date, too.
    """

    def __init__(self, chosen: Settings) -> None:
        where, months = (store(), chosen.tracker_url), chosen.retention_months
        self._read_until = 0

        def index() -> None:
            self._read_until, _count = index_talks(*where, self._read_until)

        self._jobs: list[tuple[float, Callable[[], int | None]]] = [
            (INDEX_SECONDS, index),
            (SWEEP_SECONDS, lambda: sweep_conversations(*where)),
            (FORGET_SECONDS, lambda: purge_leaders(*where, months)),
            (FORGET_SECONDS, lambda: settle(*where)),
            (PURGE_SECONDS, lambda: purge(*where, months).conversations),
        ]
        self._due = [0.0] * len(self._jobs)

    def __call__(self) -> None:
        """Do what is due; a database that does not answer is tried again next time."""
        for place, (seconds, job) in enumerate(self._jobs):
            if time.monotonic() < self._due[place]:
                continue
            self._due[place] = time.monotonic() + seconds
            try:
                if count := job():
                    logger.info("erased", extra={"count": count})
            except StoreError as error:
                logger.error("upkeep: %s", error)


def main(_arguments: argparse.Namespace) -> int:
    """Run until SIGINT or SIGTERM."""
    os.umask(0o077)  # databases and logs are for this account alone
    chosen = settings()
    supervisor = prepare(chosen)
    signal.signal(signal.SIGINT, supervisor.stop)
    signal.signal(signal.SIGTERM, supervisor.stop)
    tell(f"Lederdialog is running: http://localhost:{chosen.web_port} (in a terminal: make chat).")
    tell("Press Ctrl-C to stop.")
    try:
        supervisor.watch(Upkeep(chosen))
    finally:
        tell("Stopping …")
        supervisor.end()
    return 0
