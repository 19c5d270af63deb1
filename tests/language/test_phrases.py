"""The words that are mirrored."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.phrases import telling_phrases


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Vi er ved at indføre skærmbesøg, og mange er bange for at miste kontakten til borgerne.", "skærmbesøg"),
        ("Ja, især med Aula.", "Aula"),
        ("ærligt talt lader jeg de unge pædagoger løbe med det", "unge pædagoger"),
        ("forankring er vores svage punkt", "forankring"),
    ],
)
def test_what_it_is_about_is_picked(answer: str, expected: str) -> None:
    """Nouns and names, not verbs and filler."""
    assert expected in telling_phrases(answer)


@pytest.mark.parametrize("answer", ["", "ja", "det ved jeg ikke", "nej, ikke rigtigt", "!!! ???"])
def test_where_nothing_is_said_nothing_is_mirrored(answer: str) -> None:
    """No empty quotes."""
    assert telling_phrases(answer) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_a_mirror_never_holds_what_was_not_written(answer: str) -> None:
    """At most two phrases, each a piece of the text."""
    phrases = telling_phrases(answer)
    assert len(phrases) <= 2
    assert all(phrase in answer.replace("\n", " ") for phrase in phrases)
