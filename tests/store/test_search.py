"""The search in shared conversations, on SQLite's FTS5 and on PostgreSQL's text search: the same words find the same talks."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.language.stems import search_phrases, stems
from bot.privacy.erasure import erase_leader, shred
from bot.store import leaders
from bot.store.database import Store
from bot.store.talks import forget_talk_of
from tests.store.event_log import EventLog
from tests.store.shared_talks import found, share
from tests.web.visitor import on_disk

TALKS = {
    "screens": "Vi øver os på skærmbesøg hver onsdag, og nattevagterne får deres egen gennemgang.",
    "saying no": "Det er svært at sige nej til systemerne, når årsmødet nærmer sig.",
    "no saying": "Nej, jeg kan ikke sige, hvad systemet koster. Æblerne er spist.",
    "citizens": "Borgerne ringer hellere, end de skriver på borger.dk, især i 2026.",
}


@pytest.fixture
def signs(store: Store) -> dict[str, str]:
    """Name → sign."""
    return {name: share(store, name, text) for name, text in TALKS.items()}


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("nattevagten", {"screens"}),
        ("NATTEVAGTERNES", {"screens"}),
        ("system", {"saying no", "no saying"}),
        ("systemer sige", {"saying no", "no saying"}),
        ("systemer borger", set()),
        ("skærm", {"screens"}),
        ("skærmbesøgene", {"screens"}),
        ("skaermbesoeg", {"screens"}),
        ("besøg", set()),
        ("aarsmoede", {"saying no"}),
        ("årsmøderne", {"saying no"}),
        ("aebler", {"no saying"}),
        ('"sige nej"', {"saying no"}),
        ("«siger nej»", {"saying no"}),
        ("”nej, jeg”", {"no saying"}),
        ('"nej sige"', set()),
        ('"sige nej" systemer', {"saying no"}),
        ('"hver onsdag" "egen gennemgang"', {"screens"}),
        ("2026", {"citizens"}),
        ("borger.dk", {"citizens"}),
        ("sammenhængskraft", set()),
    ],
)
def test_what_a_coach_finds(store: Store, signs: dict[str, str], search: str, names: set[str]) -> None:
    """Whatever the ending and however æ, ø and å are typed; all words; the beginning of longer words; phrases as they stand."""
    assert set(found(store, search)) == {signs[name] for name in names}


@pytest.mark.parametrize(
    "search",
    [
        'nattevagterne"',
        "nattevagterne' --",
        "(nattevagterne",
        "nattevagterne*",
        "nattevagterne:*",
        "nattevagterne & ! |",
        "nattevagterne <->",
        "-nattevagterne ^ + ~",
        "\x00nattevagterne\x00",
        "nattevagterne \ud800",
        "%nattevagterne_",
        '""nattevagterne""',
        "nattevagterne \\",
        "{nattevagterne}",
        "🙂 nattevagterne 🙂",
    ],
)
def test_signs_and_operators_are_no_more_than_space(store: Store, signs: dict[str, str], search: str) -> None:
    """No error, no syntax: what is left are words, which are looked for as any others."""
    assert found(store, search) == [signs["screens"]]


@pytest.mark.parametrize(
    "search", ["nattevagterne AND onsdag", "nattevagterne OR nej", "words: nattevagterne", "NOT nej"]
)
def test_a_word_that_is_an_operator_elsewhere_is_a_word(store: Store, signs: dict[str, str], search: str) -> None:
    """No talk holds it."""
    assert found(store, search) == []


@pytest.mark.parametrize("search", ["", " ", '"', '""', "!?*:&|()<->", "\x00", "«»", "- -", "🙂", "'"])
def test_a_search_without_a_word_asks_for_nothing(search: str) -> None:
    """The list then says that it did not understand."""
    assert search_phrases(search) == ()


@pytest.mark.parametrize(
    "search", ["x" * 5_000, "sige nej " * 2_000, '"' + "sige nej " * 2_000 + '"', "(" * 5_000 + "nej"]
)
def test_a_very_long_search_is_cut_and_harmless(store: Store, signs: dict[str, str], search: str) -> None:
    """Databases refuse long words and deep phrases; we do not let it come to that."""
    asked = search_phrases(search)
    assert len(asked) <= 12
    assert sum(len(stem) for phrase in asked for stem in phrase) <= 200
    found(store, search)


def test_messages_are_not_run_together(store: Store) -> None:
    """A phrase stands in one message: the letter between two of them is no word that anybody can look for."""
    between = share(
        store, "two messages", words=" ø ".join(" ".join(stems(text)) for text in ("det kan jeg sige", "nej tak"))
    )
    assert found(store, '"sige nej"') == []
    assert found(store, "sige nej") == [between]
    for letter in ("ø", "o", "oe"):
        assert found(store, letter) == []


def test_a_talk_is_found_by_what_it_says_now(store: Store, signs: dict[str, str]) -> None:
    """Read anew, it is found by the new words and no longer by the old."""
    share(store, "screens", "Nu taler vi om robotter.")
    assert found(store, "nattevagten") == []
    assert found(store, "robot") == [signs["screens"]]


def is_sound(store: Store) -> bool:
    """Whether SQLite's index says the same as the talks; PostgreSQL sees to that by itself."""
    if store.engine.dialect.name == "sqlite":
        with store.writing() as session:  # raises when it is not
            session.execute(sa.text("INSERT INTO talk_words(talk_words, rank) VALUES ('integrity-check', 1)"))
    return True


def test_the_index_follows_whatever_happens(store: Store, signs: dict[str, str]) -> None:
    """Changed, forgotten, withdrawn, erased: the words go with the talk."""
    share(store, "screens", "Nu taler vi om robotter.")
    forget_talk_of(store, "saying no")
    leaders.set_sharing(store, "no saying", False)
    erase_leader(store, "citizens")
    assert is_sound(store)
    for text in TALKS.values():
        assert found(store, text.split()[1]) == []
    assert found(store, "robotter") == [signs["screens"]]
    shred(store, EventLog(store.url).url)
    assert is_sound(store)
    assert found(store, "robotter") == [signs["screens"]]


def test_no_erased_word_is_left_in_a_file(tmp_path: Path) -> None:
    """Nor the stem that it was found by: not in the index, not in a free page, not in the write-ahead log."""
    store = Store(f"sqlite:///{tmp_path / 'own.db'}")
    store.migrate()
    for number in range(40):
        share(store, f"leader {number}", f"Ord som mange skriver, og {chr(97 + number % 26)}q{number}zwvx.")
    assert b"q17zwvx" in on_disk(tmp_path)
    erase_leader(store, "leader 17")
    forget_talk_of(store, "leader 18")
    leaders.set_sharing(store, "leader 19", False)
    shred(store, EventLog(f"sqlite:///{tmp_path / 'log.db'}").url)
    left = on_disk(tmp_path)
    assert [number for number in range(40) if f"q{number}zwvx".encode() not in left] == [17, 18, 19]
    assert is_sound(store)
