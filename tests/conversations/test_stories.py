"""Every story in this folder, played to the running assistant; the first divergence is told as a trainer reads it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.training.divergence import play, report
from bot.training.stories import Story, find_story_files, read_stories
from bot.training.talks import add_story, story_from
from tests.conversations.driver import Assistant, Leader

HERE = Path(__file__).parent
STORIES = [story for file in find_story_files([HERE]) for story in read_stories(file)]


def _played_by(leader: Leader) -> Callable[[str], list[dict[str, Any]]]:
    def say(text: str) -> list[dict[str, Any]]:
        leader.say(text)
        return leader.events()

    return say


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.file.relative_to(HERE)}:{story.line}")
def test_the_conversation_goes_as_written(leader: Leader, story: Story) -> None:
    """Understanding, policies, actions and store, as a leader meets them."""
    if divergence := play(story, _played_by(leader)):
        pytest.fail(report(divergence), pytrace=False)


def test_a_real_talk_written_down_as_a_story_goes_the_same_way_again(
    begun: Callable[[str], Leader], assistant: Assistant, tmp_path: Path
) -> None:
    """Buttons, an answer in two lines, a digression, a yes, and a session that is renewed on the way."""
    leader = begun("Medarbejderne")
    for text in ('Vi øver os hver onsdag.\n- og det hjælper, "synes" jeg: lidt', "giv mig et råd", "spring over"):
        leader.say(text)
    for text in ("hvad er de tre digitale bølger?", "hvor langt er jeg?", "start forfra"):
        leader.say(text)
    leader.press("Ja, forfra")
    for theme in ("Organisationen", "Omverdenen", "Medarbejderne"):
        leader.press(theme)
    file = add_story(tmp_path / "digressions", story_from(leader.events()))
    assert file is not None
    (story,) = read_stories(file)
    assert len(story.turns) == len(leader.talk)
    if divergence := play(story, _played_by(Leader(assistant, secrets.token_hex(8)))):
        pytest.fail(report(divergence), pytrace=False)
