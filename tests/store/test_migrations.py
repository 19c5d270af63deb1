"""A database that is in use keeps every row when it is brought to the newest revision, and when that is taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import bot.store
from bot.privacy.erasure import erase_leader
from bot.store.answers import own_answers
from bot.store.database import Store
from bot.store.leaders import look_up, set_sharing

MOMENT = "2026-01-02 03:04:05.000000"
# A row in each table of the first revision, every one but the first pointing to another.
ROWS: dict[str, dict[str, Any]] = {
    "leaders": {"id": "a" * 32, "sender_id": "hers", "sector": "state", "created_at": MOMENT, "last_seen_at": MOMENT},
    "reflections": {"leader_id": "a" * 32, "started_at": MOMENT},
    "answers": {"reflection_id": 1, "question_id": "mindset-focus", "theme": "mindset"},
    "answer_versions": {"answer_id": 1, "text": "Vi øver os.", "written_at": MOMENT},
    "suggestions": {"reflection_id": 1, "kind": "case", "item_id": "x", "because": "ord", "shown_at": MOMENT},
    "commitments": {"reflection_id": 1, "text": "ringe", "made_at": MOMENT},
    "commitment_reports": {"commitment_id": 1, "outcome": "done", "reported_at": MOMENT},
    "assessments": {"leader_id": "a" * 32, "kind": "statements", "started_at": MOMENT},
    "assessment_points": {"assessment_id": 1, "item_id": "statement-value", "value": "4"},
    "erasures": {"sender_id": "gone", "ordered_at": MOMENT},
}


@pytest.fixture
def old(store: Store, tmp_path: Path) -> Store:
    """A database of the first revision with a row in each of its tables."""
    downgrade(store, "base")
    upgrade(store, "0001")
    with store.engine.begin() as connection:
        for table, row in ROWS.items():
            names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
            connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
    return store


def config(store: Store) -> Config:
    """Alembic's, as Store.migrate makes it."""
    made = Config()
    made.set_main_option("script_location", str(Path(bot.store.__file__).parent / "migrations"))
    made.attributes["engine"] = store.engine
    return made


def upgrade(store: Store, revision: str) -> None:
    """Bring a database to a revision."""
    command.upgrade(config(store), revision)


def downgrade(store: Store, revision: str) -> None:
    """Take a database back to a revision."""
    command.downgrade(config(store), revision)


def rows(store: Store) -> dict[str, list[dict[str, str]]]:
    """What the tables of the first revision hold, in the columns that they had then."""
    with store.engine.connect() as connection:
        return {
            table: [
                {name: str(value) for name, value in found._mapping.items()}
                for found in connection.execute(sa.text(f"SELECT {', '.join(row)} FROM {table}"))
            ]
            for table, row in ROWS.items()
        }


def test_every_row_outlives_every_revision(old: Store) -> None:
    """Up to the newest, and back again."""
    before = rows(old)
    assert all(len(found) == 1 for found in before.values())
    for revision in ("0002", "0003", "0004", "0005"):
        upgrade(old, revision)
        assert rows(old) == before, revision
    downgrade(old, "0001")
    assert rows(old) == before
    old.migrate()
    assert rows(old) == before


def test_what_points_to_a_row_still_goes_with_it(old: Store) -> None:
    """After tables were built anew their ties hold: erasing takes everything along, and no row may point to nothing."""
    old.migrate()
    assert [answer.text for answer in own_answers(old, "hers")] == ["Vi øver os."]
    visit = look_up(old, "hers")
    assert visit is not None
    assert (visit.sector, visit.is_remembered, visit.shared) == ("state", True, False)
    set_sharing(old, "hers", True)
    with pytest.raises(sa.exc.IntegrityError), old.engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO answer_versions (answer_id, text, written_at) VALUES (99, '', :at)"), {"at": MOMENT}
        )
    erase_leader(old, "hers")
    assert {table for table, found in rows(old).items() if found} == {"erasures"}


def test_a_revision_that_fails_leaves_the_database_as_it_was(old: Store) -> None:
    """It can be tried again when what stood in the way is gone."""
    before = rows(old)
    upgrade(old, "0002")
    with old.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE verdicts (id INTEGER)"))
    with pytest.raises(sa.exc.SQLAlchemyError):
        upgrade(old, "head")
    with old.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE verdicts"))
    upgrade(old, "head")
    assert rows(old) == before
