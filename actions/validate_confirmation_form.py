"""A yes or a no to what was asked."""

from __future__ import annotations

from typing import Any

from actions.base import LeaderForm, Turn


class ConfirmationForm(LeaderForm):
    """One slot."""

    def slots_to_ask(self, turn: Turn) -> list[str]:
        """Done at the first yes or no."""
        return ["confirmed"] if turn.slot("confirmed") is None else []

    def validate_confirmed(self, turn: Turn, value: bool) -> dict[str, Any]:
        """As it is."""
        return {"confirmed": value}
