"""The events of one turn as Rasa 3.6 writes them into its table, with our responses' own wording."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML

from bot.settings import ROOT

RULES, FOLLOWED = "ShortSessionsRulePolicy", "followup_action"
_MODEL = {"model_id": "0123456789abcdef0123456789abcdef", "assistant_id": "lederdialog"}
_STEP = 0.004  # seconds between two events
_NO_EXTRAS = dict.fromkeys(("elements", "quick_replies", "buttons", "attachment", "image", "custom"))
Row = tuple[str, float, "str | None", "str | None", dict[str, Any]]  # type, timestamp, intent, action, data


@lru_cache(maxsize=1)
def responses() -> dict[str, list[dict[str, Any]]]:
    """Every response of data/: name → its variants, each with `text` and perhaps `buttons`."""
    read = YAML(typ="safe", pure=True)
    files = [read.load(file) for file in sorted((ROOT / "data").rglob("responses.yml"))]
    return {name: variants for file in files for name, variants in file["responses"].items()}


@dataclass
class Turn:
    """What is written while one message is answered.

    Attributes:
        at: when the message came, seconds since the epoch.
        rows: the events so far.
        hers: place of her message in `rows`.
    """

    at: float
    chance: random.Random
    rows: list[Row] = field(default_factory=list)
    hers: int = 0

    def _add(self, kind: str, name: str | None, body: dict[str, Any], extra: dict[str, Any] | None = None) -> None:
        moment = round(self.at + len(self.rows) * _STEP, 6)
        data = {"event": kind, "timestamp": moment, "metadata": {**(extra or {}), **_MODEL}, **body}
        intent = name if kind == "user" else None
        self.rows.append((kind, moment, intent, None if kind == "user" else name, data))

    def hear(self, text: str, ranking: Sequence[tuple[str, float]], found: dict[str, str] | None = None) -> None:
        """The leader's message; a text with a slash is a button that was pressed."""
        page = {"id": f"{self.chance.getrandbits(128):032x}", "by": "pressed" if text.startswith("/") else "typed"}
        message_id = f"{self.chance.getrandbits(128):032x}"
        guesses = [{"name": name, "confidence": confidence} for name, confidence in ranking]
        entities = [
            {"entity": kind, "value": value, "start": 0, "end": len(text), "extractor": "VocabularyEntityExtractor"}
            for kind, value in (found or {}).items()
        ]
        parse = {
            "intent": guesses[0],
            "entities": entities,
            "text": text,
            "message_id": message_id,
            "metadata": page,
            "intent_ranking": guesses[guesses[0]["name"] == "nlu_fallback" :],
        }
        body = {"text": text, "parse_data": parse, "input_channel": "rest", "message_id": message_id}
        self.hers = len(self.rows)
        self._add("user", ranking[0][0], body, page)

    def understood(self, rejected_by: str | None = None) -> None:
        """What Rasa notes once it has decided; a form that is open gives way first."""
        if rejected_by:
            self._add(
                "action_execution_rejected",
                rejected_by,
                {"name": rejected_by, "policy": RULES, "confidence": 1.0},
            )
        self._add("user_featurization", None, {"use_text_for_featurization": False})

    def act(self, name: str, policy: str | None = RULES, sure: float | None = 1.0) -> None:
        """An action that ran."""
        hidden = policy == RULES and name != "action_session_start"
        body = {"name": name, "policy": policy, "confidence": sure, "action_text": None, "hide_rule_turn": hidden}
        self._add("action", name, body)

    def slot(self, name: str, value: Any = None) -> None:
        """A slot that was set."""
        self._add("slot", name, {"name": name, "value": value})

    def loop(self, name: str | None) -> None:
        """A form that opens; None: it closes."""
        self._add("active_loop", name, {"name": name})

    def follow(self, name: str) -> None:
        """What an action wants to happen next."""
        self._add("followup", name, {"name": name})

    def session(self) -> None:
        """A session begins."""
        self._add("session_started", None, {})

    def say(
        self,
        response: str,
        buttons: Sequence[dict[str, str]] = (),
        card: dict[str, str] | None = None,
        **variables: Any,
    ) -> None:
        """A response of ours; `buttons` come after its own."""
        self._utter(response, buttons, card, {"template": response, **variables}, variables)

    def ask(self, response: str) -> None:
        """A response that Rasa says by itself."""
        self._utter(response, (), None, {}, {})

    def _utter(self, response: str, buttons: Any, card: Any, meta: dict[str, Any], variables: dict[str, Any]) -> None:
        variant = self.chance.choice(responses()[response])
        own = [
            each | {"payload": each["payload"].replace("{{", "{").replace("}}", "}")}
            for each in variant.get("buttons", ())
        ]
        extras = {"buttons": [*own, *buttons] or None, "custom": {"card": card} if card else None}
        body = {"text": variant["text"].format(**variables).strip(), "data": {**_NO_EXTRAS, **extras}}
        self._add("bot", None, body, {"utter_action": response, **meta})
