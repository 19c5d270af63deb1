"""Rasa checks the result of each custom action against a JSON schema, and the schema itself anew each time.

That second check takes 20 ms (jsonschema 4.16 to 4.25 alike), twice or three times in a turn with a form; the schema
never changes. docs/speed.md shows what this saves.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match
from rasa.core.actions.action import RemoteAction


def check_schema_once() -> None:
    """From now on, check results with a validator that is built once; results are checked as before."""
    validator = Draft202012Validator(RemoteAction.action_response_format_spec())

    def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        error: ValidationError | None = best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = validate_action_result
