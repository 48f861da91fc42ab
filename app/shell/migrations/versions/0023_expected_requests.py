"""What is learned of the requests to come, and what the newest plan expected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("learned_times", schema=None) as batch_op:
        batch_op.add_column(sa.Column("demand", sa.JSON(), nullable=True))
    with op.batch_alter_table("plan_runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expected", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back; both are learned and planned anew."""
    with op.batch_alter_table("plan_runs", schema=None) as batch_op:
        batch_op.drop_column("expected")
    with op.batch_alter_table("learned_times", schema=None) as batch_op:
        batch_op.drop_column("demand")
