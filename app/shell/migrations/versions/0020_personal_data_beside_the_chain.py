"""Keep what events say of people beside the chain, under a hash in it, so that it can be erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TABLE = "event_personal_data"


def upgrade() -> None:
    """Apply; events written before keep what they say, since nothing in a chain can be changed."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        _TABLE,
        sa.Column("event_id", key, autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_personal_data_event_id_events")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_personal_data")),
    )


def downgrade() -> None:
    """Take back, where nothing is lost by it.

    Raises:
        RuntimeError: there is such data, which the chain knows by its hash alone.
    """
    kept = op.get_bind().execute(sa.select(sa.func.count()).select_from(sa.table(_TABLE))).scalar_one()
    if kept:
        raise RuntimeError(
            f"{kept} events keep what they say of people in {_TABLE}; no chained body can take it back, "
            "so going back would lose it and leave the ledger without what its hashes are of"
        )
    op.drop_table(_TABLE)
