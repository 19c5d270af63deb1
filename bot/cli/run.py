"""Start everything and keep it running until Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import signal
import time

from bot.errors import StoreError
from bot.knowledge.catalogue import catalogue
from bot.privacy.erasure import sweep_conversations
from bot.services.logs import log_to
from bot.services.model import model_path, train
from bot.services.supervisor import Supervisor, services_for
from bot.settings import Settings, settings
from bot.store.database import store

logger = logging.getLogger("bot.cli.run")
SWEEP_SECONDS = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments; see .env.example for the settings."""


def tell(sentence: str) -> None:
    """Say to the operator what goes on."""
    print(sentence, flush=True)


def prepare(chosen: Settings) -> Supervisor:
    """Check the knowledge, prepare the database, train if need be, and start the services.

    Raises:
        LederdialogError: whatever stands in the way, in one sentence.
    """
    log_to(chosen.var_dir / "log")
    catalogue()
    store().migrate()
    model = model_path()
    if not model.exists():
        tell("Training a model for the present data (about half a minute) …")
        model = train(chosen.var_dir / "log" / "train.log")
    supervisor = Supervisor(services_for(chosen, model), tell)
    supervisor.check_ports()
    tell("Starting Rasa and the action server (about 20 seconds) …")
    try:
        supervisor.start()
    except BaseException:
        supervisor.end()
        raise
    return supervisor


class Sweep:
    """Deletes the conversations whose leaders said so, once their last turn is over."""

    def __init__(self, chosen: Settings) -> None:
        self._settings, self._next = chosen, 0.0

    def __call__(self) -> None:
        """Sweep, if it is time; a database that does not answer is tried again next time."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SWEEP_SECONDS
        try:
            if count := sweep_conversations(store(), self._settings.tracker_url):
                logger.info("conversations erased", extra={"count": count})
        except StoreError as error:
            logger.error("sweep: %s", error)


def main(_arguments: argparse.Namespace) -> int:
    """Run until SIGINT or SIGTERM."""
    chosen = settings()
    supervisor = prepare(chosen)
    signal.signal(signal.SIGINT, supervisor.stop)
    signal.signal(signal.SIGTERM, supervisor.stop)
    tell(f"Lederdialog is running. Talk with it in another terminal: make chat. Rasa's REST channel: {chosen.rasa_url}")
    tell("Press Ctrl-C to stop.")
    try:
        supervisor.watch(Sweep(chosen))
    finally:
        tell("Stopping …")
        supervisor.end()
    return 0
