"""The web process: one Starlette app, started by `make run` and by nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.errors import StoreError
from bot.settings import settings
from bot.store.database import store
from bot.web import chat, my_data, session, summary
from bot.web.errors import HANDLERS, on_crash
from bot.web.middleware import Gate, SecurityHeaders, Sessions
from bot.web.wording import page_wording

STATIC = Path(__file__).parent / "static"
_HEALTH_SECONDS = 2.0
_LAST_TURNS_SECONDS = 5.0


def page(_request: Request) -> Response:
    """The leader's page."""
    return FileResponse(STATIC / "index.html")


def embed(_request: Request) -> Response:
    """The page for an iframe."""
    return FileResponse(STATIC / "embed.html")


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
            return (await request.app.state.client.get(url, timeout=_HEALTH_SECONDS)).status_code < 500
        except httpx.HTTPError:
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
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=200, max_keepalive_connections=50)) as client:
        app.state.client = client
        yield
        await chat.finish_turns(_LAST_TURNS_SECONDS)


def create_app() -> Starlette:
    """The app, on the settings of this process."""
    return Starlette(
        routes=[
            Route("/", page, methods=["GET"]),
            Route("/embed", embed, methods=["GET"]),
            Route("/healthz", healthz, methods=["GET"]),
            Route("/api/wording", words, methods=["GET"]),
            *session.routes,
            *chat.routes,
            *my_data.routes,
            *summary.routes,
            Mount("/assets", StaticFiles(directory=STATIC)),
        ],
        middleware=[
            Middleware(SecurityHeaders, settings=settings()),
            Middleware(Gate),
            Middleware(Sessions),
        ],
        exception_handlers={**HANDLERS, Exception: on_crash},
        lifespan=_lifespan,
    )
