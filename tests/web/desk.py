"""A browser in front of the console: logs in, opens pages, sends their forms as they stand."""

from __future__ import annotations

import re
from html import unescape

import httpx

from bot.store.accounts import Person, add_account
from bot.store.database import store
from bot.web.console.guard import COOKIE
from bot.web.console.passwords import hash_password
from tests.web.conftest import Site

PASSWORD = "en lang sætning om efterår"


def add(name: str, role: str = "coach", password: str = PASSWORD) -> Person:
    """An account, straight into the database of the site that runs."""
    return add_account(store(), name, role, hash_password(password, name))


def text_of(page: str) -> str:
    """A page's words without its tags, spaces made one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


class Desk:
    """One browser of somebody who works with the console."""

    def __init__(self, site: Site) -> None:
        self.client = httpx.Client(base_url=site.url, headers={"Origin": site.url}, timeout=60)

    def log_in(self, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        """Send the log-in form."""
        return self.client.post("/coach/login", data={"name": name, "password": password, **fields})

    def at(self, name: str, password: str = PASSWORD) -> Desk:
        """Log in, which must succeed."""
        response = self.log_in(name, password)
        assert response.status_code == 303, text_of(response.text)
        return self

    @property
    def cookie(self) -> str:
        """The session's cookie as the browser holds it."""
        return self.client.cookies[COOKIE]

    def carry(self, cookie: str) -> Desk:
        """Show this cookie from now on."""
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, cookie)
        return self

    def get(self, path: str) -> httpx.Response:
        """Open an address; a redirect is not followed."""
        return self.client.get(path)

    def read(self, path: str) -> str:
        """The words of a page that must be there."""
        response = self.client.get(path)
        assert response.status_code == 200, f"{response.status_code} {text_of(response.text)}"
        return text_of(response.text)

    @property
    def csrf(self) -> str:
        """What the forms of this session carry."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.client.get("/coach/password").text)
        assert found
        return found[1]

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form from a page of ours."""
        return self.client.post(path, data={"csrf": self.csrf, **fields})

    def is_in(self) -> bool:
        """Whether somebody is logged in here."""
        return self.client.get("/coach/password").status_code == 200
