"""Rasa's REST channel, with two things changed: personal numbers never get in, and a message goes out in one piece."""

from __future__ import annotations

from asyncio import Queue
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import QueueOutputChannel, RestInput
from sanic.request import Request

from bot.privacy.masking import mask


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
    """The way in for every leader: what is masked here is on no disk, whoever sends it."""

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
