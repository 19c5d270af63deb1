"""Rasa's REST channel, with three things changed: personal numbers never get in, a message goes out in one piece, and
the model can be changed while leaders write."""

from __future__ import annotations

from asyncio import Queue
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import QueueOutputChannel, RestInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.ear import Ear
from bot.engine.live_model import LiveModel
from bot.models import Models
from bot.privacy.masking import mask
from bot.settings import settings


class WholeMessages(QueueOutputChannel):
    """Rasa's queue splits a text at blank lines and sends buttons and card apart; a page wants them as they were made."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Hand on text, buttons and custom data as one message."""
        await self._persist_message(
            {
                "recipient_id": recipient_id,
                **{name: message[name] for name in ("text", "buttons", "custom") if message.get(name)},
            }
        )


class MaskingRestInput(RestInput):
    """The way in for every leader: what is masked here is on no disk, whoever sends it.

    `follow_live` in credentials.yml: take over whatever model becomes the live one.
    """

    def __init__(self, follow_live: bool = False) -> None:
        self._follow_live = follow_live

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> MaskingRestInput:
        """The channel as credentials.yml describes it."""
        return cls(**(credentials or {}))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Rasa's routes, one that tells which model answers, and one that tells how it takes messages."""
        blueprint = super().blueprint(on_new_message)
        live = LiveModel(Models(settings().models_dir))

        @blueprint.get("/model")
        async def tell(request: Request) -> HTTPResponse:
            return live.tell(request.app)

        @blueprint.post("/hear")
        async def hear(request: Request) -> HTTPResponse:
            ear = Ear(request.app.ctx.agent.processor)
            return json([await ear.take(each["text"], each.get("open_question")) for each in request.json])

        if self._follow_live:
            blueprint.listener("after_server_start")(live.follow)
        return blueprint

    def _extract_message(self, req: Request) -> str:
        text = req.json.get("message")
        return mask(text).text if isinstance(text, str) else ""

    @staticmethod
    async def on_message_wrapper(
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
        text: str,
        queue: Queue[Any],
        sender_id: str,
        input_channel: str,
        metadata: dict[str, Any] | None,
    ) -> None:
        """Run a turn and put its messages into the queue as they are made; the stream ends also when the turn fails."""
        message = UserMessage(text, WholeMessages(queue), sender_id, input_channel=input_channel, metadata=metadata)
        try:
            await on_new_message(message)
        finally:
            await queue.put("DONE")
