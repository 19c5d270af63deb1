"""Beginning, the cookie, coming back by code, leaving: and that nobody gets in by another way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from itsdangerous import URLSafeSerializer

from bot.web.secrets import new_token, sign
from tests.web.conftest import Site
from tests.web.visitor import COOKIE, Visitor, dump, on_disk, rows

STRANGER = {
    "session": False,
    "choices": {"talk": False, "remember": False, "share": False},
    "expires_at": None,
    "has_return_code": False,
    "sector": None,
}


def remember(visitor: Visitor) -> str:
    """Choose to be remembered; the return code."""
    response = visitor.post("/api/choices", {"remember": True})
    assert response.status_code == 200, response.text
    return str(response.json()["return_code"])


def test_nothing_is_stored_before_the_first_choice(site: Site) -> None:
    """Looking at every page and asking everything leaves both databases as they were, and no cookie."""
    visitor = site.visitor()
    before = dump(site.database), dump(site.conversations)
    for path in ("/", "/embed", "/api/me", "/api/wording", "/api/history", "/api/data", "/healthz", "/summary"):
        assert "set-cookie" not in visitor.get(path).headers
    assert visitor.post("/api/chat", {"id": "1", "text": "hej"}).status_code == 401
    assert visitor.post("/api/session", {"talk": False}).status_code == 400
    assert visitor.me == STRANGER
    assert (dump(site.database), dump(site.conversations)) == before
    visitor.begin()
    assert rows(site.database, "SELECT count(*) FROM leaders") == [(1,)]


@pytest.mark.parametrize(
    "path", ["/api/history", "/api/progress", "/api/data", "/api/data.json", "/api/data.txt", "/api/shared"]
)
def test_without_a_session_there_is_nothing_to_see(site: Site, path: str) -> None:
    """401, in Danish."""
    response = site.visitor().get(path)
    assert (response.status_code, response.json()["error"]["code"]) == (401, "no_session")


def test_the_cookie_lasts_only_once_she_wants_to_be_remembered(site: Site) -> None:
    """A session cookie first, a lasting one with "husk mig", a session cookie again when she takes it back."""
    visitor = site.visitor()
    flags = visitor.post("/api/session", {"talk": True}).headers["set-cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=lax" in flags
    assert "Max-Age" not in flags
    assert "expires" not in flags.lower()
    assert "Secure" not in flags
    first = visitor.cookie
    flags = visitor.post("/api/choices", {"remember": True}).headers["set-cookie"]
    assert int(re.search(r"Max-Age=(\d+)", flags)[1]) >= 12 * 30 * 86_400  # type: ignore[index]
    assert "HttpOnly" in flags
    assert visitor.cookie != first
    assert Visitor(site.url).carry(first).me == STRANGER
    assert visitor.me["choices"] == {"talk": True, "remember": True, "share": False}
    flags = visitor.post("/api/choices", {"remember": False}).headers["set-cookie"]
    assert "Max-Age" not in flags
    assert visitor.me["choices"]["remember"] is False
    assert visitor.me["has_return_code"] is False


@pytest.mark.parametrize(("trusted", "is_secure"), [("127.0.0.1", True), ("10.9.9.9", False)])
def test_the_cookie_is_secure_behind_tls(open_site: Callable[..., Site], trusted: str, is_secure: bool) -> None:
    """When a proxy that is trusted says so; anybody else may say what he likes."""
    site = open_site(TRUSTED_PROXIES=trusted)
    origin = site.url.replace("http:", "https:") if is_secure else site.url
    response = site.visitor().post("/api/session", {"talk": True}, Origin=origin, **{"X-Forwarded-Proto": "https"})
    assert response.status_code == 201
    assert ("Secure" in response.headers["set-cookie"]) is is_secure
    assert ("strict-transport-security" in response.headers) is is_secure


def test_a_cookie_for_frames_on_other_sites_is_always_secure(open_site: Callable[..., Site]) -> None:
    """Browsers drop `SameSite=None` without `Secure`, also where the cookie is cleared away."""
    site = open_site(COOKIE_SAMESITE="none")
    visitor = site.visitor()
    flags = visitor.post("/api/session", {"talk": True}).headers["set-cookie"]
    assert "SameSite=none" in flags
    assert "Secure" in flags
    assert "Secure" in site.visitor().carry_header(b"lederdialog=worthless").get("/api/me").headers["set-cookie"]


def test_beginning_twice_is_one_leader(site: Site) -> None:
    """Two quick presses of the button."""
    visitor = site.visitor().begin()
    before = visitor.cookie
    assert visitor.post("/api/session", {"talk": True}).status_code == 200
    assert visitor.cookie == before
    assert rows(site.database, "SELECT count(*) FROM leaders") == [(1,)]


def test_only_hashes_of_token_and_code_are_stored(site: Site) -> None:
    """Whoever steals the files cannot get in with what stands there."""
    visitor = site.visitor().begin()
    code = remember(visitor)
    stored = on_disk(site.folder).upper()
    assert code.encode() not in stored
    assert code.replace("-", "").encode() not in stored
    key = (site.folder / "secret_key").read_bytes()
    token = URLSafeSerializer(key, salt="session").loads_unsafe(visitor.cookie)[1]
    assert len(token) >= 43
    assert token.encode().upper() not in stored
    assert (site.folder / "secret_key").stat().st_mode & 0o077 == 0


def forged(site: Site, real: str) -> dict[str, str]:
    """Cookies that must not open anything."""
    token = new_token()
    flipped = "A" if real[-1] != "A" else "B"
    payload, _, signature = real.rpartition(".")
    other_payload = sign(token).rpartition(".")[0]
    return {
        "empty": "",
        "noise": "æøå;=",
        "one letter changed": real[:-3] + flipped + real[-2:],
        "payload alone": payload,
        "another payload under a real signature": f"{other_payload}.{signature}",
        "another key": str(URLSafeSerializer("guess", salt="session").dumps(token)),
        "an empty key": str(URLSafeSerializer("", salt="session").dumps(token)),
        "signed by us, but no session": sign(token),
        "signed by us for something else": str(
            URLSafeSerializer((site.folder / "secret_key").read_bytes(), salt="x").dumps(token)
        ),
        "very long": "A" * 7_000,
        "a list": str(URLSafeSerializer("guess").dumps(["x"])),
    }


def test_a_forged_cookie_opens_nothing(site: Site) -> None:
    """401 as without any, and no crash."""
    real = site.visitor().begin().cookie
    for name, cookie in forged(site, real).items():
        visitor = site.visitor().carry_header(f"{COOKIE}={cookie}".encode())
        assert visitor.me == STRANGER, name
        assert visitor.get("/api/data").status_code == 401, name


def test_cookies_of_the_intranet_beside_ours_do_no_harm(site: Site) -> None:
    """A parent domain may set what it likes, also what is no proper cookie."""
    visitor = site.visitor().begin()
    ours = f"{COOKIE}={visitor.cookie}"
    for other in ('prefs={"a": 1, "b": [2]}', "æ=ø", "loose", "a,b=c d", '"', "x=\\", "$Version=1"):
        for header in (f"{other}; {ours}", f"{ours}; {other}"):
            assert site.visitor().carry_header(header.encode()).me["session"], header


def test_a_return_code_continues_on_another_device_however_it_is_typed(site: Site) -> None:
    """Lower case, spaces, no marks at all; the first device goes on as well."""
    visitor = site.visitor().begin()
    code = remember(visitor)
    assert re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}", code)
    plain = code.replace("-", "")
    for typed in (code, code.lower(), f"  {plain.lower()} ", " ".join(plain), code.replace("-", " – ")):
        device = site.visitor()
        response = device.post("/api/return", {"code": typed})
        assert response.status_code == 200, typed
        assert "return_code" not in response.json()
        assert "Max-Age" in response.headers["set-cookie"]
        assert device.sender(site.database) == visitor.sender(site.database)
    assert visitor.me["session"]


def test_coming_back_leaves_the_session_that_was_open_here(site: Site) -> None:
    """The new leader of this browser, and not the one before."""
    visitor = site.visitor().begin()
    code = remember(visitor)
    device = site.visitor().begin()
    before = device.cookie
    assert device.post("/api/return", {"code": code}).status_code == 200
    assert Visitor(site.url).carry(before).me == STRANGER


def test_a_new_code_makes_the_old_one_void(site: Site) -> None:
    """And taking "husk mig" back makes every code void."""
    visitor = site.visitor().begin()
    assert visitor.post("/api/return-code").status_code == 400  # who is not remembered has none
    old = remember(visitor)
    new = visitor.post("/api/return-code").json()["return_code"]
    assert new != old
    device = site.visitor()
    assert device.post("/api/return", {"code": old}).status_code == 404
    assert device.post("/api/return", {"code": new}).status_code == 200
    visitor.post("/api/choices", {"remember": False})
    assert site.visitor().post("/api/return", {"code": new}).status_code == 404


def test_guessing_codes_is_slowed(site: Site) -> None:
    """404 for a few, then 429 with how long to wait; a right code must wait too, or the guesser would learn it."""
    code = remember(site.visitor().begin())
    guesser = site.visitor()
    answers = [
        guesser.post("/api/return", {"code": f"AAAA-BBBB-CCCC-DD{i:02}".replace("0", "Z").replace("1", "Y")})
        for i in range(12)
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses[:3] == [404, 404, 404]
    assert statuses[-1] == 429
    assert set(statuses) == {404, 429}
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert guesser.post("/api/return", {"code": code}).status_code == 429


def test_right_codes_are_not_taken_for_guesses(site: Site) -> None:
    """A town hall shares one address: on a Monday morning many come back at once."""
    code = remember(site.visitor().begin())
    assert {site.visitor().post("/api/return", {"code": code}).status_code for _ in range(12)} == {200}


@pytest.mark.parametrize(
    "code",
    ["", "hej", "K7QM-2XRP-9DFT", "K7QM-2XRP-9DFT-HN3V-AAAA", "ßßßß-ßßßß-ßßßß-ßßßß", "\ud800", "0O1I-LU0O-1ILU-0O1I"],
)
def test_what_can_be_no_code_is_no_code(site: Site, code: str) -> None:
    """Refused in words, not with a crash."""
    body = b'{"code": "%s"}' % code.encode("unicode-escape").replace(b"\\x", b"\\u00")
    visitor = site.visitor()
    response = visitor.client.post("/api/return", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (404, 422)
    assert response.json()["error"]["message"]


def test_leaving_keeps_a_leader_who_is_remembered(site: Site) -> None:
    """The session on this device is over, the code still works."""
    visitor = site.visitor().begin()
    code = remember(visitor)
    cookie = visitor.cookie
    assert visitor.post("/api/leave").status_code == 204
    assert COOKIE not in visitor.client.cookies
    assert visitor.carry(cookie).me == STRANGER
    assert site.visitor().post("/api/return", {"code": code}).status_code == 200


def test_leaving_erases_a_leader_who_is_not(site: Site) -> None:
    """She could never come back."""
    visitor = site.visitor().begin()
    cookie = visitor.cookie
    assert visitor.post("/api/leave").status_code == 204
    assert visitor.carry(cookie).me == STRANGER
    assert rows(site.database, "SELECT count(*) FROM leaders") == [(0,)]
    assert visitor.post("/api/leave").status_code == 401


def test_a_cookie_is_worth_nothing_after_erasure(site: Site) -> None:
    """Nor is one of another device, nor the code."""
    visitor = site.visitor().begin()
    code = remember(visitor)
    device = site.visitor()
    device.post("/api/return", {"code": code})
    cookies = [visitor.cookie, device.cookie]
    assert visitor.delete("/api/me").status_code == 200
    for cookie in cookies:
        assert Visitor(site.url).carry(cookie).me == STRANGER
        assert Visitor(site.url).carry(cookie).post("/api/chat", {"id": "1", "text": "hej"}).status_code == 401
    assert site.visitor().post("/api/return", {"code": code}).status_code == 404


def test_sharing_is_a_choice_of_its_own(site: Site) -> None:
    """It can be taken back, and does not touch the others."""
    visitor = site.visitor().begin()
    for shares in (True, False):
        visitor.post("/api/choices", {"share": shares})
        assert visitor.me["choices"] == {"talk": True, "remember": False, "share": shares}
    for wrong in ("yes", 1, [], {}):
        assert visitor.post("/api/choices", {"remember": wrong}).status_code == 400
    assert visitor.me["choices"] == {"talk": True, "remember": False, "share": False}
