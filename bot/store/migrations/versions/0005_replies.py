"""replies to letters that no coach has seen, letters taken back, what a flag is about"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade():
    op.add_column("letters", sa.Column("reply_seen_at", sa.DateTime(), nullable=True))
    op.add_column("letters", sa.Column("recalled_at", sa.DateTime(), nullable=True))
    op.add_column("unclear_turns", sa.Column("flags", sa.Text(), nullable=False, server_default="[]"))
    op.execute("DELETE FROM talk_facets")  # the briefs are read from the log anew, with the theme that she is at
    op.execute("DELETE FROM talks")


def downgrade():
    with op.batch_alter_table("unclear_turns") as turns:
        turns.drop_column("flags")
    with op.batch_alter_table("letters") as letters:
        letters.drop_column("recalled_at")
        letters.drop_column("reply_seen_at")
