"""Processes are started, restarted and ended."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path

import psutil
import pytest

from bot.models import Models
from bot.services.supervisor import PortTaken, Service, StartFailed, Supervisor, services_for
from bot.settings import Settings, SettingsError, read_settings
from tests.conftest import wait_until
from tests.servers import free_port


def _service(port: int, code: str | None = None) -> Service:
    command = (
        [sys.executable, "-c", code]
        if code
        else [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    )
    return Service("rasa", command, f"http://127.0.0.1:{port}/", port)


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    """One clear sentence."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} .* RASA_PORT"):
            Supervisor([_service(port)], print).start()


def test_a_child_that_dies_at_start_is_told() -> None:
    """With where to read why."""
    with pytest.raises(StartFailed, match="var/log"):
        Supervisor([_service(free_port(), "raise SystemExit(3)")], print).start()


def test_a_child_that_dies_is_started_again_and_none_is_left() -> None:
    """And the operator is told both."""
    told: list[str] = []
    service = _service(free_port())
    supervisor = Supervisor([service], told.append)
    supervisor.start()
    watching = threading.Thread(target=supervisor.watch)
    watching.start()
    first = service.process
    assert first is not None
    first.kill()
    wait_until(lambda: service.process is not first and service.is_alive and "rasa is back." in told)
    supervisor.stop()
    watching.join()
    supervisor.end()
    assert service.process is not None
    assert not psutil.pid_exists(service.process.pid) or not service.is_alive


def test_a_process_that_is_started_again_asks_which_model_is_live(tmp_path: Path) -> None:
    """Not the one of the first start."""
    models = Models(tmp_path / "models")
    rasa = services_for(Settings(var_dir=tmp_path, models_dir=models.folder))[1]
    for name in "ab":
        models.path(name).parent.mkdir(exist_ok=True)
        models.path(name).touch()
        models.use(models.path(name))
        assert rasa.at_start() == ["--model", str(models.path(name))]


def test_arguments_of_each_start_are_added(tmp_path: Path) -> None:
    """Here the port, which is known only then."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]
    service = Service("rasa", command, f"http://127.0.0.1:{port}/", port, at_start=lambda: [str(port)])
    supervisor = Supervisor([service], print)
    try:
        supervisor.start()
    finally:
        supervisor.end()


def test_settings_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    """A word for a number, one database for both."""
    with pytest.raises(SettingsError, match="RASA_PORT"):
        read_settings({"RASA_PORT": "femtusind"})
    with pytest.raises(SettingsError, match="each its own"):
        read_settings({"DATABASE_URL": "sqlite:///x", "TRACKER_URL": "sqlite:///x"})
