"""The running assistant takes over the model that is live, between two messages and without a restart."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from rasa.core.agent import Agent
from sanic import Sanic
from sanic.response import HTTPResponse, json

from bot.engine.tracker_store import SettingsTrackerStore
from bot.models import Models, name_of

logger = logging.getLogger(__name__)
_SECONDS = 0.5  # between two looks at which model is live


class LiveModel:
    """Follows the choice of the live model, in every Rasa process that there is."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._refused: Path | None = None

    def tell(self, app: Sanic) -> HTTPResponse:
        """Which model answers; 503 while there is none."""
        name = app.ctx.agent.model_name
        refused = self._refused and name_of(self._refused)
        return json({"model": name and name_of(Path(name)), "refused": refused}, status=200 if name else 503)

    async def follow(self, app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        """From the server's start on, take over whatever becomes the live model."""
        app.add_task(self._watch(app))

    async def _watch(self, app: Sanic) -> None:
        while True:
            await asyncio.sleep(_SECONDS)
            live = self._models.live()
            if live is None or live.name == app.ctx.agent.model_name:
                self._refused = None
            elif live != self._refused:
                await self._take(app, live)

    async def _take(self, app: Sanic, model: Path) -> None:
        """Load beside the one that answers, then put it in its place; a message in flight ends with the old one."""
        try:
            app.ctx.agent = await asyncio.to_thread(_load, model, app.ctx.agent)
        except Exception as error:  # whatever a package holds, the assistant goes on with the one that it has
            self._refused = model
            logger.error("model %s could not be loaded: %s", name_of(model), type(error).__name__)


def _load(model: Path, running: Agent) -> Agent:
    """An agent on the same conversations, whose turns wait for those of the running one (they share the lock)."""
    return Agent.load(
        str(model),
        tracker_store=SettingsTrackerStore(),
        lock_store=running.lock_store,
        action_endpoint=running.action_endpoint,
    )
