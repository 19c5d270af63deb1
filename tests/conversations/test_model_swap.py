"""The model is changed while a leader talks: she notices nothing but what the new model does better."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from bot.models import Models
from bot.services.swap import NotTaken, put_live
from tests.conversations.driver import Assistant, Leader

ANSWER = "Vi øver os på skærmbesøg hver onsdag."
OLD, NEW = "Selv tak.", "Selv tak fra den nye model."


def _rewrite(model: Path, target: Path) -> None:
    """A model as it would be trained had one response been written anew."""
    with tarfile.open(model) as old, tarfile.open(target, "w:gz", compresslevel=1) as new:
        for member in old.getmembers():
            content = old.extractfile(member)
            data = content.read() if content else b""
            if member.name.endswith(("metadata.json", "domain.yml")):
                data = data.replace(OLD.encode(), NEW.encode())
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))


@pytest.fixture(scope="module")
def packages(assistant: Assistant) -> Models:
    """The running assistant's models: its own, `other` with another response, and `broken`, which is no model at all."""
    folder = Models(assistant.settings.models_dir)
    _rewrite(folder.chosen()[0], folder.path("other"))
    folder.path("broken").write_text("not a package", encoding="utf-8")
    return folder


@pytest.fixture
def models(assistant: Assistant, packages: Models) -> Iterator[Models]:
    """The same, with the assistant's own model live before and after."""
    first = packages.chosen()
    yield packages
    put_live(packages, assistant.settings.rasa_url, lambda: packages.choose(first))


def test_a_talk_goes_on_over_a_change_and_back(
    assistant: Assistant, models: Models, begun: Callable[[str], Leader]
) -> None:
    """The open question stays open, her answer is stored, earlier buttons work, and undo brings the old model back."""
    leader, rasa_url = begun("Medarbejderne"), assistant.settings.rasa_url
    question = leader.reply.last
    assert "nu" in put_live(models, rasa_url, lambda: models.use(models.path("other")))
    assert NEW in leader.say("tak").text
    assert leader.reply.last.endswith(question)
    leader.say(ANSWER)
    assert leader.answers() == {"employees-safety": ANSWER}
    assert "nu" in put_live(models, rasa_url, models.undo)
    assert NEW not in leader.say("tak").text


def test_nobody_who_writes_meanwhile_goes_without_an_answer(
    assistant: Assistant, models: Models, begun: Callable[[str], Leader]
) -> None:
    """Four leaders write without a pause, from before the change until after it."""
    leaders = [begun("Medarbejderne")]
    leaders += [Leader(assistant, f"{leaders[0].sender}-{number}") for number in range(3)]
    over = Event()

    def talk(leader: Leader) -> int:
        while not over.is_set():
            leader.say("gentag spørgsmålet")  # raises where there is no answer
        return len(leader.talk)

    with ThreadPoolExecutor(len(leaders)) as pool:
        talks = [pool.submit(talk, leader) for leader in leaders]
        try:
            put_live(models, assistant.settings.rasa_url, lambda: models.use(models.path("other")))
        finally:
            over.set()
        assert all(talk.result() > 1 for talk in talks)


def test_a_package_that_is_no_model_changes_nothing(
    assistant: Assistant, models: Models, begun: Callable[[str], Leader]
) -> None:
    """The trainer is told, the choice is as it was, the talk goes on; a good model is taken afterwards."""
    leader, rasa_url, chosen = begun("Medarbejderne"), assistant.settings.rasa_url, models.chosen()
    with pytest.raises(NotTaken, match=r"kunne ikke indlæse broken.*var/log"):
        put_live(models, rasa_url, lambda: models.use(models.path("broken")))
    assert models.chosen() == chosen
    leader.say(ANSWER)
    assert leader.answers() == {"employees-safety": ANSWER}
    put_live(models, rasa_url, lambda: models.use(models.path("other")))
    assert NEW in leader.say("tak").text
