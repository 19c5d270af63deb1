"""`python -m bot user`: accounts made and changed from a terminal or a script."""

from __future__ import annotations

import io
import os
import pty
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.settings import ROOT, settings
from bot.store import accounts, logins
from bot.store.database import Store, store
from bot.web.console.passwords import is_right

PASSWORD = "en lang sætning om efterår"
_ALONE = {"DATABASE_URL": "", "TRACKER_URL": ""}


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run the command on a database of its own: `run("list")`, a password on standard input."""
    for name, value in {"LEDERDIALOG_VAR": str(tmp_path), **_ALONE}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    store.cache_clear()

    def command(*arguments: str, password: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        try:
            status = main(["user", *arguments])
        except SystemExit as ended:  # argparse's way out
            status = int(ended.code or 0)
        return Done(status, *capsys.readouterr())

    yield command
    settings.cache_clear()
    store.cache_clear()


def store_in(folder: Path) -> Store:
    """The database that the command wrote."""
    return Store(f"sqlite:///{folder / 'lederdialog.db'}")


def test_an_account_from_its_making_to_its_closing(run: Run, tmp_path: Path) -> None:
    """Each command does what it says, and says what it did."""
    made = run("add", "Åse", "--role", "admin", password=PASSWORD + "\n")
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == "Åse can log in at /coach as admin.\n"
    kept = store_in(tmp_path)
    first = accounts.find_account(kept, "Åse")
    assert first
    assert is_right(first.password_hash, PASSWORD)
    assert not first.must_change
    assert run("add", "Bo", "--role", "coach", password=PASSWORD).returncode == 0
    assert run("role", "bo", "trainer").returncode == 0
    assert run("password", "bo", password="en helt anden sætning\n").returncode == 0
    bo = accounts.find_account(kept, "Bo")
    assert bo
    assert bo.role == "trainer"
    assert is_right(bo.password_hash, "en helt anden sætning")
    for _ in range(10):
        logins.note_failure(kept, bo.id)
    assert "Bo\ttrainer\tlocked\tpassword" in run("list").stdout
    assert run("unlock", "Bo").returncode == 0
    assert run("close", "Bo").returncode == 0
    assert "Bo\ttrainer\tclosed\tpassword" in run("list").stdout
    assert run("open", "Bo").returncode == 0
    shown = run("list").stdout
    assert "Bo\ttrainer\topen\tpassword" in shown
    assert "argon2" not in shown


def test_what_cannot_be_is_one_sentence(run: Run, tmp_path: Path) -> None:
    """On standard error, with exit status 1, and nothing is changed."""
    run("add", "Åse", "--role", "admin", password=PASSWORD)
    tries = {
        ("add", "Bo", "--role", "coach", "kort"): "too short",
        ("add", "Bo", "--role", "coach", "adgangskode1234"): "too easy",
        ("add", "Bo", "--role", "coach", ""): "too short",
        ("add", "åse", "--role", "coach", PASSWORD): "already",
        ("add", "", "--role", "coach", PASSWORD): "1 to 80",
        ("role", "Åse", "coach", ""): "only open admin",
        ("close", "Åse", ""): "only open admin",
        ("close", "Nogen", ""): "no account 'Nogen'",
    }
    for (*arguments, password), told in tries.items():
        done = run(*arguments, password=password)
        assert done.returncode == 1, arguments
        assert told in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert [(person.name, person.role) for person in accounts.accounts(store_in(tmp_path))] == [("Åse", "admin")]
    assert run("add", "Bo", "--role", "boss", password=PASSWORD).returncode == 2


@pytest.mark.parametrize(("second", "status"), [(PASSWORD, 0), ("en anden sætning", 1)])
def test_at_a_terminal_the_password_is_asked_twice_and_not_shown(tmp_path: Path, second: str, status: int) -> None:
    """Both must be the same."""
    environment = os.environ | {"LEDERDIALOG_VAR": str(tmp_path), **_ALONE}
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "bot", "user", "add", "Bo", "--role", "coach"], environment)
    shown = b""
    for prompt, typed in ((b"Password: ", PASSWORD), (b"again: ", second)):
        while prompt not in shown:
            shown += os.read(terminal, 1024)
        time.sleep(0.2)  # the prompt comes before the terminal takes what is typed
        os.write(terminal, typed.encode() + b"\n")
    while True:
        try:
            piece = os.read(terminal, 1024)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == status
    assert "sætning" not in shown.decode()
    assert (accounts.find_account(store_in(tmp_path), "Bo") is not None) is (status == 0)
