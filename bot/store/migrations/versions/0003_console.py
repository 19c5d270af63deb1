"""the console: accounts, what it reads of shared conversations, what is written about them"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = "saved_searches letters reviews flags tags notes verdicts unclear_turns talk_facets talks accesses account_sessions accounts"
# The search: stems of what leaders wrote, in each database's own full-text index, which follows the talks by itself.
SQLITE = (
    "CREATE VIRTUAL TABLE talk_words USING fts5(words, content='talks', content_rowid='id', tokenize='unicode61')",
    """CREATE TRIGGER talks_words_added AFTER INSERT ON talks BEGIN
         INSERT INTO talk_words(rowid, words) VALUES (new.id, new.words);
       END""",
    """CREATE TRIGGER talks_words_gone AFTER DELETE ON talks BEGIN
         INSERT INTO talk_words(talk_words, rowid, words) VALUES ('delete', old.id, old.words);
       END""",
    """CREATE TRIGGER talks_words_changed AFTER UPDATE OF words ON talks BEGIN
         INSERT INTO talk_words(talk_words, rowid, words) VALUES ('delete', old.id, old.words);
         INSERT INTO talk_words(rowid, words) VALUES (new.id, new.words);
       END""",
)
POSTGRESQL = (
    """CREATE TABLE talk_words (
         talk_id integer PRIMARY KEY REFERENCES talks ON DELETE CASCADE, words tsvector NOT NULL
       )""",
    "ALTER TABLE talk_words ALTER COLUMN words SET STORAGE MAIN",  # beside the key: a common word is looked up in most rows
    "CREATE INDEX ix_talk_words_words ON talk_words USING gin (words)",
    """CREATE FUNCTION keep_talk_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         INSERT INTO talk_words VALUES (new.id, to_tsvector('simple', new.words))
           ON CONFLICT (talk_id) DO UPDATE SET words = excluded.words;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER talks_words_kept AFTER INSERT OR UPDATE OF words ON talks
         FOR EACH ROW EXECUTE FUNCTION keep_talk_words()""",
)


def upgrade():
    op.add_column("leaders", sa.Column("sign", sa.String(length=16), nullable=True))
    op.add_column("leaders", sa.Column("talk_version", sa.Integer(), server_default="0", nullable=False))
    op.create_index(op.f("ix_leaders_sign"), "leaders", ["sign"], unique=True)
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("subject", sa.String(length=255), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
        sa.UniqueConstraint("subject", name=op.f("uq_accounts_subject")),
    )
    op.create_table(
        "accesses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("account_name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=True),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_accesses_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_accesses_leader_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accesses")),
    )
    op.create_index(op.f("ix_accesses_account_id"), "accesses", ["account_id"])
    op.create_index(op.f("ix_accesses_at"), "accesses", ["at"])
    op.create_index(op.f("ix_accesses_leader_id"), "accesses", ["leader_id"])
    op.create_table(
        "account_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_account_sessions_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_sessions_token_hash")),
    )
    op.create_index(op.f("ix_account_sessions_account_id"), "account_sessions", ["account_id"])
    op.create_table(
        "flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("put_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_flags_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_flags_leader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint("leader_id", "event_id", "kind", name=op.f("uq_flags_leader_id")),
    )
    op.create_index(op.f("ix_flags_account_id"), "flags", ["account_id"])
    op.create_index(op.f("ix_flags_leader_id"), "flags", ["leader_id"])
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("shown_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("declined_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_letters_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_letters_leader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_account_id"), "letters", ["account_id"])
    op.create_index(op.f("ix_letters_leader_id"), "letters", ["leader_id"])
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notes_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_notes_leader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_account_id"), "notes", ["account_id"])
    op.create_index(op.f("ix_notes_leader_id"), "notes", ["leader_id"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seen_event_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_event_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reviews_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_reviews_leader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("account_id", "leader_id", name=op.f("uq_reviews_account_id")),
    )
    op.create_index(op.f("ix_reviews_account_id"), "reviews", ["account_id"])
    op.create_index(op.f("ix_reviews_leader_id"), "reviews", ["leader_id"])
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_saved_searches_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_saved_searches_account_id")),
    )
    op.create_index(op.f("ix_saved_searches_account_id"), "saved_searches", ["account_id"])
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("put_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tags_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_tags_leader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("leader_id", "name", name=op.f("uq_tags_leader_id")),
    )
    op.create_index(op.f("ix_tags_account_id"), "tags", ["account_id"])
    op.create_index(op.f("ix_tags_leader_id"), "tags", ["leader_id"])
    op.create_index(op.f("ix_tags_name"), "tags", ["name"])
    op.create_table(
        "talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=True),
        sa.Column("sector", sa.String(length=40), nullable=True),
        sa.Column("sittings", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("unclear", sa.Integer(), nullable=False),
        sa.Column("open_actions", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_talks_leader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
        sa.UniqueConstraint("leader_id", name=op.f("uq_talks_leader_id")),
    )
    op.create_index(op.f("ix_talks_event_id"), "talks", ["event_id"])
    op.create_index(op.f("ix_talks_last_at"), "talks", ["last_at"])
    op.create_index(op.f("ix_talks_messages"), "talks", ["messages"])
    op.create_index(op.f("ix_talks_open_actions"), "talks", ["open_actions"])
    op.create_index(op.f("ix_talks_sector"), "talks", ["sector"])
    op.create_index(op.f("ix_talks_unclear"), "talks", ["unclear"])
    op.create_table(
        "unclear_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("question_id", sa.String(length=60), nullable=True),
        sa.Column("intent", sa.String(length=60), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("guesses", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["leaders.id"], name=op.f("fk_unclear_turns_leader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unclear_turns")),
        sa.UniqueConstraint("leader_id", "event_id", name=op.f("uq_unclear_turns_leader_id")),
    )
    op.create_index(op.f("ix_unclear_turns_leader_id"), "unclear_turns", ["leader_id"])
    op.create_table(
        "talk_facets",
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["talk_id"], ["talks.id"], name=op.f("fk_talk_facets_talk_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("talk_id", "kind", "key", name=op.f("pk_talk_facets")),
    )
    op.create_index("ix_talk_facets_kind", "talk_facets", ["kind", "key", "count", "talk_id"])
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("intent", sa.String(length=60), nullable=True),
        sa.Column("entities", sa.Text(), server_default="[]", nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("harvested_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_verdicts_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["unclear_turns.id"], name=op.f("fk_verdicts_turn_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
        sa.UniqueConstraint("turn_id", "account_id", name=op.f("uq_verdicts_turn_id")),
    )
    op.create_index(op.f("ix_verdicts_account_id"), "verdicts", ["account_id"])
    op.create_index(op.f("ix_verdicts_turn_id"), "verdicts", ["turn_id"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade():
    op.drop_table("talk_words")
    for table in TABLES.split():
        op.drop_table(table)
    op.drop_index(op.f("ix_leaders_sign"), "leaders")
    op.drop_column("leaders", "talk_version")
    op.drop_column("leaders", "sign")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION keep_talk_words")
