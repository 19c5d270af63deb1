"""A few shared conversations in a site's databases, and somebody who is logged in to read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import httpx

from bot.review.index import index_talk
from bot.store.accounts import add_account
from bot.store.answers import save_answer, skip_question
from bot.store.commitments import promises, report_commitment, save_commitment
from bot.store.database import store
from bot.store.leaders import leader_sign, set_sector, set_sharing
from bot.store.logins import log_in
from bot.store.suggestions import note_shown, note_verdict
from bot.web.console.guard import COOKIE
from bot.web.secrets import hash_token, new_token, sign
from tests.store.event_log import Event, EventLog, bot, slot, user
from tests.web.conftest import Site

QUESTION = "employees-safety"
THEME = "employees"


def reader(site: Site, role: str = "coach", name: str = "Inge") -> httpx.Client:
    """Somebody of this role, logged in."""
    person, token = add_account(store(), name, role, "no password"), new_token()
    log_in(store(), person.id, hash_token(token))
    return httpx.Client(base_url=site.url, cookies={COOKIE: sign(token)}, headers={"Origin": site.url}, timeout=60)


def turn(text: str, reply: str = "Tak.", *, intent: str = "answer_question", confidence: float = 0.9) -> list[Event]:
    """A message and its answer."""
    said = user(text)
    said["parse_data"]["intent"] = {"name": intent, "confidence": confidence}
    return [said, bot(reply)]


def write_talk(
    site: Site,
    sender: str,
    *,
    answer: str = "Vi øver os hver onsdag.",
    stopped: str = QUESTION,
    skipped: Sequence[str] = (),
    action: str = "",
    outcome: str = "",
    shown: str = "",
    verdict: str = "",
    events: Sequence[Event] = (),
    is_shared: bool = True,
    ago: timedelta = timedelta(),
) -> str:
    """A conversation of two messages and what came of it; the leader's sign."""
    set_sector(store(), sender, "social-health")
    save_answer(store(), sender, QUESTION, THEME, answer)
    for question in skipped:
        skip_question(store(), sender, question, THEME)
    if shown:
        note_shown(store(), sender, shown.partition("-")[0], shown, THEME, "")
    if verdict:
        note_verdict(store(), sender, verdict)
    if action:
        save_commitment(store(), sender, THEME, action, None, None)
    if outcome:
        report_commitment(store(), sender, promises(store(), sender)[-1].id, outcome, None)
    log = EventLog(site.settings.tracker_url)
    log.write(sender, slot("theme", THEME), slot("question", stopped), *turn(answer), *events, ago=ago)
    set_sharing(store(), sender, is_shared)
    index_talk(store(), site.settings.tracker_url, sender)
    return leader_sign(store(), sender)
