"""The console's people and the conversations that they read: a logged-in browser without a screen, a leader's life."""

from __future__ import annotations

import html
import re
import secrets
from datetime import timedelta
from typing import Any

import httpx

from bot.review.index import index_talk
from bot.settings import settings
from bot.store.accounts import Person, add_account, find_account
from bot.store.answers import save_answer
from bot.store.conversations import read_conversation
from bot.store.database import store
from bot.store.leaders import arrive, leader_sign, set_sector, set_sharing
from bot.store.logins import log_in
from bot.web.console.guard import COOKIE
from bot.web.secrets import hash_token, new_token, sign
from tests.store.event_log import Event, EventLog, bot, slot, user

_HOUR = timedelta(hours=1)
_TAG = re.compile(r"<[^>]*>")


class Reader:
    """Somebody logged in to the console, in a browser that runs no script."""

    def __init__(self, url: str, name: str, role: str) -> None:
        self.person: Person = find_account(store(), name) or add_account(store(), name, role, "no password")
        token = new_token()
        log_in(store(), self.person.id, hash_token(token))
        self.client = httpx.Client(
            base_url=url, headers={"Origin": url}, cookies={COOKIE: sign(token)}, follow_redirects=True, timeout=60
        )
        self.page = httpx.Response(200)

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        self.page = self.client.get(path)
        return self.page

    def text(self, path: str) -> str:
        """What a page says, without markup."""
        response = self.get(path)
        assert response.status_code == 200, response.text
        return words(response)

    def signs(self, query: str = "") -> list[str]:
        """The signs of the list, in its order."""
        return signs(self.get(f"/coach{query}"))

    def csrf(self) -> str:
        """What the forms of her pages carry."""
        return re.findall(r'name="csrf" value="(\w+)"', self.client.get("/coach").text)[0]

    def post(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send a form as a page of ours would; the page that follows."""
        self.page = self.client.post(path, data={"csrf": self.csrf(), **(fields or {}), **more})
        return self.page

    def undo(self) -> httpx.Response:
        """Press the undo button beside what was done."""
        found = re.search(r'<div class="done.*?</div>', self.page.text, re.DOTALL)
        assert found, "nothing was said to be done"
        action = re.findall(r'action="([^"]+)"', found.group())
        assert action, "there is no undo"
        fields = re.findall(r'name="([^"]+)" value="([^"]*)"', found.group())
        sent: dict[str, list[str]] = {}
        for name, value in fields:
            sent.setdefault(name, []).append(html.unescape(value))
        self.page = self.client.post(html.unescape(action[0]), data=sent)
        return self.page

    @property
    def done(self) -> str:
        """What the page says was done."""
        found = re.search(r'<div class="done[^>]*>\s*<p>(.*?)</p>', self.page.text)
        return html.unescape(found.group(1)) if found else ""


def words(response: httpx.Response) -> str:
    """What a page says, without markup."""
    body = response.text.split("<body>")[1]
    return re.sub(r"\s+", " ", html.unescape(_TAG.sub("", body)))


def signs(response: httpx.Response) -> list[str]:
    """The signs that a page of the list links to, in its order."""
    assert response.status_code == 200, response.text
    return re.findall(r'<th scope="row"><a href="/coach/talks/(\w+)', response.text)


class Talker:
    """A leader and her conversation, written down as Rasa and the actions write it."""

    def __init__(self, sector: str | None = "social-health") -> None:
        self.sender = secrets.token_hex(8)
        self.log = EventLog(settings().tracker_url)
        arrive(store(), self.sender)
        if sector:
            set_sector(store(), self.sender, sector)

    def write(self, *events: Event, hours: float = 0) -> Talker:
        """Add events, so many hours ago."""
        self.log.write(self.sender, *events, ago=hours * _HOUR)
        return self

    def asked(self, theme: str, question: str, hours: float = 0) -> Talker:
        """The assistant puts a question."""
        return self.write(slot("theme", theme), slot("question", question), bot(f"Om {question}?"), hours=hours)

    def says(self, text: str, intent: str = "answer_question", sure: float = 0.9, hours: float = 0) -> Talker:
        """She writes something, and it is taken for this."""
        guess = {"name": intent, "confidence": sure}
        others = [guess, {"name": "deny", "confidence": 0.1}, {"name": "affirm", "confidence": 0.05}]
        parse = {"text": text, "entities": [], "intent": guess, "intent_ranking": others}
        return self.write(user(text) | {"parse_data": parse}, hours=hours)

    def answers(self, theme: str, question: str, text: str, hours: float = 0) -> Talker:
        """She is asked and answers; the answer is kept."""
        self.asked(theme, question, hours).says(text, hours=hours)
        save_answer(store(), self.sender, question, theme, text)
        return self.write(bot("Tak."), hours=hours)

    def puzzles(self, text: str, hours: float = 0) -> Talker:
        """She writes something that is not understood."""
        self.says(text, "nlu_fallback", 0.2, hours)
        return self.write({"event": "action", "name": "action_fallback"}, bot("Det forstod jeg ikke."), hours=hours)

    def keeps_to_herself(self, text: str) -> Talker:
        """She notes something in the readiness check, which is for her alone."""
        self.write({"event": "active_loop", "name": "readiness_form"}, bot("Er I parate?"))
        return self.says(text).write(bot("Noteret til dig selv."), {"event": "active_loop", "name": None})

    def share(self) -> str:
        """She shares; her sign."""
        set_sharing(store(), self.sender, True)
        index_talk(store(), settings().tracker_url, self.sender)
        return leader_sign(store(), self.sender)

    def withdraw(self) -> None:
        """She does not share any more."""
        set_sharing(store(), self.sender, False)

    def events(self, text: str) -> list[int]:
        """The keys of her messages with these words."""
        said = read_conversation(settings().tracker_url, self.sender)
        return [each.event_id for each in said if each.text == text]
