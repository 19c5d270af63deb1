"""A browser without a screen: keeps the cookie, says where it comes from, reads the stream of replies."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import httpx

Line = dict[str, Any]
WHEEL = '/choose_theme{"theme": "employees"}'
COOKIE = "lederdialog"
ANSWER = "Vi øver os på skærmbesøg hver onsdag."


def on_disk(folder: Path) -> bytes:
    """All that stands in the files under a folder, letters escaped in JSON written as they are meant."""
    raw = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
    for letter in "æøåÆØÅ«»":
        raw = raw.replace(json.dumps(letter).strip('"').encode(), letter.encode())
    return raw


def rows(database: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a SQLite file."""
    connection = sqlite3.connect(database)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def dump(database: Path) -> list[str]:
    """All that a SQLite file holds, as SQL."""
    connection = sqlite3.connect(database)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


class Visitor:
    """One browser on one device."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = httpx.Client(base_url=url, headers={"Origin": url}, timeout=60)
        self.heard: list[Line] = []

    # --- who she is
    def begin(self) -> Visitor:
        """Choose to talk."""
        assert self.post("/api/session", {"talk": True}).status_code == 201
        return self

    @property
    def cookie(self) -> str:
        """The cookie's value."""
        return self.client.cookies[COOKIE]

    def carry(self, cookie: str) -> Visitor:
        """Show this cookie from now on."""
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, cookie)
        return self

    def carry_header(self, header: bytes) -> Visitor:
        """Send this as the Cookie header from now on, whether or not it is one."""
        self.client.headers.update({b"Cookie": header})
        return self

    def sender(self, database: Path) -> str:
        """Rasa's id of her conversation, found as the server finds it: by the hash of the cookie's token."""
        token = json.loads(base64.urlsafe_b64decode(self.cookie.split(".")[0] + "=="))
        query = "SELECT l.sender_id FROM leaders l JOIN sessions s ON s.leader_id = l.id WHERE s.token_hash = ?"
        return str(rows(database, query, hashlib.sha256(token.encode()).hexdigest())[0][0])

    # --- calls
    def get(self, path: str) -> httpx.Response:
        """Read."""
        return self.client.get(path)

    def json(self, path: str) -> Any:
        """Read what must be there."""
        response = self.client.get(path)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Write."""
        return self.client.post(path, json=body, headers=headers)

    def put(self, path: str, body: Any) -> httpx.Response:
        """Mend."""
        return self.client.put(path, json=body)

    def delete(self, path: str) -> httpx.Response:
        """Erase."""
        return self.client.delete(path)

    @property
    def me(self) -> dict[str, Any]:
        """What /api/me says."""
        return dict(self.json("/api/me"))

    # --- the conversation
    def send(self, **message: Any) -> list[Line]:
        """Send a message and hear all lines of the answer."""
        response = self.client.post("/api/chat", json={"id": str(uuid.uuid4()), **message})
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith("application/x-ndjson")
        lines = [json.loads(line) for line in response.text.splitlines()]
        self.heard += lines
        return lines

    def say(self, text: str) -> str:
        """Type a message; the words of the answer."""
        return words_of(self.send(text=text))

    def press(self, title: str) -> str:
        """Press the newest button with this title; the words of the answer."""
        offered = [button for line in reversed(self.heard) for button in line.get("buttons", [])]
        return words_of(self.send(payload=next(each["payload"] for each in offered if each["title"] == title)))

    def open_question(self) -> str:
        """Go to the first question about the employees; its text."""
        self.send(payload="/greet")
        return messages_of(self.send(payload=WHEEL))[-1]["text"]

    def history(self) -> list[tuple[str, str]]:
        """Who said what."""
        return [(line["from"], line["text"]) for line in self.json("/api/history")["messages"]]

    def answers(self) -> list[dict[str, Any]]:
        """All answers that are stored."""
        return list(self.json("/api/data")["answers"])

    def texts(self) -> list[str]:
        """The answers' words."""
        return [answer["text"] for answer in self.answers()]


def messages_of(lines: list[Line]) -> list[Line]:
    """The assistant's messages among the lines."""
    return [line for line in lines if line["type"] == "message"]


def words_of(lines: list[Line]) -> str:
    """The assistant's words, one message a line."""
    return "\n".join(line["text"] for line in messages_of(lines))
