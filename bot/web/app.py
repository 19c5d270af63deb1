"""The web process: one Starlette app, started by `make run` and by nothing else."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import StoreError
from bot.settings import settings
from bot.store.database import store
from bot.talk import make_client
from bot.web import assets, chat, letters, my_data, session
from bot.web.console import accesses, accounts, export, inbox, login, oidc, overview, preview, remarks, talk, talks
from bot.web.console.guard import ConsoleSessions
from bot.web.errors import HANDLERS
from bot.web.middleware import Gate, SecurityHeaders, Sessions
from bot.web.summary import pages as summary_pages
from bot.web.wording import page_wording

_HEALTH = aiohttp.ClientTimeout(total=2.0)
_LAST_TURNS_SECONDS = 5.0


def page(request: Request) -> Response:
    """The leader's page; under /embed the same, which may be framed."""
    return assets.send_file(request, "index.html")


def icon(request: Request) -> Response:
    """What browsers ask for unasked."""
    return assets.send_file(request, "icon.svg")


def words(_request: Request) -> Response:
    """The page's sentences; the same for everybody, so a browser may keep them for a while."""
    return JSONResponse(page_wording(), headers={"Cache-Control": "max-age=300"})


def _database_answers() -> bool:
    try:
        with store().reading() as reading:
            return bool(reading.scalar(sa.select(1)) == 1)
    except StoreError:
        return False


async def healthz(request: Request) -> Response:
    """Whether each part works: 200 when all do, else 503."""

    async def answers(url: str) -> bool:
        try:
            async with request.app.state.client.get(url, timeout=_HEALTH) as response:
                return bool(response.status < 500)
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    rasa, actions, database = await asyncio.gather(
        answers(f"{settings().rasa_url}/"),
        answers(f"http://127.0.0.1:{settings().actions_port}/health"),
        run_in_threadpool(_database_answers),
    )
    parts = {"web": True, "rasa": rasa, "actions": actions, "database": database}
    state = {name: "ok" if works else "down" for name, works in parts.items()}
    return JSONResponse(state, 200 if all(parts.values()) else 503)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    page_wording()  # a mistake in data/page shows at the start, not to the first leader
    async with make_client() as client:
        app.state.client = client
        yield
        await chat.finish_turns(_LAST_TURNS_SECONDS)
        preview.candidate().stop()


def create_app() -> Starlette:
    """The app, on the settings of this process."""
    chosen = settings()
    return Starlette(
        routes=[
            Route("/", page, methods=["GET"]),
            Route("/embed", page, methods=["GET"]),
            Route("/favicon.ico", icon, methods=["GET"]),
            Route("/healthz", healthz, methods=["GET"]),
            Route("/api/wording", words, methods=["GET"]),
            *session.routes,
            *chat.routes,
            *my_data.routes,
            *letters.routes,
            *summary_pages.routes,
            *login.routes,
            *(oidc.routes(chosen.directory) if chosen.directory else []),
            *accounts.routes,
            *accesses.routes,
            *talks.routes,
            *overview.routes,
            *export.routes,
            *talk.routes,
            *remarks.routes,
            *inbox.routes,
            *preview.routes,
            *assets.routes,
        ],
        middleware=[
            Middleware(SecurityHeaders, settings=chosen),
            Middleware(Gate),
            Middleware(Sessions),
            Middleware(ConsoleSessions),
        ],
        exception_handlers=HANDLERS,
        lifespan=_lifespan,
    )


def create_lasting_app() -> Starlette:
    """The app for a process of its own: what is loaded now stays.

    Left to itself, garbage collection would go through it all every few pages, for 0.2 s, and find nothing.
    """
    app = create_app()
    gc.collect()
    gc.freeze()
    return app
