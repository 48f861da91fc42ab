"""Whether a territory's plans keep engineers free for requests that may come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("expects_requests", sa.Boolean(), nullable=False, server_default=sa.true())
        )


def downgrade() -> None:
    """Take back: every territory expects as the installation does."""
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.drop_column("expects_requests")
