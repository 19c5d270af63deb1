"""A real conversation becomes a test story: masked, once, and such that the same talk would pass it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from bot.training.divergence import play
from bot.training.stories import Story, Turn, read_stories, write_story
from bot.training.talks import add_story, preview, story_from


def _said(text: str, intent: str, at: float = 0.0, entities: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    parse = {"intent": {"name": intent, "confidence": 0.9}, "entities": entities or []}
    return {"event": "user", "text": text, "timestamp": at, "parse_data": parse}


FORM = [
    {"event": "action", "name": "reflection_form"},
    {"event": "active_loop", "name": "reflection_form"},
    {"event": "slot", "name": "sector", "value": "Ballerup Bibliotek"},
    {"event": "slot", "name": "question", "value": "employees-safety"},
    {"event": "slot", "name": "requested_slot", "value": "answer"},
    {"event": "action", "name": "action_listen"},
]
THEME = {"entity": "theme", "value": "employees", "start": 3, "end": 12}
TALK = [
    {"event": "action", "name": "action_session_start"},
    {"event": "bot", "text": "Hej."},
    _said("om mine folk", "choose_theme", 10.0, [THEME]),
    *FORM,
    _said('/choose_theme{"theme": "employees"}', "choose_theme", 20.0, [THEME | {"start": 13, "end": 35}]),
    *FORM[:1],
    _said("ring til 12 34 56 78\neller skriv til b@kommune.dk", "answer_question", 30.0),
    *FORM[:1],
]


def test_messages_intents_actions_and_what_is_waited_for(tmp_path: Path) -> None:
    """As the file shows it; slots that may hold the leader's words are left out."""
    story = story_from(TALK)
    assert story is not None
    text = preview(story)
    assert 'om [mine folk]{"entity": "theme", "value": "employees"}' in text
    assert "- action: reflection_form\n" in text
    assert "- active_loop: reflection_form\n" in text
    assert "question: employees-safety" in text
    assert "Ballerup" not in text
    assert "action_listen" not in text
    assert "action_session_start" not in text


def test_it_is_masked_and_says_that_names_are_not(tmp_path: Path) -> None:
    """What the masking finds is gone; what it cannot find, the trainer is told to look for."""
    text = preview(story_from(TALK))
    assert "12 34 56 78" not in text
    assert "b@kommune.dk" not in text
    assert "[telefonnummer fjernet]" in text
    assert text.startswith("# ")
    assert "navne" in text.splitlines()[0]


def test_the_same_talk_passes_its_own_story(tmp_path: Path) -> None:
    """Written, read again, and played against the same events."""
    file = add_story(tmp_path / "recall", story_from(TALK[:-2]))
    log: list[dict[str, Any]] = []
    parts = iter([TALK[:9], TALK[9:11]])

    def say(_text: str) -> list[dict[str, Any]]:
        log.extend(next(parts))
        return log

    assert play(read_stories(file)[0], say) is None


def test_a_talk_is_never_written_twice(tmp_path: Path) -> None:
    """Not into another situation either, nor after a trainer has put its file right; the name is always the same."""
    story = story_from(TALK)
    file = add_story(tmp_path / "recall", story)
    assert file.name.startswith("test_samtale_")
    assert add_story(tmp_path / "recall", story_from(TALK)) is None
    assert add_story(tmp_path / "pacing", story_from(TALK)) is None
    file.write_text(file.read_text(encoding="utf-8").replace("mine folk", "mit hold"), encoding="utf-8")
    assert add_story(tmp_path / "recall", story) is None
    assert add_story(tmp_path / "recall", story_from(TALK[:-2])) is not None


def test_a_story_ends_where_the_leader_went_away() -> None:
    """A test cannot wait an hour."""
    later = [_said("hej igen", "greet", 30.0 + 3601.0), {"event": "action", "name": "action_greet"}]
    assert story_from([*TALK, *later]) == story_from(TALK)
    assert story_from([]) is None


def test_own_brackets_do_not_become_marks(tmp_path: Path) -> None:
    """What a leader writes is read back as she wrote it, or with round brackets."""
    story = story_from([_said("det [der]{noget} og [x](y)", "answer_question")])
    (tmp_path / "test_x.yml").write_text(write_story(story), encoding="utf-8")
    assert read_stories(tmp_path / "test_x.yml")[0].turns[0].text == story.turns[0].text
    assert story.turns[0].entities == ()


@given(some.text(min_size=1, max_size=200).filter(lambda text: text.strip() and "[" not in text))
def test_any_message_is_read_back_as_it_was_written(tmp_path_factory: Any, text: str) -> None:
    """Line breaks, quotes, colons, dashes, emoji."""
    story = story_from([_said(text, "answer_question")])
    if story is None or not story.turns[0].text:
        return
    file = tmp_path_factory.mktemp("story") / "test_x.yml"
    file.write_text(write_story(story), encoding="utf-8", newline="")
    assert read_stories(file) == [Story("", (Turn(story.turns[0].text, "answer_question"),))]
