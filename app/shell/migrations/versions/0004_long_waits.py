"""Who waits beyond the cap, whatever is done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("plan_runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("long_waits", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("plan_runs", schema=None) as batch_op:
        batch_op.alter_column("long_waits", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("plan_runs", schema=None) as batch_op:
        batch_op.drop_column("long_waits")
