"""An organisation's directory in small: OpenID Connect with PKCE, and ways to misbehave."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.conftest import free_port, wait_until

CLIENT, SECRET = "lederdialog", "et-hemmeligt-ord"


def new_key(name: str) -> RSAKey:
    """A pair of keys."""
    return RSAKey.generate_key(2048, {"kid": name})


_KEY = new_key("one")  # one for all: it takes a while to make


@dataclass
class Directory:
    """Who asks is this person; `claims` may say anything, None leaves one out.

    Attributes:
        claims: what the ID token says beside or instead of the right things.
        key: what the ID token is signed with; `published` is what /jwks shows.
        header: of the ID token.
        answers: path → body (text) or status (number) given instead of the right answer.
        discovery: what the directory says of itself beside or instead of the right things.
        asked: the parameters of each visit to /authorize.
        taken: what each call of /token brought.
    """

    port: int
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "42", "name": "Bo Bak", "roles": ["coaches"]})
    published: RSAKey = _KEY
    key: RSAKey | None = None
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    answers: dict[str, str | int] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    taken: list[dict[str, str]] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        """Its own address."""
        return f"http://127.0.0.1:{self.port}/realm"

    def configuration(self, _request: Request) -> Response:
        """Discovery."""
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        algorithms = {"id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]}
        addresses = {name: f"{self.issuer}/{end}" for name, end in ends.items()}
        return JSONResponse({"issuer": self.issuer, **addresses, **algorithms, **self.discovery})

    def authorize(self, request: Request) -> Response:
        """The person is logged in here already, so she is sent back at once."""
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = secrets.token_hex(8)
        self._codes[code] = asked
        return RedirectResponse(asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]}), 302)

    async def token(self, request: Request) -> Response:
        """A code for an ID token, once, for who has the secret and the verifier."""
        sent = {name: str(value) for name, value in (await request.form()).items()}
        self.taken.append(sent)
        asked = self._codes.pop(sent.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        verifier = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        if (
            asked is None
            or request.headers.get("authorization") != f"Basic {basic}"
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != sent.get("redirect_uri")
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        right = {"iss": self.issuer, "aud": CLIENT, "nonce": asked["nonce"]}
        times = {"iat": int(time.time()), "exp": int(time.time()) + 300}
        said = {name: value for name, value in {**right, **times, **self.claims}.items() if value is not None}
        token = jwt.encode(self.header, said, self.key or self.published, algorithms=[self.header["alg"]])
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def jwks(self, _request: Request) -> Response:
        """The public key."""
        return JSONResponse({"keys": [self.published.as_dict(private=False)]})

    async def misbehave(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Answer as told instead."""
        told = self.answers.get(request.url.path.rpartition("/")[2])
        if told is None:
            return await call_next(request)
        return PlainTextResponse("", told) if isinstance(told, int) else Response(told, media_type="application/json")

    def app(self) -> Starlette:
        """The directory as a web process."""
        routes = [
            Route("/realm/.well-known/openid-configuration", self.configuration),
            Route("/realm/authorize", self.authorize),
            Route("/realm/token", self.token, methods=["POST"]),
            Route("/realm/jwks", self.jwks),
        ]
        app = Starlette(routes=routes)
        app.add_middleware(BaseHTTPMiddleware, dispatch=self.misbehave)
        return app


@contextmanager
def running() -> Iterator[Directory]:
    """A directory that listens on a port of its own."""
    directory = Directory(free_port())
    config = uvicorn.Config(directory.app(), port=directory.port, log_config=None, access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, 10)
    yield directory
    server.should_exit = True
    thread.join(10)
