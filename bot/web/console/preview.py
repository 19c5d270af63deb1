"""Trying a model beside the live one: the same words to both, and what each makes of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import ServiceUnavailable, UnknownItem
from bot.models import Models, UnknownModel, name_of, trained_at
from bot.privacy.erasure import erase_everything
from bot.privacy.masking import mask
from bot.services.candidate import Candidate
from bot.settings import settings
from bot.store.conversations import ASSISTANT, read_conversation, read_events
from bot.store.database import store
from bot.store.sessions import begin_session
from bot.talk import OPENING, send
from bot.training.talks import Taken, read_turns
from bot.web.console.guard import TRAINER, allow, form_of, person_of, text_of
from bot.web.console.inbox import intent_title
from bot.web.console.pages import go, page, say_time
from bot.web.secrets import hash_token, secret_key

_LONGEST = 4_000
_SIDES = ("live", "candidate")


@lru_cache(maxsize=1)
def candidate() -> Candidate:
    """The second Rasa of this machine."""
    return Candidate(settings())


@dataclass(frozen=True)
class Side:
    """What one model made of one message."""

    text: str
    intent: str
    confidence: float
    question_id: str | None
    waits_for: str | None
    actions: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def came_of_it(self) -> tuple[object, ...]:
        """What has to be the same on both sides."""
        return self.intent, self.actions, self.question_id, self.waits_for


def _sender(request: Request, talk: str, side: str) -> str:
    """A conversation id of this trainer's own, which nobody else can name."""
    name = f"{person_of(request).id}\n{talk}\n{side}".encode()
    return f"preview-{sha256(secret_key() + name).hexdigest()[:32]}"


def _talk(request: Request, given: str) -> str:
    return given if given.isalnum() and len(given) == 16 else ""


def _side(taken: Taken) -> Side:
    last = taken.moments[-1]
    return Side(
        taken.text,
        taken.intent,
        taken.confidence,
        last.slots.get("question"),
        last.slots.get("requested_slot"),
        tuple(taken.actions),
        tuple(taken.said),
    )


def _so_far(request: Request, talk: str) -> list[tuple[Side | None, Side | None, bool]]:
    """Each message on both sides, and whether they part there; the opening is the first."""
    both = []
    for side in _SIDES:
        events = read_events(settings().tracker_url, _sender(request, talk, side))
        both.append([_side(taken) for taken in read_turns([event for _key, event in events])])
    return [
        (live, tried, live is None or tried is None or live.came_of_it != tried.came_of_it)
        for live, tried in zip_longest(*both)
    ]


def _buttons(request: Request, talk: str) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """What either side offers now, title and payload, each once; and the titles of all that was ever offered."""
    offered: dict[str, str] = {}
    titles: dict[str, str] = {}
    for side in _SIDES:
        said = read_conversation(settings().tracker_url, _sender(request, talk, side))
        for each in said:
            titles |= {payload: title for title, payload in each.buttons}
        if said and said[-1].who == ASSISTANT:
            offered |= {payload: title for title, payload in said[-1].buttons}
    return [(title, payload) for payload, title in offered.items()], titles


@allow(TRAINER)
def show(request: Request) -> Response:
    """The choice of a model, or the talk with both."""
    models = Models(settings().models_dir)
    live, state = models.live(), candidate().state()
    talk = _talk(request, request.query_params.get("talk", ""))
    is_ready = bool(state) and candidate().is_ready()
    values: dict[str, Any] = {}
    if is_ready and talk:
        buttons, titles = _buttons(request, talk)
        values = {"turns": _so_far(request, talk), "buttons": buttons, "titles": titles}
    return page(
        request,
        "preview.html",
        models=[(name_of(model), say_time(trained_at(model))) for model in models.all() if model != live],
        live=name_of(live) if live else None,
        state=state,
        has_died=candidate().has_died(),
        is_ready=is_ready,
        talk=talk,
        opening=OPENING,
        intent_title=intent_title,
        **values,
    )


@allow(TRAINER)
def ready(_request: Request) -> Response:
    """For the page's script: whether the page has something new to say, because the model answers or has ended."""
    return JSONResponse({"ready": candidate().is_ready() or candidate().state() is None})


@allow(TRAINER)
async def start(request: Request) -> Response:
    """Start the model that was chosen; runs in the main thread, because the child ends with the thread that began it."""
    try:
        model = Models(settings().models_dir).find(str(form_of(request).get("model", "")))
    except UnknownModel as error:
        raise UnknownItem("model") from error
    await run_in_threadpool(candidate().stop)
    candidate().start(model)
    return go("/trainer/try")


@allow(TRAINER)
def stop(request: Request) -> Response:
    """End it, and erase this trainer's talk."""
    _erase(request, _talk(request, str(form_of(request).get("talk", ""))))
    candidate().stop()
    return go("/trainer/try", done="preview_ended")


def _erase(request: Request, talk: str) -> None:
    if talk:
        for side in _SIDES:
            erase_everything(store(), settings().tracker_url, _sender(request, talk, side))


@allow(TRAINER)
def begin(request: Request) -> Response:
    """A new talk with both; the one before is erased."""
    _erase(request, _talk(request, str(form_of(request).get("talk", ""))))
    talk = secrets.token_hex(8)
    for side in _SIDES:  # not remembered: whatever is left of it is gone after an hour
        begin_session(store(), _sender(request, talk, side), hash_token(secrets.token_hex(16)))
    return _say(request, talk, OPENING)


@allow(TRAINER)
def say(request: Request) -> Response:
    """The same words, or the same button, to both."""
    form = form_of(request)
    talk = _talk(request, str(form.get("talk", "")))
    text = str(form.get("payload", ""))[:500] or mask(text_of(form, "text", _LONGEST)).text
    if not talk or not text:
        return go("/trainer/try", talk=talk)
    return _say(request, talk, text)


def _say(request: Request, talk: str, text: str) -> Response:
    state, done = candidate().state(), {}
    urls = {"live": settings().rasa_url, "candidate": state.url if state else ""}
    for side, url in urls.items():
        try:
            list(send(url, _sender(request, talk, side), text))
        except ServiceUnavailable:
            done = {"done": f"no_{side}"}
    return go("/trainer/try", talk=talk, **done)


routes = [
    Route("/trainer/try", show, methods=["GET"]),
    Route("/trainer/try/ready", ready, methods=["GET"]),
    Route("/trainer/try/start", start, methods=["POST"]),
    Route("/trainer/try/stop", stop, methods=["POST"]),
    Route("/trainer/try/begin", begin, methods=["POST"]),
    Route("/trainer/try/say", say, methods=["POST"]),
]
