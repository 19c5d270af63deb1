"""The database fails: the leader is told, keeps her words, and stays at the question."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from tests.conversations.driver import Leader

ANSWER = "Vi øver os på skærmbesøg hver onsdag."


def test_a_locked_database(begun: Callable[[str], Leader]) -> None:
    """The text is shown back, the question asked again; once the lock is gone the same text is stored."""
    leader = begun("Medarbejderne")
    question = leader.reply.last
    lock = sqlite3.connect(leader.assistant.database, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        reply = leader.say(ANSWER)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    assert f"«{ANSWER}»" in reply.text
    assert "ikke gemme" in reply.text
    assert reply.last.endswith(question)
    assert leader.answers() == {}
    leader.say(ANSWER)
    assert leader.answers() == {"employees-safety": ANSWER}


def test_a_database_that_cannot_be_written(begun: Callable[[str], Leader]) -> None:
    """Every table refuses; nothing crashes, the dialogue does not move."""
    leader = begun("Medarbejderne")
    with sqlite3.connect(leader.assistant.database) as connection:
        for table in ("answers", "answer_versions", "leaders", "suggestions"):
            for verb in ("INSERT", "UPDATE"):
                connection.execute(
                    f"CREATE TRIGGER refuse_{table}_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'read-only'); END"
                )
    try:
        assert "ikke gemme" in leader.say(ANSWER).text
        assert leader.say("giv mig et råd").text
        assert leader.say("spring over").text
    finally:
        with sqlite3.connect(leader.assistant.database) as connection:
            for table in ("answers", "answer_versions", "leaders", "suggestions"):
                for verb in ("INSERT", "UPDATE"):
                    connection.execute(f"DROP TRIGGER refuse_{table}_{verb}")
    leader.say(ANSWER)
    assert leader.answers() == {"employees-safety": ANSWER}
