"""The coach's side of a browser test, without her screen: looks, notes and letters straight into the tables."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bot.store import access, accounts, leaders, letters, reviews
from bot.store.database import Store
from bot.store.tables import Access
from tests.browser.driver import Screen
from tests.conversations.driver import Assistant
from tests.web.visitor import rows

COACH = "Mette Holm"


class Coach:
    """Somebody who reads what this leader shares."""

    def __init__(self, screen: Screen, assistant: Assistant) -> None:
        self.sender = screen.visitor().sender(assistant.database)
        query = "SELECT id FROM leaders WHERE sender_id = ?"
        self.leader_id = str(rows(assistant.database, query, self.sender)[0][0])
        self.store = Store(assistant.settings.database_url)
        known = accounts.find_account(self.store, COACH)
        self.person = known or accounts.add_account(self.store, COACH, "coach", "hash")

    def share(self, shared: bool = True) -> Coach:
        """What the leader chooses, on another device."""
        leaders.set_sharing(self.store, self.sender, shared)
        return self

    def write(self, text: str) -> Coach:
        """Send a letter."""
        letters.send_letter(self.store, self.leader_id, self.person.id, text)
        return self

    def look(self, times: int = 1) -> Coach:
        """Read the conversation, so many times, an hour apart, the last time now."""
        for hours in reversed(range(times)):
            access.log_access(self.store, self.person, [self.leader_id], "read")
            with self.store.writing() as session:
                newest = session.scalar(sa.select(Access).order_by(Access.id.desc()))
                newest.at -= timedelta(hours=hours)
        return self

    def note(self, text: str) -> Coach:
        """Note something on the conversation."""
        reviews.add_note(self.store, self.leader_id, self.person.id, text, None)
        return self

    @property
    def letter(self) -> letters.Letter:
        """The newest letter, with what the leader said to it."""
        return letters.letters_to(self.store, self.leader_id)[-1]
