"""Reading what the page sends, and saying no in one way."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from bot.errors import UnknownItem
from bot.store.sessions import Standing
from bot.web.errors import Refused

_MOST_DIGITS = 9  # of a number in an address: every database takes so many


def who(request: Request) -> Standing:
    """The leader behind the request.

    Raises:
        Refused: there is no session.
    """
    standing = request.state.standing
    if standing is None:
        raise Refused("no_session")
    return standing  # type: ignore[no-any-return]


async def body(request: Request) -> dict[str, Any]:
    """The request's JSON object.

    Raises:
        Refused: it is not JSON, says it is something else, or is no object.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused("media_type")
    try:
        read = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise Refused("bad_request") from error
    if not isinstance(read, dict):
        raise Refused("bad_request")
    return read


def number(request: Request) -> int:
    """The number at the end of the address, of an answer or a message.

    Raises:
        UnknownItem: nothing can have it.
    """
    digits = request.path_params["key"]
    if not digits.isdecimal() or len(digits) > _MOST_DIGITS:
        raise UnknownItem("key")
    return int(digits)


def choice(read: dict[str, Any], name: str) -> bool | None:
    """A yes or no of the body; None where it says nothing.

    Raises:
        Refused: it says something else.
    """
    value = read.get(name)
    if value is not None and not isinstance(value, bool):
        raise Refused("bad_request")
    return value


def words(read: dict[str, Any], name: str, most: int) -> str:
    """A text of the body, without what no database takes.

    Raises:
        Refused: it is missing, empty, too long or no text.
    """
    value = read.get(name)
    if not isinstance(value, str):
        raise Refused("bad_request")
    text = value.encode("utf-8", "ignore").decode().replace("\x00", "").strip()
    if not text:
        raise Refused("empty")
    if len(text) > most:
        raise Refused("too_long")
    return text
