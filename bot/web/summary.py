"""The leader's summary: a page to edit and print, and the same as Word, Markdown and calendar entries.

The page is filled from the store. The files are made from the form that the page sends back, with titles and
questions from the catalogue: the store is not read again, nothing of the form is kept or logged, and a leader whose
conversation was erased while she was writing still gets what stands on her screen.

Fields of the form: `take` (key of an item that is ticked; many), `answer.<question id>`, `now.<statement id>`,
`before.<statement id>`, `now_on`, `before_on`, `level.<readiness id>`, `note.<readiness id>`, `readiness_on`,
`because.<item id>`, `action.<digest>`, `due.<digest>`, `when.<digest>`, `outcome.<digest>`, `notes`. Fields with other
names, of unknown items or with values out of range are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timezone
from hashlib import sha256
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message

from bot.errors import StoreError, UnknownItem
from bot.knowledge.catalogue import Advice, Case, Catalogue, Deeper, Question, Readiness, Statement, Theme, catalogue
from bot.language.dates import find_day, say_date
from bot.reflection.records import OwnAnswer, Promise, Round, ShownSuggestion
from bot.store.answers import own_answers
from bot.store.assessments import rounds
from bot.store.commitments import promises
from bot.store.database import Store, store
from bot.store.suggestions import shown_suggestions
from bot.web.documents import (
    ZONE,
    ActionPart,
    AnswerPart,
    ReadinessPart,
    SelfAssessment,
    StatementLine,
    SuggestionPart,
    Summary,
    ThemePart,
    Wording,
    assessment_head,
    assessment_intro,
    because_line,
    calendar_bytes,
    markdown_text,
    to_remind_of,
    word_bytes,
)
from bot.web.radar import Axis, radar
from bot.web.render import render
from bot.web.word import MEDIA_TYPE, clean
from bot.web.wording import wording

MOST_BYTES = 256 * 1024
_FIELDS = 600  # a full reflection has about 150
_STATEMENTS = "statements"
_LEVELS = ("yes", "partly", "no")
_OUTCOMES = ("done", "partly", "not")
_YEARS = range(2000, 2101)
_LINE_LETTERS = 58  # of a textarea on paper or on a narrow screen
_ACTION_KEY = re.compile(r"action-[0-9a-f]{20}")
_ITEM_KEY = re.compile(r"[a-z0-9-]{1,60}")


def summary_words() -> Wording:
    """The sentences of data/page/summary.yml."""
    words: Wording = wording()["summary"]
    return words


def local_day(moment: datetime) -> date:
    """The day in Denmark."""
    return moment.astimezone(ZONE).date()


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


# --- Answers by theme, from either side -------------------------------------------------------------------------------


def _answer_part(knowledge: Catalogue, key: str, text: str, taken: bool = True) -> AnswerPart:
    try:
        question = knowledge.question(key)
    except UnknownItem:  # a trainer has removed it since; the words are still the leader's
        return AnswerPart(key, summary_words()["other_question"], "", text, taken=taken)
    return AnswerPart(key, _capital(question.title), question.text, text, isinstance(question, Deeper), taken)


def _theme_of(knowledge: Catalogue, key: str) -> str | None:
    try:
        return knowledge.question(key).theme
    except UnknownItem:
        return None


def _theme_parts(knowledge: Catalogue, parts: Iterable[AnswerPart]) -> tuple[ThemePart, ...]:
    """The answers by theme: questions in the wheel's order, each deeper answer after the question it followed.

    Args:
        knowledge: the catalogue.
        parts: the answers in the order in which they came. A deeper answer belongs to the nearest question of its
            theme before it; the store does not tell more.
    """
    order = {str(item.id): number for number, item in enumerate(knowledge.of(Question))}
    groups: dict[str | None, list[list[AnswerPart]]] = {}
    for part in parts:
        families = groups.setdefault(_theme_of(knowledge, part.key), [])
        if part.is_deeper and families:
            families[-1].append(part)
        else:
            families.append([part])
    themes: list[ThemePart] = []
    for theme_id, title in [*((theme.id, theme.title) for theme in knowledge.of(Theme)), (None, "")]:
        families = sorted(groups.get(theme_id, []), key=lambda family: order.get(family[0].key, len(order)))
        if families:
            answers = tuple(part for family in families for part in family)
            themes.append(ThemePart(title or summary_words()["other_theme"], answers))
    return tuple(themes)


# --- From the store ---------------------------------------------------------------------------------------------------


def action_key(sender: str, promise_id: int) -> str:
    """A name for an action that is the same each time and tells nothing of whose it is."""
    return "action-" + sha256(f"action\n{sender}\n{promise_id}".encode()).hexdigest()[:20]


def _suggestion_part(
    knowledge: Catalogue, item_id: str, because: Iterable[str], taken: bool = True
) -> SuggestionPart | None:
    for kind in (Advice, Case):
        try:
            item = knowledge.get(kind, item_id)
        except UnknownItem:
            continue
        words = tuple(word for word in (clean(word).strip() for word in because) if word)
        return SuggestionPart(item.id, item.title, knowledge.citation(item), words, taken)
    return None


def _grade(value: str | None) -> int | None:
    return int(value) if value in ("1", "2", "3", "4", "5") else None


def _assessment(knowledge: Catalogue, done: list[Round]) -> SelfAssessment | None:
    if not done:
        return None
    newest, before = done[-1], done[-2] if len(done) > 1 else None
    lines = tuple(
        StatementLine(
            item.id,
            item.title,
            item.text,
            _grade(newest.values.get(item.id)),
            _grade(before.values.get(item.id)) if before else None,
        )
        for item in knowledge.of(Statement)
    )
    return SelfAssessment(local_day(newest.started_at), local_day(before.started_at) if before else None, lines)


def _readiness(knowledge: Catalogue, newest: Round | None) -> tuple[ReadinessPart, ...]:
    if newest is None:
        return ()
    return tuple(
        ReadinessPart(item.id, item.title, item.text, newest.values[item.id], clean(newest.notes.get(item.id) or ""))
        for item in knowledge.of(Readiness)
        if newest.values.get(item.id) in _LEVELS
    )


def _suggestions(knowledge: Catalogue, shown: Iterable[ShownSuggestion]) -> tuple[SuggestionPart, ...]:
    kept = {one.item_id: one for one in shown if one.verdict == "useful"}
    parts = (_suggestion_part(knowledge, one.item_id, one.because.split(",")) for one in kept.values())
    return tuple(part for part in parts if part)


def _actions(sender: str, made: Iterable[Promise]) -> tuple[ActionPart, ...]:
    return tuple(
        ActionPart(
            action_key(sender, promise.id),
            clean(promise.text),
            promise.due_on,
            clean(promise.due_text or ""),
            promise.outcome if promise.outcome in _OUTCOMES else "",
        )
        for promise in made
    )


def read_summary(from_store: Store, sender: str, knowledge: Catalogue, day: date) -> Summary:
    """What the leader has said and chosen in the present reflection, with her newest rounds and all her actions.

    Raises:
        StoreError: the database cannot be read.
    """
    own: list[OwnAnswer] = [answer for answer in own_answers(from_store, sender) if answer.is_current]
    checks = rounds(from_store, sender, "readiness")
    return Summary(
        day=day,
        themes=_theme_parts(knowledge, [_answer_part(knowledge, one.question_id, clean(one.text)) for one in own]),
        assessment=_assessment(knowledge, rounds(from_store, sender, _STATEMENTS)),
        readiness_on=local_day(checks[-1].started_at) if checks else None,
        readiness=_readiness(knowledge, checks[-1] if checks else None),
        suggestions=_suggestions(knowledge, shown_suggestions(from_store, sender)),
        actions=_actions(sender, promises(from_store, sender)),
    )


# --- From the form ----------------------------------------------------------------------------------------------------


def read_day(text: str, today: date) -> date | None:
    """The day of a date field; where the browser has none to offer, a day written in words. None for anything else."""
    text = text.strip()[:40]
    try:
        day: date | None = date.fromisoformat(text)
    except ValueError:
        found = find_day(text, today) if text else None
        day = found.day if found else None
    return day if day and day.year in _YEARS else None


def read_form(form: FormData, knowledge: Catalogue, today: date) -> Summary:
    """The summary as the page sent it back; whatever does not fit is passed over."""
    fields: dict[str, dict[str, str]] = {}
    for name, value in form.multi_items():
        prefix, _, key = name.partition(".")
        if isinstance(value, str):  # a file has no place here
            fields.setdefault(prefix, {})[key] = clean(value)
    taken = {value for value in form.getlist("take") if isinstance(value, str)}

    def group(name: str) -> dict[str, str]:
        return fields.get(name, {})

    def single(name: str) -> str:
        return group(name).get("", "")

    answers = [
        _answer_part(knowledge, key, text, key in taken)
        for key, text in group("answer").items()
        if _ITEM_KEY.fullmatch(key)
    ]
    statements = [item for item in knowledge.of(Statement) if item.id in group("now")]
    assessment = SelfAssessment(
        read_day(single("now_on"), today),
        read_day(single("before_on"), today),
        tuple(
            StatementLine(
                item.id, item.title, item.text, _grade(group("now").get(item.id)), _grade(group("before").get(item.id))
            )
            for item in statements
        ),
        _STATEMENTS in taken,
    )
    readiness = tuple(
        ReadinessPart(
            item.id, item.title, item.text, group("level")[item.id], group("note").get(item.id, ""), item.id in taken
        )
        for item in knowledge.of(Readiness)
        if group("level").get(item.id) in _LEVELS
    )
    suggestions = (
        _suggestion_part(knowledge, key, because.split(","), key in taken) for key, because in group("because").items()
    )
    actions = tuple(
        ActionPart(
            key,
            text,
            read_day(group("due").get(key, ""), today),
            group("when").get(key, ""),
            outcome if (outcome := group("outcome").get(key, "")) in _OUTCOMES else "",
            key in taken,
        )
        for key, text in group("action").items()
        if _ACTION_KEY.fullmatch(key)
    )
    return Summary(
        day=today,
        themes=_theme_parts(knowledge, answers),
        assessment=assessment if statements else None,
        readiness_on=read_day(single("readiness_on"), today),
        readiness=readiness,
        suggestions=tuple(part for part in suggestions if part),
        actions=actions,
        notes=single("notes"),
    )


class _TooLarge(Exception):
    """More was sent than a summary can be."""


async def _form(request: Request) -> FormData:
    """The form of a request, never more than MOST_BYTES of it in memory.

    Raises:
        _TooLarge: there is more.
        HTTPException: it is no form.
    """
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        raise _TooLarge
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise _TooLarge
        return message

    return await Request(request.scope, receive).form(max_files=0, max_fields=_FIELDS, max_part_size=MOST_BYTES)


# --- Pages and files --------------------------------------------------------------------------------------------------


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
        form = await _form(request)
    except _TooLarge:
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
