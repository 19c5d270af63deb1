"""Logging in through the organisation's directory: OpenID Connect, authorization code with PKCE, state and nonce."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import LederdialogError
from bot.settings import Directory
from bot.store.accounts import enter_from_directory
from bot.store.database import store
from bot.web.console.guard import plain
from bot.web.console.login import enter
from bot.web.console.pages import go
from bot.web.limits import address, take
from bot.web.secrets import secret_key

logger = logging.getLogger(__name__)
START, CALLBACK, END = "/coach/oidc", "/coach/oidc/callback", "/coach/oidc/end"
COOKIE = "lederdialog-directory"
_MINUTES = 10  # from our page to the directory and back
_SECONDS = 10.0  # that the directory may take for an answer
_LONGEST_SUBJECT = 255
_LONGEST_NEXT = 1000  # an address that is longer would make the cookie too large
# Signed with the directory's own key: never "none", and never a secret that we hold too, whatever the directory offers.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class DirectoryFailed(LederdialogError):
    """The directory did not answer, or not so that we can trust it."""


class _OnItsWay:
    """A signed cookie for the way to the directory and back; `Secure` where the page is."""

    def __init__(self, app: ASGIApp) -> None:
        key = hashlib.sha256(b"directory" + secret_key()).hexdigest()
        options: dict[str, Any] = {"session_cookie": COOKIE, "max_age": _MINUTES * 60, "path": START}
        self._by_scheme = {
            scheme: SessionMiddleware(app, key, https_only=scheme == "https", **options) for scheme in ("http", "https")
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._by_scheme[scope["scheme"]](scope, receive, send)


async def _client(directory: Directory) -> StarletteOAuth2App:
    """A client that has just read what the directory says of itself: what it said before may be wrong by now."""
    client = OAuth().register(
        "directory",
        client_id=directory.client_id,
        client_secret=directory.client_secret,
        server_metadata_url=directory.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": directory.scopes, "code_challenge_method": "S256", "timeout": _SECONDS},
    )
    metadata = await client.load_server_metadata()
    if str(metadata["issuer"]).rstrip("/") != directory.issuer.rstrip("/"):
        raise DirectoryFailed("the directory calls itself by another issuer")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [each for each in offered if each in _ALGORITHMS]
    return client


async def _claims(directory: Directory, request: Request) -> Mapping[str, Any]:
    """What the ID token says, once code, state, signature, issuer, audience, times and nonce are right."""
    client = await _client(directory)
    expected = {
        "iss": {"essential": True, "value": client.server_metadata["issuer"]},
        "aud": {"essential": True, "value": directory.client_id},
        "sub": {"essential": True},
        "nonce": {"essential": True},
    }
    token = await client.authorize_access_token(request, claims_options=expected)
    claims: Mapping[str, Any] = token["userinfo"]
    return claims


def find_role(directory: Directory, claims: Mapping[str, Any]) -> str | None:
    """The role that the directory gives somebody: the first group of OIDC_ROLES that she is in."""
    groups = claims.get(directory.role_claim)
    mine = {groups} if isinstance(groups, str) else {each for each in groups or () if isinstance(each, str)}
    return next((role for group, role in directory.roles.items() if group in mine), None)


def subject_of(claims: Mapping[str, Any]) -> str:
    """Who somebody is, whatever she is called: issuer and subject."""
    subject = f"{claims['iss']} {claims['sub']}"
    return subject if len(subject) <= _LONGEST_SUBJECT else hashlib.sha256(subject.encode()).hexdigest()


def name_of(claims: Mapping[str, Any]) -> str:
    """What leaders and coaches read of her."""
    names = (plain(str(claims.get(claim) or "")) for claim in ("name", "preferred_username", "sub"))
    return next(" ".join(name.split()) for name in names if name)


def _failed(error: Exception) -> Response:
    logger.warning("directory: %s %s", type(error).__name__, getattr(error, "claim", ""))
    return go("/coach/login", sorry="directory_failed")


def routes(directory: Directory) -> list[Route]:
    """The three addresses: to the directory, back from it, and out of it."""

    async def start(request: Request) -> Response:
        await take("directory", address(request))
        request.session["next"] = request.query_params.get("next", "")[:_LONGEST_NEXT]
        try:
            client = await _client(directory)
            response: Response = await client.authorize_redirect(request, request.url_for("oidc_callback"))
        except Exception as error:  # a directory that is down or talks nonsense fails in any way there is
            return _failed(error)
        return response

    async def callback(request: Request) -> Response:
        await take("directory", address(request))
        next_path = str(request.session.get("next", ""))
        try:
            claims = await _claims(directory, request)
            who, name, role = subject_of(claims), name_of(claims), find_role(directory, claims)
        except Exception as error:  # as above
            return _failed(error)
        finally:
            request.session.clear()
        person = await run_in_threadpool(enter_from_directory, store(), who, name, role)
        if person is None:
            return go("/coach/login", sorry="directory_refused")
        return await enter(request, person, next_path)

    async def end(request: Request) -> Response:
        """To where the directory ends its own session (OpenID Connect RP-Initiated Logout 1.0, without a way back)."""
        await take("directory", address(request))
        try:
            metadata = (await _client(directory)).server_metadata
        except Exception as error:  # as above
            return _failed(error)
        address_of_end = str(metadata.get("end_session_endpoint") or "")
        if urlsplit(address_of_end).scheme not in ("https", "http"):
            return go("/coach/login", done="directory_stays")
        return RedirectResponse(add_params_to_uri(address_of_end, {"client_id": directory.client_id}.items()), 303)

    way = [Middleware(_OnItsWay)]
    return [
        Route(START, start, methods=["GET"], middleware=way),
        Route(CALLBACK, callback, methods=["GET"], name="oidc_callback", middleware=way),
        Route(END, end, methods=["GET"]),
    ]
