"""A trainer plays conversation tests to the running assistant without knowing pytest."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from bot.services.environment import child_environment
from bot.settings import ROOT
from tests.conversations.driver import Assistant

STORY = """\
version: "3.1"
stories:
  - story: Går som skrevet
    steps:
      - user: mange tak
        intent: thank
      - action: utter_common_thank
  - story: Går en anden vej
    steps:
      - user: mange tak
        intent: thank
      - action: utter_common_help
"""


def _play(*files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "stories", *map(str, files)]
    return subprocess.run(command, cwd=ROOT, env=child_environment(), capture_output=True, text=True)


def test_the_one_that_goes_another_way_is_told_and_nothing_stays_behind(assistant: Assistant, tmp_path: Path) -> None:
    """Exit status 1, file and line; no leader and no conversation are left in the databases."""

    def senders() -> set[str]:
        with sqlite3.connect(assistant.conversations) as log, sqlite3.connect(assistant.database) as own:
            rows = [
                *log.execute("SELECT DISTINCT sender_id FROM events"),
                *own.execute("SELECT sender_id FROM leaders"),
            ]
        return {str(row[0]) for row in rows}

    file = tmp_path / "test_two.yml"
    file.write_text(STORY, encoding="utf-8")
    before = senders()
    done = _play(file)
    assert done.returncode == 1
    assert f"{file}:12\n" in done.stdout
    assert "Kom:    handlingen utter_common_thank" in done.stdout
    assert "2 samtaler: 1 går en anden vej end skrevet." in done.stdout
    assert senders() == before


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    """No stack trace."""
    done = _play(tmp_path / "test_none.yml")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("Filen kan ikke åbnes. Se efter, om navnet er rigtigt.")
