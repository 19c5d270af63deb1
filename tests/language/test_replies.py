"""Short replies: figures, levels, requests to take a note."""

from __future__ import annotations

import pytest

from bot.language.danish import fold, readable
from bot.language.replies import asks_to_note, read_level, read_rating, without_request


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("4", 4),
        ("jeg siger 3", 3),
        ("helt enig", 5),
        ("fire", 4),
        ("2!", 2),
        ("7", None),
        ("4 eller 5", None),
        ("3,5", None),
        ("14", None),
        ("ved ikke", None),
    ],
)
def test_a_rating_is_read_or_refused(text: str, rating: int | None) -> None:
    """Only one whole figure from 1 to 5 counts."""
    assert read_rating(text) == rating


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ja", ("yes", None)),
        ("Nej, slet ikke", ("no", "slet ikke")),
        ("delvist, vi mangler tid", ("partly", "vi mangler tid")),
        ("ja, men kun i administrationen", ("partly", "men kun i administrationen")),
        ("jo", ("yes", None)),
        ("banan", None),
    ],
)
def test_a_level_is_read_with_its_note(text: str, expected: tuple[str, str | None] | None) -> None:
    """ "ja, men" is a partly."""
    assert read_level(text) == expected


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("noter at jeg ringer til it-afdelingen", "jeg ringer til it-afdelingen"),
        ("kan du skrive ned at jeg holder et møde om data", "jeg holder et møde om data"),
        ("jeg vil tage det op på mødet", "jeg vil tage det op på mødet"),
        ("noter en handling", ""),
    ],
)
def test_the_request_to_note_is_not_part_of_the_action(text: str, action: str) -> None:
    """What is kept is the action itself."""
    assert without_request(text) == action


def test_a_plan_is_no_request() -> None:
    """With a question open, that difference decides."""
    assert asks_to_note("skriv ned at jeg ringer til it")
    assert not asks_to_note("jeg vil ringe til it")


def test_folding_and_cleaning() -> None:
    """Slips cost nothing, terminal codes reach no disk."""
    assert fold("Ændringer i ARBEJDSGANGEN er svææære") == fold("aendringer i arbejdsgangen er svaere")
    assert readable("\x1b[31mrødt\x00\n nyt ") == "rødt\n nyt"
