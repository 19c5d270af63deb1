"""`make check`: an exit status to rely on, every part told of, Rasa's own findings in Danish, and a watch that reacts."""

from __future__ import annotations

import io
import shutil
import threading
from pathlib import Path

import pytest
from rich.console import Console

from bot.__main__ import main
from bot.cli.check import IN_ORDER, NOT_RUN, SOMETHING_WRONG, try_check
from bot.settings import ROOT
from bot.training.checks import rasa as rasa_module
from bot.training.checks.rasa import RasaCheck
from bot.training.checks.watch import check_on_change
from tests.conftest import wait_until

SMALL = {
    "config.yml": "recipe: default.v1\nassistant_id: small\nlanguage: da\npipeline: []\npolicies: []\n",
    "domain.yml": """\
version: "3.1"
intents: [greet, thank]
responses:
  utter_one: [{text: En.}]
  utter_two: [{text: To.}]
""",
    "data/nlu.yml": """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hej
- intent: thank
  examples: |
    - tak
""",
    "data/stories.yml": """\
version: "3.1"
stories:
  - story: the first way
    steps:
      - intent: greet
      - action: utter_one
  - story: another way
    steps:
      - intent: greet
      - action: utter_two
""",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of a few lines, whose two stories want different things."""
    (tmp_path / "data").mkdir()
    for name, text in SMALL.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what trainers write."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_our_own_data_pass_every_check(capsys: pytest.CaptureFixture[str]) -> None:
    """Rasa's own validation and the copied sentences among them."""
    assert main(["check"]) == IN_ORDER
    told = capsys.readouterr().out
    assert "Rasas egen kontrol" in told
    assert "venter" not in told
    assert "Alt er i orden." in told


def test_a_slip_is_told_with_file_and_line(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the exit status says so to CI."""
    with (copy / "data/common/nlu.yml").open("a", encoding="utf-8") as file:
        file.write("\t- tak for i dag\n")
    number = (copy / "data/common/nlu.yml").read_text(encoding="utf-8").count("\n")
    assert main(["check", "--root", str(copy)]) == SOMETHING_WRONG
    told = capsys.readouterr().out
    assert f"  data/common/nlu.yml:{number}: Linjen har en tabulator." in told
    assert "Traceback" not in told


def test_fix_says_what_it_changed(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """File by file, before the check that follows."""
    path = copy / "data/common/nlu.yml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["check", "--fix", "--root", str(copy)]) == IN_ORDER
    assert "Rettet: data/common/nlu.yml: linjeskift" in capsys.readouterr().out
    assert b"\r" not in path.read_bytes()


def test_a_check_that_cannot_run_is_no_all_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CI must be able to tell it from a slip."""
    assert main(["check", "--root", str(tmp_path)]) == NOT_RUN
    assert "Kontrollen kunne ikke køres" in capsys.readouterr().out


def test_a_validation_that_breaks_down_is_no_all_clear(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rasa's own process may fail to start, or be killed."""
    monkeypatch.setattr(rasa_module, "MODULE", "bot.no_such_module")
    assert try_check(copy, Console(file=io.StringIO())) == NOT_RUN


def test_stories_that_contradict_one_another(small: Path) -> None:
    """Rasa finds it; the sentence is Danish and names the story's line."""
    (problem,) = RasaCheck(small).problems()
    assert (str(problem.file), problem.line) == ("data/stories.yml", 7)
    assert "uenige" in problem.what
    assert "«the first way» vil have utter_one" in problem.what


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("domain.yml", "intents: [greet, thank]", "intents: [greet]", "thank"),
        ("domain.yml", "intents:", "slots:\n  x: {type: text, mappings: [{type: wrong}]}\nintents:", "wrong"),
        ("data/stories.yml", "action: utter_two", "action: utter_three", "utter_three"),
        ("data/stories.yml", "- action: utter_two", "- active_loop: some_form", "some_form"),
    ],
    ids=["an intent", "a slot", "an answer", "a form"],
)
def test_what_rasa_alone_would_find_is_told(small: Path, name: str, before: str, after: str, told: str) -> None:
    """Intents, slots, answers and forms against the domain, without TensorFlow as with it."""
    text = (small / name).read_text(encoding="utf-8")
    (small / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    assert any(told in problem.what for problem in RasaCheck(small).problems())


def test_the_watch_reacts_to_data_and_domain(copy: Path) -> None:
    """A saved file, a new topic's folder and a replaced domain.yml each set it off; Ctrl-C, here an event, ends it."""
    runs: list[int] = []
    stop = threading.Event()
    watching = threading.Thread(target=check_on_change, args=(copy, lambda: runs.append(1), stop))
    watching.start()
    try:
        wait_until(lambda: len(runs) == 1)
        for path in ("data/common/nlu.yml", "domain.yml"):
            _save(copy / path, runs)
        (copy / "data/topics/weather").mkdir()
        seen = len(runs)
        wait_until(lambda: len(runs) > seen)
        _save(copy / "data/topics/weather/nlu.yml", runs)
    finally:
        stop.set()
        watching.join(20)
    assert not watching.is_alive()


def _save(path: Path, runs: list[int]) -> None:
    """Save as editors do, beside the file and then over it, until it is noticed: the watch may not yet be in place."""
    before = len(runs)

    def saved_and_noticed() -> bool:
        beside = path.with_name(f".{path.name}.tmp")
        beside.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n")
        beside.replace(path)
        return len(runs) > before

    wait_until(saved_and_noticed)
