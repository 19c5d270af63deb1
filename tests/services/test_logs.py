"""Logs hold what happened, never what a leader wrote."""

from __future__ import annotations

import json
import logging

import pytest

from bot.services.logs import JsonFormatter, without_texts

SECRET = "min souschef er syg"


@pytest.mark.parametrize(
    "line",
    [
        'INFO rasa.core - {"event": "processor.message.parse", "level": "debug", "parse_data_text": "min souschef er syg"}',
        '{"event": "x", "exception": [{"frames": [{"locals": {"text": "min souschef er syg"}}]}], "message": "min souschef er syg"}',
        "sqlalchemy.exc.OperationalError: locked\n[SQL: INSERT]\n[parameters: ('min souschef er syg',)]",
        'ERROR {"text": "min souschef er syg", broken json',
    ],
)
def test_a_leaders_words_are_taken_out(line: str) -> None:
    """From structured lines, from local variables, from SQL parameters."""
    assert SECRET not in without_texts(line)


def test_a_plain_line_stays() -> None:
    """An operator needs to see why something failed."""
    assert without_texts("OSError: [Errno 98] address in use") == "OSError: [Errno 98] address in use"


def test_a_line_is_one_json_object() -> None:
    """With service and time."""
    record = logging.LogRecord("bot", logging.WARNING, "", 0, "died", (), None)
    record.service = "rasa"
    entry = json.loads(JsonFormatter().format(record))
    assert (entry["level"], entry["service"], entry["event"]) == ("warning", "rasa", "died")
