"""Nothing is kept longer than was promised, and nothing shorter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli import purge as purge_command
from bot.cli.run import Upkeep
from bot.privacy.retention import expires_at, purge, purge_leaders
from bot.settings import Settings, settings
from bot.store import access, accounts, answers, leaders, letters, reviews, sessions
from bot.store import database as own_tables
from bot.store.database import Store, now
from bot.store.tables import Access, Account, Leader, Letter, Note
from tests.store.event_log import EventLog, bot, user

MONTHS = 12
HOUR = timedelta(hours=1)
MOMENT = timedelta(seconds=5)


@pytest.fixture
def log(store: Store) -> EventLog:
    """Rasa's events, beside our tables."""
    return EventLog(store.url)


def leader(store: Store, log: EventLog, name: str, quiet: timedelta, remembered: bool = False) -> str:
    """A leader with an answer and a conversation, whose last sign of life is a while ago."""
    sessions.begin_session(store, name, f"token of {name}")
    if remembered:
        sessions.set_remembered(store, name, f"code of {name}")
    answers.save_answer(store, name, "mindset-focus", "mindset", f"ord af {name}")
    log.write(name, user(f"ord af {name}"), bot("Tak."), ago=quiet)
    with store.writing() as session:
        session.execute(sa.update(Leader).where(Leader.sender_id == name).values(active_at=now() - quiet))
    return name


def left(store: Store) -> set[str]:
    """Those who are still there."""
    with store.reading() as session:
        return set(session.scalars(sa.select(Leader.sender_id)))


def test_who_is_not_remembered_is_erased_an_hour_after_her_last_message(store: Store, log: EventLog) -> None:
    """And not before; whoever wants to be remembered stays."""
    leader(store, log, "gone", HOUR + MOMENT)
    for name, quiet, remembered in (("talking", HOUR - MOMENT, False), ("remembered", HOUR + MOMENT, True)):
        leader(store, log, name, quiet, remembered)
    assert purge_leaders(store, log.url, MONTHS) == 1
    assert left(store) == {"talking", "remembered"}
    assert (log.of("gone"), len(log.of("talking")), len(log.of("remembered"))) == ([], 2, 2)
    assert sessions.standing(store, "token of gone") is None
    assert answers.own_answers(store, "gone") == []
    assert [answer.text for answer in answers.own_answers(store, "talking")] == ["ord af talking"]


@pytest.mark.parametrize("months", [1, 12])
def test_who_is_remembered_is_erased_after_the_months_of_the_settings(store: Store, log: EventLog, months: int) -> None:
    """Counted from her last sign of life; her code is worth nothing afterwards."""
    days = timedelta(days=30 * months)
    leader(store, log, "gone", days + timedelta(days=months), remembered=True)
    leader(store, log, "here", days - timedelta(days=3), remembered=True)
    assert purge_leaders(store, log.url, months) == 1
    assert left(store) == {"here"}
    assert not sessions.return_by_code(store, "code of gone", "another token")


@pytest.mark.parametrize(("remembered", "later"), [(False, HOUR), (True, timedelta(days=365))])
def test_what_the_page_promises_is_when_it_happens(
    store: Store, log: EventLog, monkeypatch: pytest.MonkeyPatch, remembered: bool, later: timedelta
) -> None:
    """`expires_at` of /api/me and the purge know the same moment."""
    leader(store, log, "she", timedelta(), remembered)
    standing = sessions.standing(store, "token of she")
    assert standing is not None
    promised = expires_at(standing.active_at, standing.remembers, MONTHS)
    assert abs(promised - (now() + later)) < timedelta(days=2)
    for moment, count in ((promised - MOMENT, 0), (promised + MOMENT, 1)):
        monkeypatch.setattr("bot.privacy.retention.now", lambda moment=moment: moment)
        assert purge_leaders(store, log.url, MONTHS) == count


@pytest.mark.parametrize("life", ["show_life", "save_answer", "come_back"])
def test_a_sign_of_life_begins_the_time_anew(store: Store, log: EventLog, life: str) -> None:
    """A message through the page, an answer through an action, coming back by code."""
    leader(store, log, "she", 30 * HOUR * 24 * 13, remembered=True)
    if life == "show_life":
        assert sessions.show_life(store, "she")
    elif life == "save_answer":
        answers.save_answer(store, "she", "mindset-focus", "mindset", "nyt")
    else:
        assert sessions.return_by_code(store, "code of she", "new token")
    assert purge_leaders(store, log.url, MONTHS) == 0


def test_who_no_longer_wants_to_be_remembered_has_an_hour(store: Store, log: EventLog) -> None:
    """Counted from when she said so, not from long before."""
    leader(store, log, "she", timedelta(days=100), remembered=True)
    sessions.set_remembered(store, "she", None)
    assert purge_leaders(store, log.url, MONTHS) == 0
    standing = sessions.standing(store, "token of she")
    assert standing is not None
    assert expires_at(standing.active_at, standing.remembers, MONTHS) - now() < HOUR + MOMENT


def test_conversations_of_nobody_go(store: Store, log: EventLog) -> None:
    """Once they have been quiet for an hour; those of leaders stay, however old."""
    leader(store, log, "remembered", timedelta(days=100), remembered=True)
    leader(store, log, "gone", 2 * HOUR)
    log.write("old orphan", user("hej"), ago=HOUR + MOMENT)
    log.write("orphan who woke up", user("hej"), ago=2 * HOUR)
    log.write("orphan who woke up", user("igen"), ago=HOUR - MOMENT)
    purged = purge(store, log.url, MONTHS)
    assert (purged.leaders, purged.conversations) == (1, 1)
    assert log.of("old orphan") == []
    assert (len(log.of("remembered")), len(log.of("orphan who woke up"))) == (2, 2)
    assert purge(store, log.url, MONTHS) == type(purged)(0, 0)


def test_looks_are_kept_for_the_months_and_removed_notes_for_a_day(store: Store, log: EventLog) -> None:
    """Counted from the look and from the removal; what is younger, and what nobody removed, stays."""
    leader(store, log, "she", timedelta(), remembered=True)
    leaders.set_sharing(store, "she", True)
    coach = accounts.add_account(store, "coach", "coach", "hash")
    with store.reading() as session:
        key = session.scalar(sa.select(Leader.id))
    days = {"old": timedelta(days=370), "new": timedelta(days=360)}
    for _ in days:
        access.log_access(store, coach, [key], "read")
    for text in ("står", "fjernet før", "fjernet nu"):
        reviews.add_note(store, key, coach.id, text, None)
        letters.send_letter(store, key, coach.id, text)
    with store.writing() as session:
        for row, ago in zip(session.scalars(sa.select(Access).order_by(Access.id)), days.values(), strict=True):
            row.at = now() - ago
        removed = {"fjernet før": 24 * HOUR + MOMENT, "fjernet nu": 24 * HOUR - MOMENT}
        for note in session.scalars(sa.select(Note).where(Note.text != "står")):
            note.removed_at = now() - removed[note.text]
        for letter in session.scalars(sa.select(Letter).where(Letter.text != "står")):
            letter.recalled_at = now() - removed[letter.text]
    purge(store, log.url, MONTHS)
    assert len(access.looks_at(store, key)) == 1
    with store.reading() as session:
        assert set(session.scalars(sa.select(Note.text))) == {"står", "fjernet nu"}
        assert set(session.scalars(sa.select(Letter.text))) == {"står", "fjernet nu"}


def test_closed_accounts_go_once_nothing_names_them(store: Store, log: EventLog) -> None:
    """After the months; not while a note of theirs stands, and never one that keeps somebody of the directory out."""
    leader(store, log, "she", timedelta(), remembered=True)
    with store.reading() as session:
        key = session.scalar(sa.select(Leader.id))
    made = {name: accounts.add_account(store, name, "coach", "hash") for name in ("open", "new", "old", "author")}
    directory = accounts.enter_from_directory(store, "subject", "Directory", "coach")
    assert directory
    reviews.add_note(store, key, made["author"].id, "står", None)
    access.log_access(store, made["old"], [key], "read")
    with store.writing() as session:
        for account in session.scalars(sa.select(Account).where(Account.name != "open")):
            account.closed_at = now() - timedelta(days=360 if account.name == "new" else 370)
    purge(store, log.url, MONTHS)
    assert {person.name for person in accounts.accounts(store)} == {"open", "new", "author", "Directory"}
    assert [look.by for look in access.looks_at(store, key)] == ["old"]


def test_before_rasa_has_ever_started_there_is_nothing_to_purge(store: Store) -> None:
    """It makes its table at its first start; a purge before that is no error."""
    assert purge(store, store.url, MONTHS).conversations == 0


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings of this process, on databases of its own."""
    cached = (settings, own_tables.store)
    monkeypatch.setenv("LEDERDIALOG_VAR", str(tmp_path))
    for name in ("DATABASE_URL", "TRACKER_URL"):
        monkeypatch.setenv(name, "")
    for each in cached:
        each.cache_clear()
    own_tables.store().migrate()
    yield settings()
    for each in cached:
        each.cache_clear()


def three_of_them(chosen: Settings) -> EventLog:
    """A leader whose time is up, one whose is not, and a conversation of nobody."""
    log = EventLog(chosen.tracker_url)
    leader(own_tables.store(), log, "hende-selv", 2 * HOUR)
    leader(own_tables.store(), log, "en-anden", timedelta())
    log.write("ingen", user("hej"), ago=2 * HOUR)
    return log


def test_the_command_says_how_many_and_nobody_who(chosen: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m bot purge`: figures only."""
    log = three_of_them(chosen)
    assert purge_command.main(None) == 0  # type: ignore[arg-type]
    said = capsys.readouterr().out
    assert "1 leaders" in said
    assert "1 conversations" in said
    assert not any(word in said for word in ("hende", "anden", "ingen"))
    assert (log.of("hende-selv"), log.of("ingen"), len(log.of("en-anden"))) == ([], [], 2)


def test_make_run_purges_by_itself(chosen: Settings) -> None:
    """The first second after the start does all that is due."""
    log = three_of_them(chosen)
    Upkeep(chosen)()
    assert (log.of("hende-selv"), log.of("ingen"), len(log.of("en-anden"))) == ([], [], 2)
    assert left(own_tables.store()) == {"en-anden"}


def test_upkeep_goes_on_when_a_database_does_not_answer(chosen: Settings) -> None:
    """It is tried again when it is due again; the services are not taken down with it."""
    log = three_of_them(chosen)
    Upkeep(replace(chosen, tracker_url="postgresql://nobody@127.0.0.1:1/none"))()
    assert (len(log.of("hende-selv")), len(log.of("ingen"))) == (2, 1)
    Upkeep(chosen)()
    assert (log.of("hende-selv"), log.of("ingen"), len(log.of("en-anden"))) == ([], [], 2)
