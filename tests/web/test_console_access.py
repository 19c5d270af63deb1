"""Who gets into the console, how far, and for how long."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from starlette.routing import Route

from bot.settings import ROLES
from bot.store import accounts, logins
from bot.store.database import store
from bot.web.app import create_app
from bot.web.console import login, passwords
from bot.web.console.guard import COOKIE, csrf_token
from bot.web.wording import wording
from tests.web.conftest import Site
from tests.web.desk import PASSWORD, Desk, add, text_of
from tests.web.visitor import COOKIE as LEADERS_COOKIE

pytestmark = pytest.mark.usefixtures("quick_passwords")
OPEN = {"/coach/login", "/coach/oidc", "/coach/oidc/callback"}
WORDS = wording()["console"]


def console_routes() -> list[Route]:
    """Every address under /coach and /trainer, as the app has them."""
    routes = [route for route in create_app().routes if getattr(route, "path", "").startswith(("/coach", "/trainer"))]
    return [route for route in routes if isinstance(route, Route)]


def closed_routes() -> list[tuple[str, str, tuple[str, ...]]]:
    """Method, a plausible address and roles of every address behind the log-in."""
    return [
        (method, re.sub(r"{[^}]+}", "1", route.path), route.endpoint.roles)
        for route in console_routes()
        if route.path not in OPEN
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]


@pytest.fixture
def desks(site: Site) -> dict[str, Desk]:
    """One who is logged in for each role."""
    for role in ROLES:
        add(f"En {role}", role)
    return {role: Desk(site).at(f"En {role}") for role in ROLES}


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Move the clock of accounts and sessions on: `later(timedelta(hours=2))`, counted from now."""
    real = logins.now

    def move(by: timedelta) -> None:
        def moved() -> datetime:
            return real() + by

        for module in (accounts, logins):
            monkeypatch.setattr(module, "now", moved)

    return move


# --- every address


def test_every_address_but_the_way_in_names_its_roles(site: Site) -> None:
    """A view without roles would be open to the world."""
    for route in console_routes():
        roles = getattr(route.endpoint, "roles", ())
        assert (route.path in OPEN) != bool(set(roles) & set(ROLES)), route.path
        assert set(roles) <= set(ROLES), route.path
    assert len(closed_routes()) > 20


def test_no_address_opens_to_nobody(site: Site) -> None:
    """Without a session a page leads to the log-in, which leads back; a form is refused."""
    nobody = Desk(site)
    for method, path, _roles in closed_routes():
        response = nobody.client.request(method, path)
        if method == "GET":
            assert response.status_code == 303, path
            assert response.headers["location"] == "/coach/login?next=" + path.replace("/", "%2F")
        else:
            assert response.status_code == 401, path
            assert WORDS["errors"]["no_session"] in response.text


def test_no_address_opens_to_another_role(desks: dict[str, Desk]) -> None:
    """Whoever types another role's address gets a page that says so."""
    for method, path, roles in closed_routes():
        for role in set(ROLES) - set(roles):
            response = desks[role].client.request(method, path)
            assert response.status_code == 403, f"{role} {method} {path}"
            assert WORDS["errors"]["not_allowed"] in response.text


def test_no_form_without_its_sessions_token(site: Site, desks: dict[str, Desk]) -> None:
    """A missing, an invented and another session's token are all refused, before anything is done."""
    tokens = {role: desk.csrf for role, desk in desks.items()}
    foreign = Desk(site).at("En admin").csrf
    for method, path, roles in closed_routes():
        if method == "POST":
            for sent in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "æ"}, {"csrf": foreign}):
                response = desks[roles[0]].client.post(path, data=sent)
                assert response.status_code == 403, f"{path} {sent}"
                assert WORDS["errors"]["forbidden"] in response.text
    assert len(set(tokens.values()) | {foreign}) == len(ROLES) + 1
    assert all(desk.is_in() for desk in desks.values()), "not even logged out"


def test_no_form_from_another_site(desks: dict[str, Desk]) -> None:
    """Not even the log-in: nobody is logged in as another behind her back."""
    strangers = ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"})
    for headers in strangers:
        data = {"name": "En coach", "password": PASSWORD, "csrf": desks["coach"].csrf}
        for path in ("/coach/login", "/coach/logout", "/coach/password"):
            assert desks["coach"].client.post(path, data=data, headers=headers).status_code == 403


def test_the_pages_of_the_console_may_not_be_framed_or_kept(desks: dict[str, Desk]) -> None:
    """What is on them stays with who is logged in."""
    for role, path in (("coach", "/coach/login"), ("admin", "/coach/accounts"), ("coach", "/coach")):
        response = desks[role].get(path)
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-frame-options"] == "DENY"
        assert "script-src 'self'" in response.headers["content-security-policy"]


# --- in


def test_each_role_begins_at_its_own_page(site: Site) -> None:
    """Also by the front door, which the log-in leads back to."""
    for role, page in (("coach", "/coach"), ("trainer", "/trainer"), ("admin", "/coach/accounts")):
        add(f"En {role}", role)
        for asked in ("", "/coach", "/trainer"):
            assert Desk(site).log_in(f"En {role}", next=asked).headers["location"] == page


def test_the_name_is_found_however_it_is_written(site: Site) -> None:
    """Capital letters do not count, Danish ones neither."""
    add("Åse Ærø")
    assert Desk(site).log_in(" åSE æRØ ").status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/coach",
        "//evil.example/coach",
        "/\\evil.example",
        "\\\\evil.example",
        "/coach\\..\\evil",
        "/coach\r\nX-Evil: 1",
        "/coach\t//evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "/api/me",
        "coach",
    ],
)
def test_logging_in_leads_nowhere_else(site: Site, target: str) -> None:
    """An address in `next` that is not the console's is left out, at the form as when logged in already."""
    add("Bo")
    desk = Desk(site)
    assert desk.log_in("Bo", next=target).headers["location"] == "/coach"
    assert desk.client.get("/coach/login", params={"next": target}).headers["location"] == "/coach"


def test_logging_in_leads_back_to_where_one_was(site: Site) -> None:
    """With the filter in the address."""
    add("Bo")
    desk = Desk(site)
    asked = desk.get("/coach?theme=mindset&q=m%C3%B8de")
    back = desk.client.get(asked.headers["location"]).text
    assert 'value="/coach?theme=mindset&amp;q=m%C3%B8de"' in back
    assert desk.log_in("Bo", next="/coach?theme=mindset&q=m%C3%B8de").headers["location"].endswith("q=m%C3%B8de")


def test_a_wrong_name_a_wrong_password_a_closed_and_a_locked_account_look_the_same(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody learns who has an account: same page, same status, and the same work each time."""
    verified: list[str | None] = []
    real = login.is_right
    monkeypatch.setattr(login, "is_right", lambda known, word: verified.append(known) or real(known, word))
    add("Åben")
    accounts.close_account(store(), add("Lukket").id)
    locked = add("Laast")
    for _ in range(10):
        logins.note_failure(store(), locked.id)
    tries = {
        "unknown": Desk(site).log_in("Nogen"),
        "wrong": Desk(site).log_in("Åben", "en anden lang sætning"),
        "closed": Desk(site).log_in("Lukket"),
        "locked": Desk(site).log_in("Laast"),
        "empty": Desk(site).log_in("", ""),
        "nul": Desk(site).log_in("Nogen\x00", "\x00"),
        "huge": Desk(site).log_in("n" * 5000, "p" * 5000),
    }
    assert len(verified) == len(tries)
    pages = {text_of(response.text) for response in tries.values()}
    assert {response.status_code for response in tries.values()} == {401}
    assert len(pages) == 1
    assert WORDS["login"]["wrong"] in pages.pop()


def test_a_password_that_does_not_exist_is_verified_too() -> None:
    """The verification itself takes place, against a hash that nobody's password has."""
    checked: list[str] = []
    real = passwords._hasher()

    class Spy:
        hash = staticmethod(real.hash)

        def verify(self, known: str, word: str) -> bool:
            checked.append(known)
            return bool(real.verify(known, word))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", Spy)
        assert not passwords.is_right(None, "nobody has this password")
    assert len(checked) == 1
    assert checked[0].startswith("$argon2id$")


# --- slower and slower


def test_wrong_passwords_slow_down_and_lock(site: Site, later: Callable[[timedelta], None]) -> None:
    """Three are free; from the fourth on each makes the next wait twice as long; from the tenth on half an hour."""
    person = add("Bo")
    waits = []
    for _ in range(11):
        logins.note_failure(store(), person.id)
        locked = accounts.get_account(store(), person.id).locked_until
        waits.append(round((locked - accounts.now()).total_seconds()) if locked else 0)
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 1800, 1800]
    assert Desk(site).log_in("Bo").status_code == 401, "the right password does not help now"
    later(timedelta(minutes=31))
    assert Desk(site).log_in("Bo").status_code == 303
    assert not accounts.get_account(store(), person.id).locked_until
    logins.note_failure(store(), person.id)
    assert not accounts.get_account(store(), person.id).locked_until, "all is forgiven"


def test_wrong_passwords_at_the_form_lock_the_account(site: Site) -> None:
    """As they come from a browser; an admin ends the wait, and whoever is logged in stays so."""
    add("Bo")
    add("Admin", "admin")
    inside = Desk(site).at("Bo")
    for _ in range(4):
        assert Desk(site).log_in("Bo", "en forkert sætning").status_code == 401
    admin = Desk(site).at("Admin")
    person = accounts.find_account(store(), "Bo")
    assert person
    assert person.locked_until
    assert Desk(site).log_in("Bo").status_code == 401
    assert inside.is_in()
    assert admin.post(f"/coach/accounts/{person.id}/unlock").status_code == 303
    assert Desk(site).log_in("Bo").status_code == 303


def test_an_address_that_guesses_names_is_stopped(site: Site) -> None:
    """After twenty wrong ones from one address the right one must wait too, and is told so."""
    add("Bo")
    guesser = Desk(site)
    statuses = [guesser.log_in(f"Navn {number}", "en sætning").status_code for number in range(22)]
    assert statuses[:20] == [401] * 20
    assert statuses[-1] == 429
    refused = guesser.log_in("Bo")
    assert refused.status_code == 429
    assert WORDS["login"]["wait"] in text_of(refused.text)


def test_right_passwords_do_not_use_up_an_address(site: Site) -> None:
    """A town hall shares one address."""
    add("Bo")
    assert all(Desk(site).log_in("Bo").status_code == 303 for _ in range(25))


# --- out


def test_a_session_ends_when_nothing_happens(site: Site, later: Callable[[timedelta], None]) -> None:
    """After an hour; a click now and then keeps it open."""
    add("Bo")
    desk = Desk(site).at("Bo")
    for minutes in (50, 100, 150):
        later(timedelta(minutes=minutes))
        assert desk.is_in()
    later(timedelta(minutes=150) + logins.IDLE + timedelta(minutes=1))
    assert not desk.is_in()


def test_a_session_ends_after_a_working_day(site: Site, later: Callable[[timedelta], None]) -> None:
    """However busy it is."""
    add("Bo")
    desk = Desk(site).at("Bo")
    half_hours = int(logins.LONGEST / timedelta(minutes=30))
    for number in range(1, half_hours):
        later(timedelta(minutes=30 * number))
        assert desk.is_in()
    later(logins.LONGEST + timedelta(minutes=1))
    assert not desk.is_in()


def test_logging_out_ends_the_session_for_whoever_has_the_cookie(site: Site) -> None:
    """The cookie that was there before is worth nothing."""
    add("Bo")
    desk = Desk(site).at("Bo")
    kept = desk.cookie
    response = desk.post("/coach/logout")
    assert response.headers["location"] == "/coach/login?done=logged_out"
    assert COOKIE not in desk.client.cookies
    assert WORDS["done"]["logged_out"] in desk.read("/coach/login?done=logged_out")
    assert not Desk(site).carry(kept).is_in()


def test_logging_in_makes_a_new_session(site: Site) -> None:
    """The cookie that a browser came with, perhaps slipped in by another, is not the one that is logged in."""
    add("Bo")
    desk = Desk(site).at("Bo")
    first = desk.cookie
    desk.at("Bo")
    assert desk.cookie != first
    assert not Desk(site).carry(first).is_in()


def test_a_closed_account_is_out_at_once(site: Site) -> None:
    """In every browser, at the next click."""
    person = add("Bo")
    add("Admin", "admin")
    first, second = Desk(site).at("Bo"), Desk(site).at("Bo")
    Desk(site).at("Admin").post(f"/coach/accounts/{person.id}/close")
    assert first.get("/coach").status_code == 303
    assert second.client.post("/coach/logout").status_code == 401
    assert Desk(site).log_in("Bo").status_code == 401
    accounts.open_account(store(), person.id)
    assert not first.is_in(), "the old sessions are gone for good"
    assert Desk(site).log_in("Bo").status_code == 303


def test_a_new_role_counts_from_the_next_click(site: Site) -> None:
    """In the session that is open."""
    person = add("Bo")
    desk = Desk(site).at("Bo")
    assert desk.get("/coach/accounts").status_code == 403
    accounts.set_role(store(), person.id, "admin")
    assert desk.get("/coach").status_code == 403
    assert desk.get("/coach/accounts").status_code == 200


# --- passwords


def test_a_new_password_logs_the_other_browsers_out(site: Site) -> None:
    """This one stays; the old password is worth nothing."""
    add("Bo")
    here, elsewhere = Desk(site).at("Bo"), Desk(site).at("Bo")
    new = "en helt ny sætning om forår"
    assert here.post("/coach/password", old=PASSWORD, new=new, again=new).status_code == 303
    assert here.is_in()
    assert not elsewhere.is_in()
    assert Desk(site).log_in("Bo").status_code == 401
    assert Desk(site).log_in("Bo", new).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "sorry"),
    [
        ("en forkert sætning", "en helt ny sætning", "en helt ny sætning", "old_wrong"),
        (PASSWORD, "en helt ny sætning", "en anden sætning", "differ"),
        (PASSWORD, PASSWORD, PASSWORD, "same"),
        (PASSWORD, "kort", "kort", "short"),
        (PASSWORD, "å" * 201, "å" * 201, "long"),
        (PASSWORD, "adgangskode123", "adgangskode123", "common"),
        (PASSWORD, "Bo Hansen 1234", "Bo Hansen 1234", "common"),
        (PASSWORD, "aaaaaaaaaaaa", "aaaaaaaaaaaa", "common"),
    ],
)
def test_a_password_that_will_not_do(site: Site, old: str, new: str, again: str, sorry: str) -> None:
    """The page says why, and the old one stays."""
    add("Bo Hansen")
    desk = Desk(site).at("Bo Hansen")
    response = desk.post("/coach/password", old=old, new=new, again=again)
    assert response.status_code == 422
    assert WORDS["password"][sorry].format(shortest=passwords.SHORTEST) in text_of(response.text)
    assert f'"{new}"' not in response.text
    assert Desk(site).log_in("Bo Hansen").status_code == 303


def test_a_password_with_the_name_in_it_may_be_good() -> None:
    """What counts is what is left without it."""
    assert passwords.hash_password("bo elsker gåture i regnvejr", "Bo")


def test_the_old_password_cannot_be_guessed_from_an_open_session(site: Site) -> None:
    """Wrong ones there count like wrong ones at the log-in."""
    person = add("Bo")
    desk = Desk(site).at("Bo")
    for _ in range(5):
        desk.post("/coach/password", old="en forkert sætning", new="x", again="x")
    assert accounts.get_account(store(), person.id).locked_until
    response = desk.post("/coach/password", old=PASSWORD, new="en helt ny sætning", again="en helt ny sætning")
    assert response.status_code == 422


# --- cookies


@pytest.mark.parametrize(("proto", "is_secure"), [("http", False), ("https", True)])
def test_the_cookie(site: Site, proto: str, is_secure: bool) -> None:
    """Out of scripts' reach, not sent along from other sites, gone with the browser, and over TLS only over TLS."""
    add("Bo")
    origin = site.url.replace("http", proto)
    headers = {"X-Forwarded-Proto": proto, "Origin": origin}
    response = Desk(site).client.post("/coach/login", data={"name": "Bo", "password": PASSWORD}, headers=headers)
    flags = {part.strip().lower() for part in response.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert ("secure" in flags) is is_secure
    assert not any(flag.startswith(("max-age", "expires", "domain")) for flag in flags)


def test_a_leaders_cookie_and_the_consoles_do_not_mix(site: Site) -> None:
    """Neither opens the other's door, and each stays when the other goes."""
    add("Bo")
    leader = site.visitor().begin()
    desk = Desk(site).at("Bo")
    assert not Desk(site).carry(leader.cookie).is_in()
    leader_as_coach = site.visitor().carry(desk.cookie)
    assert leader_as_coach.me["session"] is False
    both = Desk(site)
    both.client.cookies.set(LEADERS_COOKIE, leader.cookie)
    both.at("Bo")
    assert both.client.get("/api/me").json()["session"] is True
    both.post("/coach/logout")
    assert both.client.get("/api/me").json()["session"] is True


@pytest.mark.parametrize("cookie", ["", "x", "W10.x", "æ", '"', "a" * 8000, "null.AAAA"])
def test_a_forged_cookie_is_nobody(site: Site, cookie: str) -> None:
    """Whatever stands in it, one is asked to log in."""
    header = f"{COOKIE}={cookie}".encode()
    assert Desk(site).client.get("/coach", headers={b"Cookie": header}).status_code == 303


def test_a_token_is_worth_nothing_without_the_key(site: Site) -> None:
    """Forms of two sessions carry different tokens, which nobody can work out from the session's hash in the table."""
    assert csrf_token("a" * 64) != csrf_token("b" * 64)
    assert csrf_token("a" * 64) != "a" * 64
