"""Talking with the assistant over Rasa's REST channel, message by message as they are made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from bot.errors import ServiceUnavailable

OPENING = "/greet"  # asks the assistant to speak first
_SECONDS = 30.0


@dataclass(frozen=True)
class Button:
    """A choice that the assistant offers."""

    title: str
    payload: str


@dataclass(frozen=True)
class Message:
    """One message of the assistant."""

    text: str
    buttons: tuple[Button, ...] = ()


def send(rasa_url: str, sender: str, text: str) -> Iterator[Message]:
    """Send what the leader typed, or the payload of a button, and hand on the replies as they come.

    Args:
        rasa_url: base URL of Rasa's server.
        sender: the conversation.
        text: typed text or payload.

    Raises:
        ServiceUnavailable: nothing was answered; Rasa answers 200 with nothing when it fails inside.
    """
    answered = False
    body = {"sender": sender, "message": text}
    try:
        with httpx.stream(
            "POST", f"{rasa_url}/webhooks/rest/webhook?stream=true", json=body, timeout=_SECONDS
        ) as response:
            response.raise_for_status()
            for line in response.iter_lines():
                if not line.strip():
                    continue
                message = json.loads(line)
                if message.get("text"):
                    answered = True
                    buttons = tuple(Button(each["title"], each["payload"]) for each in message.get("buttons") or [])
                    yield Message(message["text"].strip(), buttons)
    except (httpx.HTTPError, ValueError) as error:
        raise ServiceUnavailable(f"Rasa at {rasa_url} does not answer: {type(error).__name__}") from error
    if not answered:
        raise ServiceUnavailable("Rasa answered with nothing.")
