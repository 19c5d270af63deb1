"""Every story in this folder, played to the running assistant; the first divergence is told as a trainer reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.training.divergence import play, report
from bot.training.stories import Story, find_story_files, read_stories
from tests.conversations.driver import Leader

HERE = Path(__file__).parent
STORIES = [story for file in find_story_files([HERE]) for story in read_stories(file)]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.file.relative_to(HERE)}:{story.line}")
def test_the_conversation_goes_as_written(leader: Leader, story: Story) -> None:
    """Understanding, policies, actions and store, as a leader meets them."""

    def say(text: str) -> list[dict[str, object]]:
        leader.say(text)
        return leader.events()

    if divergence := play(story, say):
        pytest.fail(report(divergence), pytrace=False)
