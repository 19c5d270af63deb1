"""Messages from a coach, a human: shown to the leader, and answered by her or declined."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.privacy.masking import mask
from bot.store.database import store
from bot.store.letters import Letter, letters_to, note_letters_shown, reply_to_letter
from bot.store.sessions import show_life
from bot.web.chat import LONGEST, notice_of
from bot.web.errors import Refused
from bot.web.limits import take
from bot.web.requests import body, choice, number, who, words


def _line(letter: Letter) -> dict[str, Any]:
    times = {"sent": letter.sent_at, "shown": letter.shown_at}
    times |= {"answered": letter.answered_at, "declined": letter.declined_at}
    return {
        "id": letter.id,
        "by": letter.by,
        "text": letter.text,
        "answer": letter.answer,
        **{f"{what}_at": at.isoformat(timespec="seconds") if at else None for what, at in times.items()},
    }


def letters(request: Request) -> Response:
    """All messages to her, oldest first; now they count as shown. What is new has no `shown_at` yet."""
    standing = who(request)
    found = letters_to(store(), standing.leader_id)
    if any(letter.shown_at is None for letter in found):
        note_letters_shown(store(), standing.leader_id, found[-1].id)
    return JSONResponse({"letters": [_line(letter) for letter in found], "can_answer": standing.shares})


async def reply(request: Request) -> Response:
    """Her answer, or her no thanks; the newest of either counts."""
    standing, key, read = who(request), number(request), await body(request)
    if (choice(read, "declined") is True) == ("answer" in read):  # one of the two
        raise Refused("bad_request")
    masked = mask(words(read, "answer", LONGEST)) if "answer" in read else None
    if not standing.shares:
        raise Refused("not_shared")
    await take("change", standing.leader_id)
    await run_in_threadpool(reply_to_letter, store(), standing.leader_id, key, masked.text if masked else None)
    await run_in_threadpool(show_life, store(), standing.sender)
    found = await run_in_threadpool(letters_to, store(), standing.leader_id)
    letter = next(each for each in found if each.id == key)
    return JSONResponse(_line(letter) | ({"notice": notice_of(masked)} if masked and masked.kinds else {}))


routes = [
    Route("/api/letters", letters, methods=["GET"]),
    Route("/api/letters/{key}", reply, methods=["POST"]),
]
