"""A session begins: the first meeting is introduced, everything else goes on where it was."""

from __future__ import annotations

import logging
from datetime import timedelta

from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, SessionStarted, SlotSet

from actions.base import LeaderAction, Turn
from bot.errors import StoreError
from bot.settings import settings
from bot.store.database import now
from bot.store.leaders import arrive

logger = logging.getLogger(__name__)
_NOT_CARRIED = {"session_started_metadata", "offered_payloads"}


def _offered(turn: Turn) -> list[str]:
    """Payloads of the newest buttons: the leader may press one of them after the session was renewed."""
    payloads: list[str] = []
    for event in reversed(turn.tracker.events):
        if event.get("event") == "bot":
            payloads += [button["payload"] for button in (event.get("data") or {}).get("buttons") or []]
        if len(payloads) > 40:
            break
    return list(dict.fromkeys(payloads + (turn.slot("offered_payloads") or [])))[:60]


class SessionStart(LeaderAction):
    """Runs at the first message, after an hour's silence, and when a session has grown long (bot/engine)."""

    def act(self, turn: Turn) -> list[EventType]:
        """Introduce ourselves to a new leader; carry slots and the open form over for all others."""
        is_first = not any(event.get("event") == "user" for event in turn.tracker.events)
        carried = {
            name: value for name, value in turn.tracker.slots.items() if value is not None and name not in _NOT_CARRIED
        }
        organisation, is_kept = settings().organisation, True
        carried |= {"contact": settings().contact, "organisation": organisation}
        try:
            visit = arrive(turn.store, turn.sender)
            if visit.last_seen_at and now() - visit.last_seen_at >= timedelta(hours=settings().pause_hours):
                carried["away_since"] = visit.last_seen_at.isoformat()
            if visit.sector:
                carried.setdefault("sector", visit.sector)
            is_first, is_kept = is_first and visit.last_seen_at is None, visit.is_remembered
        except StoreError as error:  # the notice must be given all the same
            logger.error("session start: %s", error)
        if is_first:
            turn.say("utter_meeting_introduction")
            turn.say("utter_meeting_purpose")
            turn.say("utter_meeting_storage" if is_kept else "utter_meeting_storage_brief", organisation=organisation)
        events: list[EventType] = [SessionStarted()]
        events += [SlotSet(name, value) for name, value in carried.items()]
        events.append(SlotSet("offered_payloads", _offered(turn)))
        if turn.open_form:
            events.append(ActiveLoop(turn.open_form))
        return [*events, ActionExecuted("action_listen")]
