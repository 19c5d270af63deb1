"""What stands before every handler: origin, size, form, headers, paths."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from bot.web.assets import STATIC
from tests.web.conftest import Site, raw_request
from tests.web.visitor import COOKIE, dump

WRITES = [
    ("POST", "/api/session"),
    ("POST", "/api/choices"),
    ("POST", "/api/return-code"),
    ("POST", "/api/return"),
    ("POST", "/api/leave"),
    ("POST", "/api/chat"),
    ("PUT", "/api/answers/1"),
    ("DELETE", "/api/answers/1"),
    ("POST", "/api/letters/1"),
    ("DELETE", "/api/me"),
]
WITH_BODY = [("POST", path) for path in ("/api/session", "/api/choices", "/api/return", "/api/chat")] + [
    ("POST", "/api/letters/1"),
    ("PUT", "/api/answers/1"),
]
WHOLE_BODY = {"id": "x", "talk": True, "remember": True, "share": True, "text": "hej", "code": "K7QM-2XRP-9DFT-HN3V"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "{other port}"},
        {"Origin": "{https}"},
        {"Origin": "http://["},
        {"Origin": "{self}.evil.example"},
        {"Origin": "{self}", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "{self}", "Sec-Fetch-Site": "same-site"},
        {"Origin": "{self}", "Sec-Fetch-Site": "none"},
        {"Origin": "{self}", "Sec-Fetch-Site": ""},
        {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    ],
    ids=str,
)
def test_a_write_from_elsewhere_is_refused(site: Site, headers: dict[str, str]) -> None:
    """403 for every write, in Danish, and not one row is changed."""
    visitor = site.visitor().begin()
    before = dump(site.database), dump(site.conversations)
    names = {"{self}": site.url, "{https}": site.url.replace("http:", "https:"), "{other port}": site.url[:-1] + "x"}
    for name, value in names.items():
        headers = {key: text.replace(name, value) for key, text in headers.items()}
    stranger = httpx.Client(base_url=site.url, headers={**headers, "Cookie": f"{COOKIE}={visitor.cookie}"})
    for method, path in WRITES:
        response = stranger.request(method, path, json=WHOLE_BODY)
        assert (response.status_code, response.json()["error"]["code"]) == (403, "forbidden"), path
    assert (dump(site.database), dump(site.conversations)) == before


def test_a_browser_that_says_same_origin_needs_no_more(site: Site) -> None:
    """Sec-Fetch-Site cannot be set by a page."""
    own = httpx.Client(base_url=site.url, headers={"Sec-Fetch-Site": "same-origin"})
    assert own.post("/api/session", json={"talk": True}).status_code == 201


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonx",
        "",
        "text/plain; application/json",
    ],
)
def test_only_json_is_read(site: Site, kind: str) -> None:
    """A form of another page could send anything else without asking the browser."""
    visitor = site.visitor().begin()
    for method, path in WITH_BODY:
        response = visitor.client.request(method, path, content=json.dumps(WHOLE_BODY), headers={"Content-Type": kind})
        assert (response.status_code, response.json()["error"]["code"]) == (415, "media_type"), path


def test_json_may_name_its_letters(site: Site) -> None:
    """`; charset=utf-8` and capitals are still JSON."""
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert site.visitor().client.post("/api/session", content=b'{"talk": true}', headers=headers).status_code == 201


@pytest.mark.parametrize("tells", [True, False], ids=["with its length", "without"])
def test_a_body_that_is_too_large_is_not_read(site: Site, tells: bool) -> None:
    """413, whether or not it says how large it is."""
    visitor = site.visitor().begin()
    body = json.dumps(WHOLE_BODY | {"text": "a" * 80_000}).encode()

    def pieces() -> Iterator[bytes]:
        yield from (body[start : start + 8_192] for start in range(0, len(body), 8_192))

    for method, path in WITH_BODY:
        headers = {"Content-Type": "application/json"}
        response = visitor.client.request(method, path, content=body if tells else pieces(), headers=headers)
        assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large"), path
        assert response.headers["x-content-type-options"] == "nosniff"
    assert visitor.me["choices"]["remember"] is False


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "99999999999999999999999999", "5, 5"])
def test_a_length_that_is_none_is_refused(site: Site, length: str) -> None:
    """By the server or by us; nothing answers with a 5xx."""
    request = f"POST /api/session HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    status = int(raw_request(site, request.encode()).split()[1])
    assert 400 <= status < 500


def test_a_method_that_is_not_there(site: Site) -> None:
    """405 with a sentence."""
    there = {
        "/api/me": ("GET", "DELETE"),
        "/api/session": ("POST",),
        "/api/chat": ("POST",),
        "/api/data": ("GET",),
        "/api/answers/1": ("PUT", "DELETE"),
        "/api/letters/1": ("POST",),
        "/": ("GET",),
        "/healthz": ("GET",),
        "/assets/page.css": ("GET",),
    }
    visitor = site.visitor()
    for path, methods in there.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} - set(methods):
            response = visitor.client.request(method, path)
            assert (response.status_code, response.json()["error"]["code"]) == (405, "method"), (method, path)


@pytest.mark.parametrize(
    "path", ["/x", "/api", "/api/", "/api/x", "/index.html", "/.env", "/var/secret_key", "/assets/", "/assets/x.js"]
)
def test_an_address_that_is_not_there(site: Site, path: str) -> None:
    """404 with a sentence."""
    response = site.visitor().get(path)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


TRICKS = [
    "/assets/../app.py",
    "/assets/%2e%2e/app.py",
    "/assets/..%2fapp.py",
    "/assets/%2e%2e%2fapp.py",
    "/assets/%252e%252e%252fapp.py",
    "/assets/..%5capp.py",
    "/assets/....//app.py",
    "/assets/./../app.py",
    "/assets//etc/passwd",
    "/assets/%2fetc%2fpasswd",
    "/assets///etc/passwd",
    "/assets/..%00/app.py",
    "/assets/lederdialog.js%00.css",
    "/assets/%c0%ae%c0%ae/app.py",
    "/assets/" + "../" * 12 + "etc/passwd",
    "/assets/" + "%2e%2e%2f" * 12 + "etc%2fpasswd",
    "/assets/" + "a" * 5_000,
    "//assets/../app.py",
    "/assets/../../../var/secret_key",
    "/%2e%2e/bot/web/app.py",
]


def test_no_path_leads_out_of_the_assets(site: Site) -> None:
    """Whatever way it is written, sent as it stands."""
    site.visitor().begin()  # so that there is a key to find
    key = (site.folder / "secret_key").read_bytes()
    for path in TRICKS:
        answer = raw_request(site, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert int(answer.split()[1]) in (400, 404), path
        assert not any(content in answer for content in (b"create_app", b"root:x:", key)), path


# --- headers

EVERYWHERE = {
    "page": "/",
    "frame": "/embed",
    "summary": "/summary",
    "api": "/api/me",
    "wording": "/api/wording",
    "refused": "/api/data",
    "unknown": "/nothing/here",
    "asset": "/assets/lederdialog.js",
    "no asset": "/assets/nothing.js",
    "health": "/healthz",
}


def policy(response: httpx.Response) -> dict[str, list[str]]:
    """The Content-Security-Policy, directive → sources."""
    parts = [part.split() for part in response.headers["content-security-policy"].split(";")]
    return {part[0]: part[1:] for part in parts}


@pytest.mark.parametrize("path", EVERYWHERE.values(), ids=EVERYWHERE.keys())
def test_every_answer_carries_strict_headers(site: Site, path: str) -> None:
    """Nothing but our own files, nothing inline, no guessing of types, nothing told to others, no server named."""
    response = site.visitor().get(path)
    csp = policy(response)
    assert csp["default-src"] == ["'none'"]
    assert {source for name, sources in csp.items() if name.endswith("-src") for source in sources} <= {
        "'none'",
        "'self'",
    }
    assert csp["base-uri"] == ["'none'"]
    assert csp["form-action"] == ["'self'"]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    assert response.headers["cache-control"] in ("no-store", "no-cache", "max-age=300")
    assert "strict-transport-security" not in response.headers
    assert "server" not in response.headers
    assert "access-control-allow-origin" not in response.headers


def test_what_is_hers_is_never_kept_by_a_browser(site: Site) -> None:
    """On a shared computer the next one presses "back"."""
    visitor = site.visitor().begin()
    for path in (
        "/",
        "/summary",
        "/api/me",
        "/api/history",
        "/api/data",
        "/api/data.txt",
        "/api/shared",
        "/api/progress",
        "/api/letters",
        "/api/accesses",
    ):
        assert visitor.get(path).headers["cache-control"] == "no-store", path


def test_a_crash_carries_them_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours is a 503 in Danish, says nothing of itself, and is no hole in the policy."""

    def broken(*_arguments: object) -> None:
        raise KeyError("hemmeligt")

    monkeypatch.setattr("bot.web.session.describe", broken)
    response = site.visitor().get("/api/me")
    assert (response.status_code, response.json()["error"]["code"]) == (503, "unavailable")
    assert "hemmeligt" not in response.text
    assert policy(response)["default-src"] == ["'none'"]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_hsts_only_behind_tls(site: Site) -> None:
    """Told by the proxy; on plain HTTP it would lock a test machine out."""
    response = site.visitor().client.get("/", headers={"X-Forwarded-Proto": "https"})
    assert "max-age=31536000" in response.headers["strict-transport-security"]


@pytest.mark.parametrize("embedders", ["", "https://intranet.example https://andet.example:8443"])
def test_only_the_page_for_frames_may_be_framed(open_site: Callable[..., Site], embedders: str) -> None:
    """By ourselves and the origins of EMBED_ORIGINS; the leader's page and everything else by nobody."""
    visitor = open_site(EMBED_ORIGINS=embedders).visitor()
    for path in EVERYWHERE.values():
        response = visitor.get(path)
        if path == "/embed":
            assert policy(response)["frame-ancestors"] == ["'self'", *embedders.split()]
            assert "x-frame-options" not in response.headers
        else:
            assert policy(response)["frame-ancestors"] == ["'none'"], path
            assert response.headers["x-frame-options"] == "DENY", path


def test_only_the_script_for_other_pages_may_be_fetched_by_them(site: Site) -> None:
    """Cross-Origin-Resource-Policy."""
    visitor = site.visitor()
    policies = {
        path: visitor.get(path).headers["cross-origin-resource-policy"]
        for path in [*EVERYWHERE.values(), "/assets/embed.js"]
    }
    assert [path for path, value in policies.items() if value != "same-origin"] == ["/assets/embed.js"]


def test_the_pages_ask_nobody_else_for_anything(site: Site) -> None:
    """No address of another host stands in the page, its scripts or its styles, but for names of SVG and the like."""
    visitor = site.visitor()
    paths = ["/", "/embed", *(f"/assets/{file.name}" for file in STATIC.iterdir() if file.is_file())]
    for path in paths:
        response = visitor.get(path)
        assert response.status_code == 200, path
        foreign = {part.split("/")[0] for part in response.text.replace("http://", "https://").split("https://")[1:]}
        assert foreign <= {"www.w3.org", "…"}, path


def test_errors_are_the_same_shape_and_danish(site: Site) -> None:
    """A code for the page, a sentence for the leader."""
    visitor = site.visitor()
    for response in (
        visitor.get("/nothing"),
        visitor.get("/api/data"),
        visitor.post("/api/session", {}),
        visitor.delete("/"),
    ):
        assert response.headers["content-type"] == "application/json"
        assert set(response.json()) == {"error"}
        assert set(response.json()["error"]) == {"code", "message"}
        assert response.json()["error"]["message"].endswith(".")
