"""Logging in through the organisation's directory: the whole way, and every way in which it may go wrong."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.settings import SettingsError, read_settings
from bot.store import accounts
from bot.store.database import store
from bot.web.console import oidc
from bot.web.wording import wording
from tests.web.conftest import Site
from tests.web.desk import Desk, add
from tests.web.directory import CLIENT, SECRET, Directory, new_key, running

pytestmark = pytest.mark.usefixtures("quick_passwords")
FAILED, REFUSED = "/coach/login?sorry=directory_failed", "/coach/login?sorry=directory_refused"


@pytest.fixture
def directory() -> Iterator[Directory]:
    """The organisation's directory, for this test alone."""
    with running() as started:
        yield started


@pytest.fixture
def joined(open_site: Callable[..., Site], directory: Directory) -> Site:
    """A web process that knows the directory."""
    return open_site(
        OIDC_ISSUER=directory.issuer,
        OIDC_CLIENT_ID=CLIENT,
        OIDC_CLIENT_SECRET=SECRET,
        OIDC_ROLES="bosses=admin teachers=trainer coaches=coach",
        OIDC_NAME="Prøvekommunen",
    )


def to_directory(desk: Desk, path: str = "/coach/oidc") -> str:
    """Press the button and let the directory send the browser back; the address that it is sent to."""
    started = desk.get(path)
    assert started.status_code == 302, started.headers
    return httpx.get(started.headers["location"]).headers["location"]


def there_and_back(desk: Desk, path: str = "/coach/oidc") -> str:
    """All of the way; where it ends."""
    response = desk.get(to_directory(desk, path))
    assert response.status_code == 303
    return response.headers["location"]


def test_the_whole_way(joined: Site, directory: Directory) -> None:
    """From the button by the directory to the page that was asked for, logged in as who she is there."""
    desk = Desk(joined)
    assert "Log ind med Prøvekommunen" in desk.read("/coach/login?next=/coach?theme=mindset")
    assert there_and_back(desk, "/coach/oidc?next=/coach%3Ftheme%3Dmindset") == "/coach?theme=mindset"
    assert "Bo Bak (coach)" in desk.read("/coach")
    person = accounts.find_account(store(), "Bo Bak")
    assert person
    assert (person.role, person.is_from_directory, person.password_hash) == ("coach", True, None)
    asked = directory.asked[0]
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["scope"] == "openid profile"
    assert asked["redirect_uri"] == joined.url + "/coach/oidc/callback"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20


def test_logging_out_offers_the_directorys_own_way_out(joined: Site, directory: Directory) -> None:
    """Whoever sits down next at a shared computer is else let in as the one before; a password's session has no such end."""
    directory.discovery["end_session_endpoint"] = f"{directory.issuer}/end?ui=da"
    desk = Desk(joined)
    there_and_back(desk)
    (csrf,) = set(re.findall(r'name="csrf" value="([0-9a-f]+)"', desk.get("/coach").text))
    out = desk.client.post("/coach/logout", data={"csrf": csrf}).headers["location"]
    assert out == "/coach/login?done=logged_out_here"
    assert 'href="/coach/oidc/end">Log ud af Prøvekommunen<' in desk.get(out).text
    assert desk.get("/coach/oidc/end").headers["location"] == f"{directory.issuer}/end?ui=da&client_id={CLIENT}"
    other = Desk(joined).at(add("Åse").name)
    assert other.post("/coach/logout").headers["location"] == "/coach/login?done=logged_out"


@pytest.mark.parametrize("address", [None, "javascript:alert(1)"])
def test_a_directory_without_a_way_out_says_so(joined: Site, directory: Directory, address: str | None) -> None:
    """What to do instead is told."""
    directory.discovery["end_session_endpoint"] = address
    assert Desk(joined).get("/coach/oidc/end").headers["location"] == "/coach/login?done=directory_stays"
    assert "Luk browseren" in Desk(joined).read("/coach/login?done=directory_stays")


def test_the_same_person_is_the_same_account(joined: Site, directory: Directory) -> None:
    """Under a new name too; somebody else of the same name is another."""
    there_and_back(Desk(joined))
    first = accounts.find_account(store(), "Bo Bak")
    directory.claims["name"] = "Bo Bak Holm"
    there_and_back(Desk(joined))
    assert [person.name for person in accounts.accounts(store())] == ["Bo Bak Holm"]
    directory.claims |= {"name": "bo bak holm", "sub": "another-1234567"}
    there_and_back(Desk(joined))
    people = accounts.accounts(store())
    assert len(people) == 2
    assert first
    assert {first.id} < {person.id for person in people}
    assert len({person.name.lower() for person in people}) == 2


def test_a_name_that_a_password_opens_is_not_taken_over(joined: Site, directory: Directory) -> None:
    """The directory's "Admin" is not the admin who logs in by password."""
    add("Admin", "admin")
    directory.claims["name"] = "Admin"
    desk = Desk(joined)
    there_and_back(desk)
    assert desk.get("/coach/accounts").status_code == 403
    assert [person.role for person in accounts.accounts(store())] == ["admin", "coach"]


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["coaches", "teachers"], "trainer"),
        (["coaches", "bosses", "teachers"], "admin"),
        ("coaches", "coach"),
        (["coaches", 7, None], "coach"),
    ],
)
def test_the_first_group_of_the_settings_counts(joined: Site, directory: Directory, groups: Any, role: str) -> None:
    """Whatever order the directory lists them in, as a list or as one word."""
    directory.claims["roles"] = groups
    there_and_back(Desk(joined))
    assert [person.role for person in accounts.accounts(store())] == [role]


@pytest.mark.parametrize("groups", [None, [], "", ["Coaches"], ["others"], "coaches teachers", {}])
def test_without_a_role_nobody_gets_in(joined: Site, directory: Directory, groups: Any) -> None:
    """A group that is not in the settings, no group, a group's name within another text."""
    directory.claims["roles"] = groups
    desk = Desk(joined)
    assert there_and_back(desk) == REFUSED
    assert wording()["console"]["login"]["directory_refused"] in desk.read(REFUSED)
    assert not desk.is_in()
    assert accounts.accounts(store()) == []


def test_a_new_role_in_the_directory_counts_at_the_next_log_in(joined: Site, directory: Directory) -> None:
    """And a role that is taken away ends what was still open elsewhere."""
    desk = Desk(joined)
    there_and_back(desk)
    directory.claims["roles"] = ["bosses"]
    assert there_and_back(Desk(joined)) == "/coach/accounts"
    assert desk.get("/coach/accounts").status_code == 200
    directory.claims["roles"] = []
    assert there_and_back(Desk(joined)) == REFUSED
    assert not desk.is_in()


def test_a_closed_account_stays_closed(joined: Site, directory: Directory) -> None:
    """An admin here has the last word."""
    add("Admin", "admin")
    desk = Desk(joined)
    there_and_back(desk)
    person = accounts.find_account(store(), "Bo Bak")
    assert person
    Desk(joined).at("Admin").post(f"/coach/accounts/{person.id}/close")
    assert not desk.is_in()
    assert there_and_back(desk) == REFUSED
    assert not desk.is_in()


def test_an_account_of_the_directory_has_no_password(joined: Site, directory: Directory) -> None:
    """None opens it, none can be given to it, and its role is not changed here."""
    add("Admin", "admin")
    desk = Desk(joined)
    there_and_back(desk)
    assert Desk(joined).log_in("Bo Bak", "").status_code == 401
    assert Desk(joined).log_in("Bo Bak", "None").status_code == 401
    assert desk.get("/coach/password").status_code == 403
    person = accounts.find_account(store(), "Bo Bak")
    assert person
    admin = Desk(joined).at("Admin")
    for path, more in (("password", {}), ("role", {"role": "admin"})):
        assert admin.post(f"/coach/accounts/{person.id}/{path}", **more).status_code == 409
    assert accounts.get_account(store(), person.id) == person


HOUR = 3600
LIES: dict[str, Callable[[Directory], object]] = {
    "another nonce": lambda d: d.claims.update(nonce="x" * 20),
    "no nonce": lambda d: d.claims.update(nonce=None),
    "for another client": lambda d: d.claims.update(aud="another"),
    "for another client, by us": lambda d: d.claims.update(aud="another", azp=CLIENT),
    "for us and another, by the other": lambda d: d.claims.update(aud=[CLIENT, "another"], azp="another"),
    "for nobody": lambda d: d.claims.update(aud=None),
    "by another issuer": lambda d: d.claims.update(iss="https://evil.example"),
    "by nobody": lambda d: d.claims.update(iss=None),
    "about nobody": lambda d: d.claims.update(sub=None),
    "expired": lambda d: d.claims.update(exp=int(time.time()) - HOUR),
    "without an end": lambda d: d.claims.update(exp=None),
    "from tomorrow": lambda d: d.claims.update(iat=int(time.time()) + 24 * HOUR),
    "another key of the same name": lambda d: setattr(d, "key", new_key("one")),
    "a key that is not published": lambda d: (
        setattr(d, "key", new_key("two")),
        d.header.update(kid="two"),
    ),
    "not signed": lambda d: d.header.update(alg="none"),
    "another issuer in the discovery": lambda d: d.discovery.update(issuer="https://evil.example"),
    "no ID token": lambda d: d.answers.update(token='{"access_token": "x", "token_type": "Bearer"}'),
    "an ID token that is none": lambda d: d.answers.update(token='{"id_token": "x.y.z", "token_type": "Bearer"}'),
    "token: an error": lambda d: d.answers.update(token='{"error": "invalid_grant"}'),
    "token: a list": lambda d: d.answers.update(token="[]"),
    "token: HTML": lambda d: d.answers.update(token="<html>"),
    "token: 500": lambda d: d.answers.update(token=500),
    "keys: 500": lambda d: d.answers.update(jwks=500),
    "keys: none": lambda d: d.answers.update(jwks='{"keys": []}'),
    "keys: nonsense": lambda d: d.answers.update(jwks="null"),
    "discovery: 500": lambda d: d.answers.update({"openid-configuration": 500}),
    "discovery: HTML": lambda d: d.answers.update({"openid-configuration": "<html>"}),
    "discovery: a list": lambda d: d.answers.update({"openid-configuration": "[]"}),
    "discovery: empty": lambda d: d.answers.update({"openid-configuration": "{}"}),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_directory_that_cannot_be_trusted_lets_nobody_in(joined: Site, directory: Directory, lie: str) -> None:
    """The page says that it failed, nobody is logged in, no account is made; next time, all well, she gets in."""
    desk = Desk(joined)
    back = to_directory(desk)
    good = dict(directory.claims), dict(directory.header)
    LIES[lie](directory)
    response = desk.get(back)
    assert (response.status_code, response.headers["location"]) == (303, FAILED)
    assert not desk.is_in()
    assert accounts.accounts(store()) == []
    assert wording()["console"]["login"]["directory_failed"] in desk.read(FAILED)
    directory.claims, directory.header = good
    directory.key = None
    directory.answers.clear()
    directory.discovery.clear()
    assert there_and_back(desk) == "/coach"


def test_a_directory_that_is_down(joined: Site, directory: Directory) -> None:
    """Before and after the button: a sentence; passwords still work."""
    add("Bo")
    for told in (500, "<html>", "[]", "null", "{}", '{"issuer": "https://evil.example"}'):
        directory.answers["openid-configuration"] = told
        response = Desk(joined).get("/coach/oidc")
        assert (response.status_code, response.headers["location"]) == (303, FAILED)
    assert Desk(joined).log_in("Bo").status_code == 303


def test_a_directory_that_does_not_listen(open_site: Callable[..., Site], directory: Directory) -> None:
    """The same."""
    nowhere = {"OIDC_ISSUER": "http://127.0.0.1:1/", "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
    site = open_site(**nowhere, OIDC_ROLES="coaches=coach")
    assert Desk(site).get("/coach/oidc").headers["location"] == FAILED
    assert "Log ind med din organisation" in Desk(site).read("/coach/login")


def test_an_answer_counts_in_the_browser_that_asked_and_once(joined: Site, directory: Directory) -> None:
    """Nobody is logged in by an address that another sends her, nor twice by the same."""
    desk, victim = Desk(joined), Desk(joined)
    back = to_directory(desk)
    assert victim.get(back).headers["location"] == FAILED
    assert not victim.is_in()
    to_directory(victim)  # she is on her own way: the other's answer does not count there either
    assert victim.get(back).headers["location"] == FAILED
    assert desk.get(back).headers["location"] == "/coach"
    assert desk.get(back).headers["location"] == FAILED


@pytest.mark.parametrize(
    "query",
    ["", "?code=x", "?state=x", "?code=x&state=y", "?error=access_denied&error_description=%0Anej", "?code=%00"],
)
def test_an_answer_that_nobody_asked_for(joined: Site, query: str) -> None:
    """Typed in, refused by the directory, or nonsense."""
    assert Desk(joined).get("/coach/oidc/callback" + query).headers["location"] == FAILED


def test_what_is_on_its_way_is_kept_in_a_cookie_of_its_own(joined: Site) -> None:
    """Short-lived, out of scripts' reach, for these two addresses alone, over TLS only over TLS; gone when it is used."""
    desk = Desk(joined)
    for proto in ("http", "https"):
        response = desk.client.get("/coach/oidc", headers={"X-Forwarded-Proto": proto})
        flags = {part.strip().lower() for part in response.headers["set-cookie"].split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/coach/oidc", "max-age=600"} <= flags
        assert ("secure" in flags) is (proto == "https")
        asked = parse_qs(urlsplit(response.headers["location"]).query)
        assert asked["redirect_uri"][0].startswith(f"{proto}://127.0.0.1:"), "as the proxy says"
    there_and_back(desk)
    assert oidc.COOKIE not in desk.client.cookies


def test_logging_in_by_the_directory_leads_nowhere_else(joined: Site) -> None:
    """As with a password."""
    for target in ("https://evil.example", "//evil.example", "/coach%0D%0AX:1"):
        assert there_and_back(Desk(joined), f"/coach/oidc?next={target}") == "/coach"


def test_a_new_session_and_the_old_one_gone(joined: Site) -> None:
    """Whoever comes back from the directory gets a cookie that nobody knew before."""
    desk = Desk(joined)
    there_and_back(desk)
    first = desk.cookie
    there_and_back(desk)
    assert desk.cookie != first
    assert not Desk(joined).carry(first).is_in()


def test_a_long_subject_and_an_odd_name(joined: Site, directory: Directory) -> None:
    """Both find room, and the next log-in finds the same account."""
    directory.claims |= {"sub": "x" * 300, "name": "  Bo\x00\n\tBak " + "æ" * 200}
    for _ in range(2):
        assert there_and_back(Desk(joined)) == "/coach"
    (person,) = accounts.accounts(store())
    assert person.name.startswith("Bo Bak æ")
    assert len(person.name) == accounts.LONGEST_NAME


def test_without_the_setting_there_is_no_directory(site: Site) -> None:
    """No button, no address."""
    assert "/coach/oidc" not in Desk(site).get("/coach/login").text
    assert Desk(site).get("/coach/oidc").status_code == 404
    assert Desk(site).get("/coach/oidc/callback").status_code == 404


WHOLE = {
    "OIDC_ISSUER": "https://login.example/realm",
    "OIDC_CLIENT_ID": "a",
    "OIDC_CLIENT_SECRET": "b",
    "OIDC_ROLES": "cn=coaches=coach others=trainer",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_ISSUER", "login.example"),
        ("OIDC_ISSUER", "http://login.example"),
        ("OIDC_CLIENT_ID", ""),
        ("OIDC_CLIENT_SECRET", ""),
        ("OIDC_ROLES", ""),
        ("OIDC_ROLES", "coaches"),
        ("OIDC_ROLES", "=coach"),
        ("OIDC_ROLES", "coaches=boss"),
    ],
)
def test_half_a_setting_is_refused(name: str, value: str) -> None:
    """The start fails with the setting's name, rather than the first log-in."""
    with pytest.raises(SettingsError, match=name):
        read_settings({**WHOLE, name: value})


def test_the_settings() -> None:
    """What is not set has its default; the secret stays out of what is printed."""
    chosen = read_settings(WHOLE).directory
    assert chosen
    assert dict(chosen.roles) == {"cn=coaches": "coach", "others": "trainer"}
    assert (chosen.role_claim, chosen.name, chosen.scopes) == ("roles", "din organisation", "openid profile")
    assert "client_secret" not in repr(chosen)
    assert read_settings({}).directory is None
