"""Talking with the assistant over Rasa's REST channel, message by message as they are made."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
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
    """One message of the assistant; `card` is what a page may show in place of the text (docs/api.md)."""

    text: str
    buttons: tuple[Button, ...] = ()
    card: dict[str, Any] | None = None


def model_url(rasa_url: str) -> str:
    """Where Rasa says which model it answers with: `model` and, if it could not load one, `refused`; 503 without any."""
    return f"{rasa_url}/webhooks/rest/model"


def _request(rasa_url: str, sender: str, text: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "method": "POST",
        "url": f"{rasa_url}/webhooks/rest/webhook?stream=true",
        "json": {"sender": sender, "message": text, "metadata": dict(metadata)},
    }


def _read(line: str) -> Message | None:
    said = json.loads(line) if line.strip() else {}
    if not said.get("text"):
        return None
    buttons = tuple(Button(each["title"], each["payload"]) for each in said.get("buttons") or [])
    return Message(said["text"].strip(), buttons, (said.get("custom") or {}).get("card"))


def _no_answer(rasa_url: str, error: Exception | None = None) -> ServiceUnavailable:
    why = type(error).__name__ if error else "it answered with nothing"  # as it does when it fails inside
    return ServiceUnavailable(f"Rasa at {rasa_url} does not answer: {why}")


def send(rasa_url: str, sender: str, text: str) -> Iterator[Message]:
    """Send what the leader typed, or the payload of a button, and hand on the replies as they come.

    Args:
        rasa_url: base URL of Rasa's server.
        sender: the conversation.
        text: typed text or payload.

    Raises:
        ServiceUnavailable: nothing was answered.
    """
    answered = False
    try:
        with httpx.stream(**_request(rasa_url, sender, text, {}), timeout=_SECONDS) as response:
            response.raise_for_status()
            for line in response.iter_lines():
                if message := _read(line):
                    answered = True
                    yield message
    except (httpx.HTTPError, ValueError) as error:
        raise _no_answer(rasa_url, error) from error
    if not answered:
        raise _no_answer(rasa_url)


def hear(rasa_url: str, asked: Sequence[tuple[str, str | None]]) -> list[dict[str, Any]]:
    """How the model that answers now takes messages; nothing is kept of them.

    Args:
        rasa_url: base URL of Rasa's server.
        asked: texts, each with the id of the question that is open, or None.

    Returns:
        For each what `bot.ear.Ear.take` gives.

    Raises:
        ServiceUnavailable: nothing was answered.
    """
    body = [{"text": text, "open_question": question} for text, question in asked]
    try:
        answer = httpx.post(f"{rasa_url}/webhooks/rest/hear", json=body, timeout=_SECONDS).raise_for_status()
        return list(answer.json())
    except (httpx.HTTPError, ValueError) as error:
        raise _no_answer(rasa_url, error) from error


def make_client() -> aiohttp.ClientSession:
    """A client for `send_async`; to be made within the event loop and closed by whoever made it."""
    patience = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=_SECONDS)
    return aiohttp.ClientSession(timeout=patience, connector=aiohttp.TCPConnector(limit=200))


async def send_async(
    client: aiohttp.ClientSession, rasa_url: str, sender: str, text: str, metadata: Mapping[str, Any]
) -> AsyncIterator[Message]:
    """The same beside an event loop, with metadata that Rasa keeps with the leader's message.

    With aiohttp, which spends half a millisecond on a call where httpx spends more than one.

    Raises:
        ServiceUnavailable: nothing was answered.
    """
    answered = False
    try:
        async with client.request(**_request(rasa_url, sender, text, metadata)) as response:
            response.raise_for_status()
            async for line in response.content:
                if message := _read(line.decode()):
                    answered = True
                    yield message
    except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
        raise _no_answer(rasa_url, error) from error
    if not answered:
        raise _no_answer(rasa_url)
