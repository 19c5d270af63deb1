"""What the tests share: a trained model, a running assistant, a store on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.models import Models, name_of
from bot.services.model import model_path, train
from bot.services.supervisor import Supervisor, services_for
from bot.settings import Settings, read_settings
from bot.store.database import Store
from tests.conversations.driver import Assistant, Leader
from tests.servers import free_port, private_postgres


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model for the present data, trained if there is none."""
    path = model_path()
    return path if path.exists() else train(tmp_path_factory.mktemp("train") / "train.log")


def make_live(models: Models, model: Path) -> None:
    """Let a model of another folder be the live one of this folder."""
    models.path(name_of(model)).symlink_to(model)
    models.use(models.path(name_of(model)))


@pytest.fixture(scope="session")
def assistant(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Rasa, the action server and the web process on ports and databases of their own."""
    environment = {
        "LEDERDIALOG_VAR": str(tmp_path_factory.mktemp("var")),
        "LEDERDIALOG_MODELS": str(tmp_path_factory.mktemp("models")),
        "RASA_PORT": str(free_port()),
        "ACTIONS_PORT": str(free_port()),
        "WEB_HOST": "127.0.0.1",
        "WEB_PORT": str(free_port()),
        "CONTACT_NAME": "Kontaktpersonen",
        "CONTACT_PHONE": "12 34 56 78",
        "ORGANISATION": "Prøvekommunen",
    }
    settings: Settings = replace(read_settings(environment))
    Store(settings.database_url).migrate()
    make_live(Models(settings.models_dir), model)
    kept = {name: os.environ.get(name) for name in environment}
    os.environ |= environment  # the children inherit it
    supervisor = Supervisor(services_for(settings), tell=print)
    try:
        supervisor.start()
        yield Assistant(settings, supervisor)
    finally:
        supervisor.end()
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


@pytest.fixture
def leader(assistant: Assistant) -> Leader:
    """A leader who has never been here."""
    return Leader(assistant, secrets.token_hex(8))


@pytest.fixture
def begun(leader: Leader) -> Callable[[str], Leader]:
    """A leader with the first question of a theme open: `begun("Medarbejderne")`."""

    def begin(theme: str) -> Leader:
        leader.say("hej")
        leader.press("Spring over")
        leader.press(theme)
        return leader

    return begin


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a private PostgreSQL server, started for this run."""
    with private_postgres() as url:
        if url is None:
            pytest.skip("no PostgreSQL server is installed on this machine")
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty, migrated store, once on each database."""
    if request.param == "sqlite":
        fresh = Store(f"sqlite:///{tmp_path / 'store.db'}")
    else:
        url = request.getfixturevalue("postgres")
        name = f"test_{secrets.token_hex(4)}"
        with sa.create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        fresh = Store(url.rsplit("/", 1)[0] + f"/{name}")
    fresh.migrate()
    return fresh


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something that happens beside us; fails when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)
