"""What is kept, on SQLite and on PostgreSQL."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import NotSaved, StoreError
from bot.privacy.erasure import erase_leader
from bot.settings import Settings
from bot.store import (
    access,
    accounts,
    answers,
    assessments,
    commitments,
    database,
    inbox,
    leaders,
    letters,
    logins,
    reviews,
    sessions,
    suggestions,
    talks,
)
from bot.store.database import Store, now
from bot.store.tables import Base

WHO, QUESTION, THEME = "conversation-1", "mindset-focus", "mindset"


def test_migrating_twice_changes_nothing_and_matches_the_tables(store: Store) -> None:
    """The migrations and the tables in code say the same."""
    store.migrate()
    found = sa.inspect(store.engine)
    for table in Base.metadata.sorted_tables:
        assert {column["name"] for column in found.get_columns(table.name)} == set(table.columns.keys())


def test_arriving_tells_when_she_was_last_here(store: Store) -> None:
    """None at the first meeting; later the time before now."""
    assert leaders.look_up(store, WHO) is None
    first = leaders.arrive(store, WHO)
    assert first.last_seen_at is None
    second = leaders.arrive(store, WHO)
    assert second.leader_id == first.leader_id
    assert second.last_seen_at is not None


def test_each_version_is_kept_and_the_newest_counts(store: Store) -> None:
    """The same text twice is one version."""
    for text in ("første", "første", "andet"):
        answers.save_answer(store, WHO, QUESTION, THEME, text)
    assert [answer.text for answer in answers.own_answers(store, WHO)] == ["andet"]
    with store.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM answer_versions")) == 2


def test_more_words_are_added_once(store: Store) -> None:
    """A paragraph sent twice is there once."""
    answers.save_answer(store, WHO, QUESTION, THEME, "første")
    for _ in range(2):
        answers.add_to_answer(store, WHO, QUESTION, THEME, "mere")
    assert answers.own_answers(store, WHO)[0].text == "første\nmere"


def test_skipping_keeps_an_answer_and_answering_ends_a_skip(store: Store) -> None:
    """A question is answered or skipped, never both."""
    answers.skip_question(store, WHO, QUESTION, THEME)
    assert answers.skipped_questions(store, WHO) == {QUESTION}
    answers.save_answer(store, WHO, QUESTION, THEME, "svar")
    answers.skip_question(store, WHO, QUESTION, THEME)
    assert answers.skipped_questions(store, WHO) == frozenset()
    assert answers.own_answers(store, WHO)[0].text == "svar"


def test_starting_over_keeps_the_old_reflection(store: Store) -> None:
    """Old answers are there, but not current."""
    answers.save_answer(store, WHO, QUESTION, THEME, "gammelt")
    suggestions.note_shown(store, WHO, "advice", "advice-01", THEME, "")
    leaders.start_over(store, WHO)
    answers.save_answer(store, WHO, QUESTION, THEME, "nyt")
    assert [(own.text, own.is_current) for own in answers.own_answers(store, WHO)] == [
        ("gammelt", False),
        ("nyt", True),
    ]
    assert suggestions.shown_suggestions(store, WHO) == []


def test_a_verdict_belongs_to_the_suggestion_shown_last(store: Store) -> None:
    """And none shown is no crash."""
    assert suggestions.note_verdict(store, WHO, "useful") is None
    for item in ("advice-01", "advice-02"):
        suggestions.note_shown(store, WHO, "advice", item, None, "ord")
    suggestions.note_verdict(store, WHO, "useful")
    assert [(shown.item_id, shown.verdict) for shown in suggestions.shown_suggestions(store, WHO)] == [
        ("advice-01", None),
        ("advice-02", "useful"),
    ]


def test_an_action_and_how_it_went(store: Store) -> None:
    """The newest report counts; the same action confirmed twice is one."""
    for _ in range(2):
        commitments.save_commitment(store, WHO, THEME, "ring til it", date(2026, 12, 1), "1. december")
    (promise,) = commitments.promises(store, WHO)
    assert promise.outcome is None
    for outcome in ("partly", "done"):
        commitments.report_commitment(store, WHO, promise.id, outcome, None)
    assert commitments.promises(store, WHO)[0].outcome == "done"


def test_rounds_of_assessment(store: Store) -> None:
    """A figure given again replaces the first; an empty round is used again."""
    assessments.begin_round(store, WHO, "statements")
    assessments.begin_round(store, WHO, "statements")
    for value in ("3", "4"):
        assessments.save_point(store, WHO, "statements", "statement-value", value, None)
    assessments.begin_round(store, WHO, "statements")
    assessments.save_point(store, WHO, "statements", "statement-value", "5", "bedre nu")
    found = assessments.rounds(store, WHO, "statements")
    assert [each.values["statement-value"] for each in found] == ["4", "5"]
    assert found[1].notes == {"statement-value": "bedre nu"}


def share_and_review(store: Store, who: str) -> None:
    """A row with this leader's words in every table of the console."""
    leaders.set_sharing(store, who, True)
    moment = now()
    turn = talks.Unclear(1, moment, f"ord af {who}", QUESTION, "deny", 0.1, "[]", "unsure")
    figures = (THEME, "state", 1, 1, 1, 0, f"ord af {who}", {("stopped", QUESTION): 1}, [turn])
    assert talks.save_talk(store, who, talks.TalkRecord(1, moment, moment, *figures), version=0)
    coach = accounts.find_account(store, "coach") or accounts.add_account(store, "coach", "coach", "hash")
    logins.log_in(store, coach.id, secrets.token_hex(8))
    talk = talks.find_talk(store, leaders.leader_sign(store, who))
    assert talk is not None
    access.log_access(store, coach, [talk.leader_id], "read")
    reviews.add_note(store, talk.leader_id, coach.id, f"ord af {who}", 1)
    reviews.put_tag(store, talk.leader_id, coach.id, f"ord af {who}")
    reviews.put_flag(store, talk.leader_id, coach.id, 1, "misunderstood")
    reviews.mark_seen(store, talk.leader_id, coach.id, 1)
    reviews.save_search(store, coach.id, "mine", "theme=mindset")
    letters.send_letter(store, talk.leader_id, coach.id, f"ord til {who}")
    inbox.give_verdict(store, coach.id, "deny", {turn.id: "[]" for turn in inbox.inbox_turns(store)})


def test_erasing_leaves_nothing_of_hers_and_all_of_the_others(store: Store) -> None:
    """Every table that holds a leader's words is empty of them."""
    for who in (WHO, "another"):
        leaders.set_sector(store, who, "state")
        answers.save_answer(store, who, QUESTION, THEME, f"ord af {who}")
        suggestions.note_shown(store, who, "case", "case-online-meetings", THEME, f"ord af {who}")
        commitments.save_commitment(store, who, THEME, f"ord af {who}", None, None)
        commitments.report_commitment(store, who, commitments.promises(store, who)[0].id, "not", f"ord af {who}")
        assessments.save_point(store, who, "readiness", "readiness-story", "no", f"ord af {who}")
        sessions.set_remembered(store, who, f"code of {who}")
        assert sessions.return_by_code(store, f"code of {who}", f"token of {who}")
        share_and_review(store, who)
    erase_leader(store, WHO)
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            if table.name != "erasures":
                rows = session.execute(sa.select(table)).all()
                assert not any(WHO in str(row) for row in rows), table.name
                assert rows, f"{table.name} lost another leader's rows"


def test_a_locked_database_is_told_and_holds_nothing_half(tmp_path: Path) -> None:
    """NotSaved, and not one row of it."""
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    store.migrate()
    lock = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotSaved):
        answers.save_answer(store, WHO, QUESTION, THEME, "svar")
    lock.execute("ROLLBACK")
    assert answers.own_answers(store, WHO) == []


def test_a_database_that_is_not_there_is_a_store_error() -> None:
    """Not a traceback of a library."""
    store = Store("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreError):
        answers.own_answers(store, WHO)
    with pytest.raises(StoreError):
        store.migrate()


def test_the_embedded_database_gets_its_tables_on_first_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trainer starts the action server by hand on a fresh clone, before `make run` ever prepared anything."""
    monkeypatch.setattr(database, "settings", lambda: Settings(database_url=f"sqlite:///{tmp_path / 'new' / 'own.db'}"))
    database.store.cache_clear()
    try:
        assert answers.own_answers(database.store(), "nobody") == []
    finally:
        database.store.cache_clear()
