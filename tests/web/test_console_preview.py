"""Trying a model beside the live one: who may, what both are told, where they part, and that nothing of it stays."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.models import Models
from bot.services.candidate import Candidate, State
from bot.services.environment import start_child
from bot.settings import settings
from bot.store.database import store
from bot.store.tables import Leader
from bot.talk import OPENING
from bot.web.console import preview
from tests.conftest import wait_until
from tests.store.event_log import EventLog, bot, user
from tests.web.conftest import FakeRasa, Site
from tests.web.talkers import Reader

LIVE, NEW = "lederdialog-old", "lederdialog-new"


class StandIn(Candidate):
    """A process that only sleeps; what it is told goes to the stand-in for the live Rasa, too."""

    def start(self, model: Path) -> None:
        self.stop()
        command = [sys.executable, "-c", "import time; time.sleep(60)"]
        self._process = start_child(command, stderr=subprocess.STDOUT, start_new_session=True)
        self._note(State(NEW, settings().rasa_url, self._process.pid))

    def is_ready(self) -> bool:
        return self.state() is not None

    def die(self) -> None:
        """End without anybody's wish."""
        assert self._process
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def second(
    open_site: Callable[..., Site], rasa: FakeRasa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StandIn]:
    """A site with a live model and another; Rasa's stand-in takes «nå» differently for the other one."""
    models = Models(tmp_path / "models")
    models.folder.mkdir()
    for name in (LIVE, NEW):
        models.path(name).write_bytes(b"")
    models.use(models.path(LIVE))
    site = open_site(RASA_PORT=str(rasa.port), LEDERDIALOG_MODELS=str(models.folder))
    log = EventLog(site.settings.tracker_url)

    def answer(message: dict[str, Any]) -> list[dict[str, Any]]:
        is_live = len(rasa.heard) % 2 == 1  # it is told first
        text = message["message"]
        guess = {"name": "deny" if text == "nå" and is_live else "greet", "confidence": 0.8}
        said = {"parse_data": {"intent": guess, "intent_ranking": [guess], "entities": []}}
        button = [("Ja tak", "/affirm")] if is_live else []
        log.write(message["sender"], user(text) | said, {"event": "action", "name": "utter_x"}, bot("Svar.", button))
        return [{"text": "Svar."}]

    rasa.answer = answer
    stand_in = StandIn(site.settings)
    monkeypatch.setattr(preview, "candidate", lambda: stand_in)
    yield stand_in
    stand_in.stop()


@pytest.fixture
def trainer(second: StandIn) -> Reader:
    """A trainer."""
    return Reader(f"http://127.0.0.1:{settings().web_port}", "Træner Et", "trainer")


def _begin(trainer: Reader) -> str:
    """Start the other model and a talk; the talk's key."""
    trainer.post("/trainer/try/start", model=NEW)
    trainer.post("/trainer/try/begin", talk="")
    return re.findall(r'name="talk" value="(\w{16})"', trainer.page.text)[0]


def _leaders() -> list[tuple[str, bool]]:
    with store().engine_reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(Leader.id, Leader.is_remembered))]


def test_it_is_for_trainers(trainer: Reader, second: StandIn) -> None:
    """A coach neither sees it nor starts a model; an unknown model starts nothing."""
    coach = Reader(str(trainer.client.base_url), "Coach", "coach")
    assert coach.get("/trainer/try").status_code == 403
    assert coach.post("/trainer/try/start", model=NEW).status_code == 403
    assert trainer.post("/trainer/try/start", model="../../etc/passwd").status_code == 404
    assert second.state() is None


def test_the_choice_names_other_models_and_their_day(trainer: Reader) -> None:
    """Not the live one, and not by a name alone."""
    said = trainer.text("/trainer/try")
    assert re.search(rf"{NEW}, trænet \d+\. \w+\.? \d{{4}} kl\. \d\d\.\d\d", said)
    assert LIVE not in said


def test_both_are_told_the_same_and_it_shows_where_they_part(trainer: Reader, rasa: FakeRasa) -> None:
    """The opening, words with a CPR number masked, a button that one of them offered."""
    talk = _begin(trainer)
    for fields in ({"text": "nå"}, {"text": "hej 010190-1234"}, {"payload": "/affirm"}):
        trainer.post("/trainer/try/say", {"talk": talk} | fields)
    told = [message["message"] for message in rasa.heard]
    assert told[::2] == told[1::2]
    assert told[::2] == [OPENING, "nå", "hej [CPR-nummer fjernet]", "/affirm"]
    assert len({message["sender"] for message in rasa.heard}) == 2
    pairs = re.findall(r"<li( class=\"parts\")?>\s*<h2 class=\"words\">(.*?)</h2>", trainer.page.text, re.DOTALL)
    assert [bool(parts) for parts, _ in pairs] == [False, True, False, False]
    assert "her skilles de" in pairs[1][1]
    assert pairs[3][1] == "Ja tak"
    assert trainer.page.text.count(">Ja tak</button>") == 1


def test_another_trainer_does_not_see_the_talk(trainer: Reader) -> None:
    """Its key leads to nothing for anybody else."""
    talk = _begin(trainer)
    trainer.post("/trainer/try/say", talk=talk, text="nå")
    other = Reader(str(trainer.client.base_url), "Træner To", "trainer")
    assert "«nå»" in trainer.get(f"/trainer/try?talk={talk}").text
    assert "«nå»" not in other.get(f"/trainer/try?talk={talk}").text


def test_nothing_of_it_stays(trainer: Reader, second: StandIn, rasa: FakeRasa) -> None:
    """Neither side is remembered while it lasts; at the end both are erased and the model is ended."""
    talk = _begin(trainer)
    assert {is_remembered for _id, is_remembered in _leaders()} == {False}
    assert len(_leaders()) == 2
    trainer.post("/trainer/try/stop", talk=talk)
    assert trainer.done == "Afprøvningen er lukket, og samtalen er slettet."
    assert _leaders() == []
    assert not any(EventLog(settings().tracker_url).of(message["sender"]) for message in rasa.heard)
    assert second.state() is None


def test_a_model_that_ends_by_itself_is_told_of(trainer: Reader, second: StandIn) -> None:
    """The waiting page's script hears that there is news; words go to the live one alone, and the page says so."""
    talk = _begin(trainer)
    second.die()
    wait_until(lambda: second.state() is None)
    assert trainer.client.get("/trainer/try/ready").json() == {"ready": True}
    assert "er standset af sig selv" in trainer.text("/trainer/try")
    trainer.post("/trainer/try/say", talk=talk, text="nå")
    assert trainer.done == "Den model, der afprøves, svarer ikke længere. Start den igen."
