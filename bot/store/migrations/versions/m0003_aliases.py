"""People are known by keyed hashes; a role has the moment at which it was chosen.

Rows that stand under user ids could not be told from those under hashes, and hashing them would
need a key, which no step of a migration has. So what is known of people is dropped: they choose
their role again, and their recent questions begin anew. What answers were about, and which events
were answered, is known by other digests than before; the week and the minutes for which that
matters are not waited for. Feedback names nobody, and stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Forget people, and make room for when a role was chosen."""
    _forget()
    op.drop_table("people")
    _people(sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False))
    op.create_index("events_claimed_at", "events", ["claimed_at"])


def downgrade() -> None:
    """Forget people again: hashes are no user ids."""
    _forget()
    op.drop_index("events_claimed_at", "events")
    op.drop_table("people")
    _people()


def _forget() -> None:
    for table in ("rates", "questions", "said", "answers"):
        op.execute(sa.delete(sa.table(table)))


def _people(*more: sa.Column[object]) -> None:
    op.create_table(
        "people",
        sa.Column("platform", sa.Text(), primary_key=True),
        sa.Column("tenant", sa.Text(), primary_key=True),
        sa.Column("user", sa.Text(), primary_key=True),
        sa.Column("asker", sa.Text(), nullable=False),
        *more,
    )
