"""The page's files: known names only, scripts and styles without comments and space, fetched again only when changed."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

import rcssmin
import rjsmin
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router

STATIC = Path(__file__).parent / "static"
_NAMES = frozenset(file.name for file in STATIC.iterdir() if file.is_file())
_MINIFY = {".js": rjsmin.jsmin, ".css": rcssmin.cssmin}


@lru_cache(maxsize=64)
def _content(name: str, _changed: int) -> tuple[bytes, str]:
    """A file as it is sent, and its entity tag; kept until the file changes."""
    file = STATIC / name
    text = file.read_text(encoding="utf-8")
    body = str(_MINIFY.get(file.suffix, str)(text)).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def send_file(request: Request, name: str) -> Response:
    """A file of the page, or 304 when the browser has it already.

    Raises:
        HTTPException: there is no such file.
    """
    if name not in _NAMES:
        raise HTTPException(404)
    body, tag = _content(name, (STATIC / name).stat().st_mtime_ns)
    headers = {"ETag": tag}  # how long it may be kept, the middleware says
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=mimetypes.guess_type(name)[0], headers=headers)


def _asset(request: Request) -> Response:
    return send_file(request, request.path_params["name"])


_router = Router([Route("/{name}", _asset, methods=["GET"])])
routes = [Mount("/assets", GZipMiddleware(_router, minimum_size=500))]
