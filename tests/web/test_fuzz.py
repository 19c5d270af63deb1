"""Anything at all, thrown at the API: refused in Danish, never a crash."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.conftest import Site
from tests.web.visitor import COOKIE, Visitor

ROUTES = [
    ("POST", "/api/session"),
    ("POST", "/api/choices"),
    ("POST", "/api/return-code"),
    ("POST", "/api/return"),
    ("POST", "/api/leave"),
    ("POST", "/api/chat"),
    ("DELETE", "/api/me"),
    ("GET", "/api/me"),
    ("GET", "/api/history"),
    ("GET", "/api/progress"),
    ("GET", "/api/data"),
    ("GET", "/api/data.txt"),
    ("GET", "/api/shared"),
    ("GET", "/api/letters"),
    ("GET", "/api/accesses"),
    ("POST", "/api/letters/1"),
]
KEYS = st.sampled_from(["id", "text", "payload", "talk", "remember", "share", "code", "", "\x00", "æ"])
LETTERS = st.text(st.characters(codec=None), max_size=60)  # lone surrogates and control characters too
TEXTS = LETTERS | st.sampled_from(
    ["/greet", "/restart", "K7QM-2XRP-9DFT-HN3V", "010190-1234", "\ud800", "\x00", "a" * 4_001]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | LETTERS, inner, max_size=3),
    max_leaves=6,
)
BODIES = (
    st.dictionaries(KEYS, VALUES, max_size=4).map(json.dumps).map(str.encode)
    | VALUES.map(json.dumps).map(str.encode)
    | st.binary(max_size=80)
)
PATHS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40) | st.lists(
    st.sampled_from(
        ["api", "answers", "assets", "..", ".", "", "%2e%2e", "%00", "%ff", "1", "9" * 25, "²", "me", "chat", "embed"]
    ),
    max_size=5,
).map("/".join)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Origin",
            "Sec-Fetch-Site",
            "Content-Type",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "Accept",
            "Range",
            "If-None-Match",
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40).map(str.strip)
    | st.sampled_from(["application/json", "http://[", "http://[::1", "same-origin", "bytes=9-1", "https", "a=b; c"]),
    max_size=3,
)
COOKIES = st.binary(max_size=60).filter(lambda raw: all(byte > 32 for byte in raw)) | st.sampled_from(
    [b'"', b"a.b.c", b"..", b"ImhleSI.x", b"=;="]
)
FEW = settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def target(open_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site without limits of speed, which would hide what lies behind them."""

    async def no_limit(*_arguments: object) -> None:
        """Let everything pass."""

    for module in ("session", "chat", "my_data"):
        monkeypatch.setattr(f"bot.web.{module}.take", no_limit)
    return open_site()


def is_decent(response: httpx.Response) -> None:
    """No crash; and a refusal is JSON with a sentence that ends as one, or none of our business."""
    assert response.status_code < 500, response.text
    if response.status_code >= 400 and "Invalid HTTP request" not in response.text:
        assert response.headers["content-type"] == "application/json"
        error = response.json()["error"]
        assert error["message"].endswith(".")
        assert error["code"]
    if "Invalid HTTP request" not in response.text:
        assert response.headers["x-content-type-options"] == "nosniff"


def test_bodies(target: Site) -> None:
    """Of any shape, to every address; whoever gets erased or left on the way begins anew."""
    visitor = target.visitor()

    @FEW
    @given(route=st.sampled_from(ROUTES), body=BODIES)
    def throw(route: tuple[str, str], body: bytes) -> None:
        if COOKIE not in visitor.client.cookies:
            visitor.begin()
        headers = {"Content-Type": "application/json"}
        response = visitor.client.request(*route, content=body if route[0] == "POST" else None, headers=headers)
        is_decent(response)
        if route[1] == "/api/chat" and response.status_code == 200:
            assert json.loads(response.text.splitlines()[-1])["code"] == "unavailable"  # nobody is in Rasa's place

    throw()


def test_messages(target: Site) -> None:
    """Well-formed bodies with any text: a stream that ends, or a refusal."""
    visitor = target.visitor().begin()

    @FEW
    @given(body=st.fixed_dictionaries({"id": TEXTS}, optional={"text": TEXTS, "payload": TEXTS}))
    def throw(body: dict[str, str]) -> None:
        content = json.dumps(body).encode()
        response = visitor.client.post("/api/chat", content=content, headers={"Content-Type": "application/json"})
        is_decent(response)
        assert response.status_code in (200, 400, 422)
        if response.status_code == 200:
            assert json.loads(response.text.splitlines()[-1])["type"] == "error"

    throw()
    assert visitor.history() == []


def test_paths_and_answers(target: Site) -> None:
    """Addresses made of anything, read and written."""
    visitor = target.visitor().begin()

    @FEW
    @given(method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD"]), path=PATHS)
    def throw(method: str, path: str) -> None:
        try:
            url = httpx.URL(f"{target.url}/{path}")
        except httpx.InvalidURL:
            return
        if path.strip("/") in ("healthz", "api/me"):
            return
        response = visitor.client.request(
            method, url, content=b'{"text": "hej"}', headers={"Content-Type": "application/json"}
        )
        if method != "HEAD":
            is_decent(response)
        assert b"create_app" not in response.content

    throw()


def test_headers_and_cookies(target: Site) -> None:
    """Whatever a client says of itself."""

    @FEW
    @given(route=st.sampled_from(ROUTES), headers=HEADERS, cookie=COOKIES)
    def throw(route: tuple[str, str], headers: dict[str, str], cookie: bytes) -> None:
        visitor: Visitor = target.visitor()
        sent = {name.encode(): value.encode() for name, value in headers.items()} | {
            b"Cookie": b"lederdialog=" + cookie
        }
        is_decent(visitor.client.request(*route, headers=sent, content=b"{}" if route[0] == "POST" else None))
        visitor.client.close()

    throw()
