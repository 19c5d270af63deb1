"""The summary's page, to edit and print, and the same as Word, Markdown and calendar entries.

The page is filled from the store. The files are made from the form that the page sends back: the store is not read
again, nothing of the form is kept or logged, and a leader whose conversation was erased while she was writing still
gets what stands on her screen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from hashlib import sha256
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import StoreError
from bot.knowledge.catalogue import catalogue
from bot.language.dates import local_day, say_date
from bot.store.database import store
from bot.web.radar import Axis, radar
from bot.web.render import render
from bot.web.summary.calendar_file import calendar_bytes
from bot.web.summary.contents import read_summary, summary_words
from bot.web.summary.form import TooLarge, read_form, receive_form
from bot.web.summary.markdown_file import markdown_text
from bot.web.summary.parts import (
    SelfAssessment,
    Summary,
    Wording,
    assessment_head,
    assessment_intro,
    because_line,
    to_remind_of,
)
from bot.web.summary.word_file import word_bytes
from bot.web.word import MEDIA_TYPE

_LINE_LETTERS = 58  # of a textarea on paper or on a narrow screen


def _rows(text: str) -> int:
    """Rows of a textarea that shows the whole text, also where no script grows it."""
    return max(3, sum(1 + len(line) // _LINE_LETTERS for line in text.split("\n")) + 1)


def _radar(assessment: SelfAssessment, words: Wording) -> str:
    axes = [Axis(line.title, line.now, line.before) for line in assessment.lines]
    lines = [
        words["radar_line" if line.before is None else "radar_line_again"].format(
            title=line.title, now=words["assessment_none"] if line.now is None else line.now, before=line.before
        )
        for line in assessment.lines
    ]
    return radar(axes, words["radar_title"], ". ".join([*lines, words["radar_scale"]]))


def _helpers() -> dict[str, Any]:
    """What the template calls."""
    words = summary_words()
    return {
        "words": words,
        "rows": _rows,
        "say_date": say_date,
        "radar": lambda assessment: _radar(assessment, words),
        "because_line": lambda suggestion: because_line(suggestion, words),
        "assessment_head": lambda assessment: assessment_head(assessment, words),
        "assessment_intro": lambda summary: assessment_intro(summary.assessment, summary, words),
    }


def _page(summary: Summary | None, owner: str = "", sorry: str = "", status: int = 200) -> HTMLResponse:
    """The page.

    Args:
        summary: what it shows; None for a page that only says what went wrong.
        owner: names the leader's drafts in her browser, so that nobody else on the machine gets them.
        sorry: key of the sentence that says what went wrong, if anything.
        status: the HTTP status.
    """
    text = render("summary.html", summary=summary, owner=owner, sorry=sorry, **_helpers())
    return HTMLResponse(text, status, {"Cache-Control": "no-store"})


def _owner(sender: str | None) -> str:
    return sha256(f"draft\n{sender}".encode()).hexdigest()[:20] if sender else ""


def _file(content: bytes, media_type: str, ending: str, day: date) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="lederdialog-{day.isoformat()}.{ending}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


def _today() -> date:
    return local_day(datetime.now(timezone.utc))


def show(request: Request) -> Response:
    """GET /summary: 200 with the page, 303 to the conversation without a session, 503 when the store cannot be read."""
    sender: str | None = request.state.sender
    if sender is None:
        return RedirectResponse("/", 303)
    try:
        summary = read_summary(store(), sender, catalogue(), _today())
    except StoreError:
        return _page(None, sorry="sorry_unavailable", status=503)
    return _page(summary, _owner(sender))


def _word(summary: Summary, _request: Request) -> Response:
    return _file(word_bytes(summary, summary_words()), MEDIA_TYPE, "docx", summary.day)


def _markdown(summary: Summary, _request: Request) -> Response:
    return _file(markdown_text(summary, summary_words()).encode(), "text/markdown", "md", summary.day)


def _calendar(summary: Summary, request: Request) -> Response:
    if not to_remind_of(summary):  # the page again, with her edits in it
        return _page(summary, _owner(request.state.sender), "sorry_no_dates", 422)
    content = calendar_bytes(summary, summary_words(), datetime.now(timezone.utc))
    return _file(content, "text/calendar", "ics", summary.day)


def _make(request: Request, form: FormData, build: Callable[[Summary, Request], Response]) -> Response:
    return build(read_form(form, catalogue(), _today()), request)


async def _answer(request: Request, build: Callable[[Summary, Request], Response]) -> Response:
    try:
        form = await receive_form(request)
    except TooLarge:
        return _page(None, sorry="sorry_too_large", status=413)
    except (HTTPException, ValueError):
        return _page(None, sorry="sorry_odd", status=400)
    return await run_in_threadpool(_make, request, form, build)


async def word(request: Request) -> Response:
    """POST /summary/word: 200 with a .docx; 400 or 413 with a page that says why not."""
    return await _answer(request, _word)


async def markdown(request: Request) -> Response:
    """POST /summary/markdown: 200 with a .md; 400 or 413 with a page that says why not."""
    return await _answer(request, _markdown)


async def calendar(request: Request) -> Response:
    """POST /summary/calendar: 200 with an .ics; 422 with the edited page when no action has a day; 400, 413."""
    return await _answer(request, _calendar)


routes: list[Route] = [
    Route("/summary", show),
    Route("/summary/word", word, methods=["POST"]),
    Route("/summary/markdown", markdown, methods=["POST"]),
    Route("/summary/calendar", calendar, methods=["POST"]),
]
