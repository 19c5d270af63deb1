"""The conversation: a message in, the assistant's messages out as they are made, and what was said before."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
from cachetools import TTLCache
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.errors import LederdialogError
from bot.knowledge.catalogue import Theme, catalogue
from bot.privacy.erasure import finish_erasure
from bot.privacy.masking import Masked, mask
from bot.review.turns import spoken
from bot.settings import settings
from bot.store.answers import own_answers, skipped_questions
from bot.store.conversations import ASSISTANT, LEADER, Said, newest_slot, read_conversation, was_taken
from bot.store.database import store
from bot.store.sessions import Standing, show_life
from bot.talk import Message, send_async
from bot.web.errors import error_body
from bot.web.limits import address, take
from bot.web.requests import body, choice, who, words
from bot.web.session import receipt
from bot.web.wording import sentence

logger = logging.getLogger(__name__)
LONGEST = 4_000  # characters of one message
_LONGEST_PAYLOAD = 500
_HISTORY = 400
_RECENT = 60  # messages among which a repeated id is looked for
Line = dict[str, Any]


_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # one leader's turns come one at a time
_seen: TTLCache[tuple[str, str], bool] = TTLCache(20_000, ttl=600)  # messages of this process; spares asking the log
_running: set[asyncio.Task[None]] = set()  # a turn goes on to its end also when the browser has gone


@dataclass(frozen=True)
class _Sent:
    """What the leader sends, as it may be kept."""

    message_id: str
    text: str
    is_typed: bool
    is_again: bool
    masked: Masked | None


async def _read(request: Request) -> _Sent:
    read = await body(request)
    message_id, is_again = words(read, "id", 80), choice(read, "again") is True
    if "payload" in read:
        return _Sent(message_id, words(read, "payload", _LONGEST_PAYLOAD), False, is_again, None)
    masked = mask(words(read, "text", LONGEST))
    return _Sent(message_id, masked.text, True, is_again, masked if masked.kinds else None)


def notice_of(masked: Masked) -> str:
    """What is told about what was taken out; empty where nothing was."""
    return " ".join(sentence("masked", kind) for kind in masked.kinds)


def _line(message: Message | Said) -> Line:
    if isinstance(message, Message):
        buttons = [{"title": button.title, "payload": button.payload} for button in message.buttons]
    else:
        buttons = [{"title": title, "payload": payload} for title, payload in message.buttons]
    card = {"card": message.card} if message.card else {}
    return {"from": ASSISTANT, "text": message.text, **card, "buttons": buttons}


def _earlier_replies(sender: str, message_id: str) -> list[Said]:
    """The replies to a message that was taken before; none when it was not, or was not answered.

    Raises:
        StoreError: the log cannot be read.
    """
    if not was_taken(settings().tracker_url, sender, message_id):
        return []
    said = read_conversation(settings().tracker_url, sender, _RECENT)
    place = next((i for i, each in enumerate(said) if each.message_id == message_id), len(said))
    return list(takewhile(lambda each: each.who != LEADER, said[place + 1 :]))


def progress_of(sender: str) -> list[dict[str, Any]]:
    """How far the leader is in each theme, as /api/progress gives it.

    Raises:
        StoreError: a database cannot be read.
    """
    answered = [answer.question_id for answer in own_answers(store(), sender) if answer.is_current]
    journey = catalogue().journey(answered, skipped_questions(store(), sender))
    current = newest_slot(settings().tracker_url, sender, "theme")
    return [
        {
            "id": part.theme,
            "title": catalogue().get(Theme, part.theme).title,
            "answered": part.answered,
            "skipped": part.skipped,
            "total": part.total,
            "current": part.theme == current,
            "payload": catalogue().get(Theme, part.theme).button["payload"],
        }
        for part in journey.progress()
    ]


async def _take_turn(
    client: aiohttp.ClientSession, standing: Standing, sent: _Sent, lines: asyncio.Queue[Line | None]
) -> None:
    """Run a turn to its end, whoever listens, and put what the page shall know into the queue."""
    sender, tracker_url = standing.sender, settings().tracker_url
    own_turn = _turns.setdefault(sender, asyncio.Lock())
    try:
        async with own_turn:
            key, earlier = (sender, sent.message_id), []
            if sent.is_again or key in _seen:
                earlier = await run_in_threadpool(_earlier_replies, *key)
            _seen[key] = True
            if earlier:
                for reply in earlier:
                    lines.put_nowait({"type": "message", **_line(reply)})
            else:
                metadata = {"id": sent.message_id, "by": "typed" if sent.is_typed else "pressed"}
                async for message in send_async(client, settings().rasa_url, sender, sent.text, metadata):
                    lines.put_nowait({"type": "message", **_line(message)})
            if await run_in_threadpool(show_life, store(), sender):
                lines.put_nowait({"type": "progress", "themes": await run_in_threadpool(progress_of, sender)})
                lines.put_nowait({"type": "done"})
            else:  # she had everything erased in this very turn
                erased = await run_in_threadpool(finish_erasure, store(), tracker_url, sender)
                end = {"type": "erased", "receipt": receipt(erased)} if erased else {"type": "done"}
                lines.put_nowait(end)
    except (
        Exception
    ) as error:  # of a mistake of ours the log gets the kind and nothing she wrote; she gets her text back
        logger.error("chat: %s", error if isinstance(error, LederdialogError) else f"crash: {type(error).__name__}")
        lines.put_nowait({"type": "error", **error_body("unavailable")["error"]})
    finally:
        lines.put_nowait(None)


async def chat(request: Request) -> Response:
    """Take a message and stream the replies, one JSON object a line."""
    standing = who(request)
    sent = await _read(request)
    await take("address", address(request))
    await take("message", standing.leader_id)
    lines: asyncio.Queue[Line | None] = asyncio.Queue()
    if sent.masked:
        lines.put_nowait({"type": "masked", "text": sent.masked.text, "notice": notice_of(sent.masked)})
    turn = asyncio.create_task(_take_turn(request.app.state.client, standing, sent, lines))
    _running.add(turn)
    turn.add_done_callback(_running.discard)

    async def stream() -> AsyncIterator[bytes]:
        while (line := await lines.get()) is not None:
            yield json.dumps(line, ensure_ascii=False).encode() + b"\n"

    return StreamingResponse(stream(), media_type="application/x-ndjson", headers={"X-Accel-Buffering": "no"})


async def finish_turns(seconds: float) -> None:
    """Let the turns that are under way come to their end, when the process is told to stop."""
    if _running:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.gather(*_running, return_exceptions=True), seconds)


def as_history(said: list[Said]) -> list[dict[str, Any]]:
    """The conversation as a page shows it: choices only where they are still open."""
    last_of_leader = max((i for i, each in enumerate(said) if each.who == LEADER), default=-1)
    shown: list[dict[str, Any]] = []
    for i, text in spoken(said):
        each = said[i]
        line: Line = _line(each) if each.who == ASSISTANT else {"from": LEADER, "text": text}
        if each.who == ASSISTANT and i <= last_of_leader:
            line["buttons"] = []
        shown.append(line | {"at": each.at.isoformat(timespec="seconds")})
    return shown


def history(request: Request) -> Response:
    """What was said, newest last."""
    said = read_conversation(settings().tracker_url, who(request).sender, _HISTORY)
    return JSONResponse({"messages": as_history(said)})


def progress(request: Request) -> Response:
    """How far the leader is."""
    return JSONResponse({"themes": progress_of(who(request).sender)})


routes = [
    Route("/api/chat", chat, methods=["POST"]),
    Route("/api/history", history, methods=["GET"]),
    Route("/api/progress", progress, methods=["GET"]),
]
