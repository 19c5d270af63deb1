"""`python -m bot harvest` on a copy of the training data: a dry run first, then once, and never into the held-out sets."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.cli.harvest import FOLDER, harvest
from bot.settings import ROOT
from bot.store.database import store
from bot.store.inbox import inbox_turns
from tests.store.event_log import user
from tests.web.conftest import Site
from tests.web.talkers import Reader, Talker

NEW = "kan du smide den besked over til min afløser"
CPR = "010190-1234"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what is trained on and of the tests that are written by hand."""
    root = tmp_path / "tree"
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copytree(ROOT / "tests" / "nlu", root / "tests" / "nlu")
    shutil.copytree(ROOT / "tests" / "conversations", root / "tests" / "conversations")
    return root


def _files(root: Path) -> dict[Path, bytes]:
    return {file.relative_to(root): file.read_bytes() for file in root.rglob("*.yml")}


def _changed(root: Path, before: dict[Path, bytes]) -> set[Path]:
    return {file for file, content in _files(root).items() if before.get(file) != content}


def _accept(site: Site, text: str, intent: str) -> None:
    Talker().puzzles(text).share()
    trainer = Reader(site.url, "Træner Et", "trainer")
    key = next(turn.id for turn in inbox_turns(store()) if turn.text == text)
    trainer.post("/trainer/verdicts", turn=str(key), intent=intent)


def test_a_dry_run_shows_the_change_and_writes_nothing(
    site: Site, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line as it would stand in its file, and how to write it."""
    _accept(site, NEW, "share_with_coach")
    before = _files(tree)
    assert harvest(tree, is_written=False) == 0
    said = capsys.readouterr().out
    assert f"+    - {NEW}" in said
    assert "Intet er skrevet; det gør --write." in said
    assert _files(tree) == before
    assert not any(opinion.harvested_at for turn in inbox_turns(store()) for opinion in turn.opinions)


def test_written_twice_it_stands_once(site: Site, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one file, with one more line; the second time there is nothing to fetch."""
    _accept(site, NEW, "share_with_coach")
    before = _files(tree)
    assert harvest(tree, is_written=True) == 0
    (file,) = _changed(tree, before)
    assert file.name == "nlu.yml"
    text = (tree / file).read_text(encoding="utf-8")
    assert text.count(NEW) == 1
    assert len(text.splitlines()) == len(before[file].decode().splitlines()) + 1
    after = _files(tree)
    assert harvest(tree, is_written=True) == 0
    assert "Der er ikke noget at hente." in capsys.readouterr().out
    assert _files(tree) == after


def test_a_held_out_phrase_is_refused_and_the_held_out_sets_stay(
    site: Site, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said in Danish, with what is taken beside it; the exit code tells."""
    held = tree / "tests" / "nlu" / "heldout_harvest.yml"
    held.write_text(f"nlu:\n- intent: share_with_coach\n  examples: |\n    - {NEW}\n", encoding="utf-8")
    _accept(site, NEW, "share_with_coach")
    _accept(site, "stryg den aftale jeg lige tastede ind her", "go_back")
    before = _files(tree)
    assert harvest(tree, is_written=True) == 1
    assert "hører til prøverne" in capsys.readouterr().out
    changed = _changed(tree, before)
    assert len(changed) == 1
    assert not any("heldout" in file.name for file in changed)


def test_a_chosen_conversation_becomes_a_test_masked_and_cut(site: Site, tree: Path) -> None:
    """Up to the first word that is for the leader alone; once, and not when sharing is withdrawn."""
    talker = Talker().says("jeg vil reflektere", "start_reflection").write({"event": "action", "name": "utter_greet"})
    talker.says(f"skriv til b@kommune.dk om {CPR}").write({"event": "action", "name": "reflection_form"})
    talker.says("er vi parate", "check_readiness").keeps_to_herself("Ledelsen er en rodebutik.").says("tak", "thank")
    sign = talker.share()
    gone = Talker().says("noget andet", "deny")
    trainer = Reader(site.url, "Træner Et", "trainer")
    for each in (sign, gone.share()):
        trainer.post(f"/coach/talks/{each}/tags", tag="testsamtale")
    gone.withdraw()
    assert harvest(tree, is_written=True) == 0
    (file,) = (tree / FOLDER).glob("test_*.yml")
    text = file.read_text(encoding="utf-8")
    assert "jeg vil reflektere" in text
    assert "[e-mail fjernet]" in text or "(e-mail fjernet)" in text
    for hidden in (CPR, "b@kommune.dk", "er vi parate", "rodebutik", "noget andet", "\n      tak\n"):
        assert hidden not in text
    assert harvest(tree, is_written=True) == 0
    assert len(list((tree / FOLDER).glob("test_*.yml"))) == 1


def test_a_chosen_conversation_ends_before_what_was_misunderstood(site: Site, tree: Path) -> None:
    """A trainer says that a message means something else: what came of it is no example to follow."""
    talker = Talker().says("jeg vil reflektere", "start_reflection").write({"event": "action", "name": "utter_greet"})
    talker.says("glem det jeg lige sagde", "deny", 0.2).says("tak for i dag", "goodbye")
    sign = talker.share()
    trainer = Reader(site.url, "Træner Et", "trainer")
    trainer.post(f"/coach/talks/{sign}/tags", tag="testsamtale")
    (turn,) = inbox_turns(store())
    trainer.post("/trainer/verdicts", turn=str(turn.id), intent="go_back")
    harvest(tree, is_written=True)
    (file,) = (tree / FOLDER).glob("test_*.yml")
    text = file.read_text(encoding="utf-8")
    assert "jeg vil reflektere" in text
    assert "glem det" not in text
    assert "tak for i dag" not in text


def test_what_was_masked_within_a_marked_word_stops_nothing(site: Site, tree: Path) -> None:
    """The brackets of what was taken out are no marks."""
    said = "mit cpr er [CPR-nummer fjernet] hvad så"
    talker = Talker().says("hej", "greet")
    guess = {"name": "choose_theme", "confidence": 0.9}
    found = [{"entity": "theme", "value": "mindset", "start": 0, "end": len(said)}]
    parse = {"text": said, "entities": found, "intent": guess, "intent_ranking": [guess]}
    talker.write(user(said) | {"parse_data": parse}).write({"event": "action", "name": "utter_greet"})
    sign = talker.share()
    Reader(site.url, "Træner Et", "trainer").post(f"/coach/talks/{sign}/tags", tag="testsamtale")
    assert harvest(tree, is_written=True) == 0
    (file,) = (tree / FOLDER).glob("test_*.yml")
    assert "CPR-nummer fjernet" in file.read_text(encoding="utf-8")
