"""The same leader comes back, after minutes, days or months, and after every process was killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta

import httpx

from tests.conftest import wait_until
from tests.conversations.driver import Assistant, Leader


def _with_action(leader: Leader) -> Leader:
    leader.say("Vi øver os på skærmbesøg hver onsdag.")
    leader.say("noter at jeg ringer til it-afdelingen inden jul")
    leader.press("Ja, gem")
    return leader


def test_she_is_met_with_when_and_what_and_asked_about_her_action_first(begun: Callable[[str], Leader]) -> None:
    """Then she is offered to go on where it stopped."""
    leader = _with_action(begun("Medarbejderne"))
    leader.stay_away(timedelta(days=9))
    reply = leader.say("hej")
    assert "for 9 dage siden" in reply.text.lower()
    assert "tryghed og faglig mening" in reply.text
    assert "ringer til it-afdelingen" in reply.messages[-1].text
    assert reply.last.endswith("?")
    assert "maskine" not in reply.text
    reply = leader.press("Gjort")
    assert "i mål" in reply.text
    assert "Medarbejderne" in reply.text
    assert "Fortsæt" in reply.titles
    assert leader.press("Fortsæt").buttons


def test_each_outcome_gets_a_fitting_answer(begun: Callable[[str], Leader]) -> None:
    """Partly and not are met without blame, and are kept."""
    leader = _with_action(begun("Medarbejderne"))
    leader.stay_away(timedelta(days=60))
    assert "for 2 måneder siden" in leader.say("godmorgen").text.lower()
    leader.say("vi nåede kun halvdelen")
    assert "skridt" in leader.reply.text
    rows = leader.stored(
        "SELECT p.outcome FROM commitment_reports p JOIN commitments c ON c.id = p.commitment_id"
        " JOIN reflections r ON r.id = c.reflection_id WHERE r.leader_id = :leader"
    )
    assert rows == [("partly",)]


def test_after_minutes_too(begun: Callable[[str], Leader]) -> None:
    """Rasa's session is still the old one; our own tables know the time."""
    leader = begun("Medarbejderne")
    leader.say("Vi øver os på skærmbesøg hver onsdag.")
    leader.age_store(timedelta(minutes=25))
    assert "for 25 minutter siden" in leader.say("hej").text.lower()


def test_an_answer_typed_after_hours_is_still_the_answer(begun: Callable[[str], Leader]) -> None:
    """The question stood on her screen; she only had a meeting."""
    leader = begun("Medarbejderne")
    leader.stay_away(timedelta(hours=3))
    leader.say("Vi øver os på skærmbesøg hver onsdag, også om natten.")
    assert leader.answers() == {"employees-safety": "Vi øver os på skærmbesøg hver onsdag, også om natten."}


def test_every_process_killed_in_the_middle(begun: Callable[[str], Leader], assistant: Assistant) -> None:
    """After the restart she goes on at the same question, and her answers are there."""
    leader = begun("Medarbejderne")
    leader.say("Vi øver os på skærmbesøg hver onsdag.")
    leader.press("Næste spørgsmål")
    question = leader.reply.last
    for service in assistant.supervisor.services:
        assert service.process is not None
        os.killpg(service.process.pid, signal.SIGKILL)
        service.process.wait()
    assert leader.try_to_say("gentag") is None
    assistant.supervisor.start()
    wait_until(lambda: httpx.get(f"{assistant.settings.rasa_url}/").status_code == 200)
    assert leader.say("gentag spørgsmålet").last == question
    assert "skærmbesøg" in leader.say("hvad svarede jeg om skærmbesøg?").text
