"""Logs as lines of JSON under var/log, without what leaders wrote."""

from __future__ import annotations

import json
import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

_LONGEST = 400
# Rasa's structured log lines can carry messages, slots and local variables; none of that may reach a disk.
_TELLING = re.compile(r'"(?:text|message|locals|values|slots|response|parse_data\w*|tracker\w*|rasa_events)"\s*:')
_PARAMETERS = re.compile(r"\[(?:parameters|SQL): .*", re.DOTALL)


def without_texts(line: str) -> str:
    """The line with whatever could hold a leader's words taken out.

    A structured line keeps its level and event; SQL errors lose statement and parameters; the rest is cut short.
    """
    if _TELLING.search(line):
        start = line.find("{")
        try:
            fields = json.loads(line[start:])
        except ValueError:
            return line[: max(start, 0)].rstrip(" -") + " (details left out)"
        kept = {name: fields[name] for name in ("event", "level", "event_info") if name in fields}
        return line[:start] + json.dumps(kept, ensure_ascii=False)
    return _PARAMETERS.sub("(details left out)", line)[:_LONGEST]


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, service, event, and what else the caller gave."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        entry = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "service": getattr(record, "service", "supervisor"),
            "event": without_texts(record.getMessage()),
        }
        entry |= {name: getattr(record, name) for name in ("pid", "restarts", "count") if hasattr(record, name)}
        return json.dumps(entry, ensure_ascii=False)


def log_to(folder: Path) -> Path:
    """Send our own log to `lederdialog.log` in the folder, rotated at 5 MB, five kept.

    Returns:
        Path of the log file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "lederdialog.log"
    handler = RotatingFileHandler(file, maxBytes=5_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger("bot")
    root.setLevel(logging.INFO)
    root.handlers = [handler]
    root.propagate = False
    return file
