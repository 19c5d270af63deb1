"""What every action shares: a turn with short words for reading and speaking, and one answer when the store fails."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.errors import StoreError
from bot.knowledge.catalogue import Catalogue, catalogue
from bot.language.danish import readable
from bot.reflection.journey import Journey
from bot.reflection.records import OwnAnswer
from bot.store.answers import own_answers, skipped_questions
from bot.store.database import Store, store

logger = logging.getLogger(__name__)


class Turn:
    """One turn of one leader, as an action sees it."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self.dispatcher, self.tracker = dispatcher, tracker

    @property
    def sender(self) -> str:
        """Rasa's id of the conversation."""
        return self.tracker.sender_id

    @property
    def text(self) -> str:
        """The leader's message, word for word but for control characters; empty when a button was pressed."""
        text = self.tracker.latest_message.get("text") or ""
        return "" if text.startswith("/") else readable(text)

    @property
    def text_before(self) -> str:
        """What the leader typed before this message: "det var mit svar" means that."""
        typed = [
            event.get("text") or ""
            for event in self.tracker.events
            if event.get("event") == "user" and not (event.get("text") or "").startswith("/")
        ]
        return readable(typed[-2] if self.text and len(typed) > 1 else typed[-1]) if typed else ""

    @property
    def reply_text(self) -> str:
        """The words to keep: this message, or the one before it when the leader insists that it was an answer."""
        return self.text_before if self.intent == "confirm_answer" else self.text

    @property
    def intent(self) -> str | None:
        """The intent to act on."""
        return (self.tracker.latest_message.get("intent") or {}).get("name")

    @property
    def store(self) -> Store:
        """Our own tables."""
        return store()

    @property
    def catalogue(self) -> Catalogue:
        """What the assistant knows."""
        return catalogue()

    def slot(self, name: str) -> Any:
        """The value of a slot."""
        return self.tracker.get_slot(name)

    def entity(self, name: str) -> str | None:
        """The first value of an entity in the message."""
        return next(self.tracker.get_latest_entity_values(name), None)

    def other_names(self, name: str) -> list[str]:
        """What else the values of an entity in the message are called (`also`, see bot/nlu/vocabulary.py)."""
        entities = self.tracker.latest_message.get("entities") or []
        return [also for entity in entities if entity.get("entity") == name for also in entity.get("also", [])]

    @property
    def open_form(self) -> str | None:
        """The form that is waiting for the leader."""
        return (self.tracker.active_loop or {}).get("name")

    def say(
        self,
        response: str,
        buttons: list[dict[str, str]] | None = None,
        card: dict[str, Any] | None = None,
        **variables: Any,
    ) -> None:
        """Utter a response of the domain with its variables.

        Args:
            response: name of the response.
            buttons: choices that come after those of the response.
            card: the same in parts, for a page that shows it as a card (docs/api.md); other channels leave it out.
            variables: what the response's text leaves open.
        """
        extra = {"json_message": {"card": card}} if card else {}
        self.dispatcher.utter_message(response=response, buttons=buttons or [], **extra, **variables)

    def answers(self) -> list[OwnAnswer]:
        """All that the leader has answered, oldest first.

        Raises:
            StoreError: the database cannot be read.
        """
        return own_answers(self.store, self.sender)

    def journey(self) -> Journey:
        """How far the leader is in the present reflection.

        Raises:
            StoreError: the database cannot be read.
        """
        answered = [answer.question_id for answer in self.answers() if answer.is_current]
        return self.catalogue.journey(answered, skipped_questions(self.store, self.sender))


def leave_form() -> list[EventType]:
    """Events that close whatever form is open; the open question stays in its slot."""
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


class LeaderAction(Action, ABC):
    """An action named for its module: actions/say_summary.py holds action_say_summary."""

    def name(self) -> str:
        """The name in domain.yml."""
        stem = type(self).__module__.rpartition(".")[2]
        return stem if stem.startswith("validate_") else f"action_{stem}"

    @abstractmethod
    def act(self, turn: Turn) -> list[EventType]:
        """Read slots, call the rooms, speak, return events. Writes to the store come before anything is said.

        Raises:
            StoreError: the store failed; the leader is told and nothing else happens.
        """

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Run `act` beside the event loop, so that a slow database holds up one leader only."""
        turn = Turn(dispatcher, tracker)
        try:
            return await asyncio.to_thread(self.act, turn)
        except StoreError as error:
            logger.error("%s: %s", self.name(), error)
            dispatcher.messages.clear()
            turn.say("utter_common_not_saved")
            return []


class LeaderForm(FormValidationAction, ABC):
    """A form's validation, named for its module: one method `validate_<slot>(turn, value)` for each slot it takes.

    Each method returns the slots to set. Which slots are asked for, in what order, `slots_to_ask` decides anew
    after each message.
    """

    name = LeaderAction.name

    @abstractmethod
    def slots_to_ask(self, turn: Turn) -> list[str]:
        """The slots to fill, in order; an empty list ends the form."""

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[str]:
        """Rasa's hook for a form whose slots depend on what has been said."""
        return self.slots_to_ask(Turn(dispatcher, tracker))

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Nothing: the mappings of domain.yml extract every slot."""
        return []

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Validate what was extracted, beside the event loop; slots that were only emptied need no validation."""
        turn = Turn(dispatcher, tracker)
        slots = tracker.slots_to_validate()
        for name, value in list(slots.items()):
            validate = getattr(self, f"validate_{name}", None)
            if value is not None and validate is not None:
                changed = await asyncio.to_thread(validate, turn, value)
                slots.update(changed)
                tracker.slots.update(changed)
        return [SlotSet(name, value) for name, value in slots.items()]
