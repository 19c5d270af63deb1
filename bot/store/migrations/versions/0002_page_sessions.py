"""sessions of the page, being remembered, return codes, receipts of erasure"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name=op.f("fk_sessions_leader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_leader_id"), "sessions", ["leader_id"])
    with op.batch_alter_table("leaders") as leaders:
        leaders.add_column(sa.Column("active_at", sa.DateTime(), nullable=True))
        leaders.add_column(sa.Column("is_remembered", sa.Boolean(), nullable=False, server_default=sa.true()))
        leaders.add_column(sa.Column("return_code_hash", sa.String(length=64), nullable=True))
        leaders.create_unique_constraint(op.f("uq_leaders_return_code_hash"), ["return_code_hash"])
        leaders.create_index(op.f("ix_leaders_active_at"), ["active_at"])
    op.execute("UPDATE leaders SET active_at = last_seen_at")
    with op.batch_alter_table("leaders") as leaders:
        leaders.alter_column("active_at", existing_type=sa.DateTime(), nullable=False)
    with op.batch_alter_table("erasures") as erasures:
        erasures.add_column(sa.Column("is_final", sa.Boolean(), nullable=False, server_default=sa.false()))
        erasures.add_column(sa.Column("counts", sa.Text(), nullable=False, server_default="{}"))
        erasures.create_index(op.f("ix_erasures_sender_id"), ["sender_id"])


def downgrade():
    op.drop_table("sessions")
    with op.batch_alter_table("leaders") as leaders:
        leaders.drop_index(op.f("ix_leaders_active_at"))
        leaders.drop_constraint(op.f("uq_leaders_return_code_hash"), type_="unique")
        for name in ("active_at", "is_remembered", "return_code_hash"):
            leaders.drop_column(name)
    with op.batch_alter_table("erasures") as erasures:
        erasures.drop_index(op.f("ix_erasures_sender_id"))
        for name in ("is_final", "counts"):
            erasures.drop_column(name)
