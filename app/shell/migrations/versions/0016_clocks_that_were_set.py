"""What a counter sets right of a phone's clock, and what a phone was told and told of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("phone_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("clock_off_s", sa.Double(), nullable=True))
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unkept", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column("calls", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column("skews", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_column("skews")
        batch_op.drop_column("calls")
        batch_op.drop_column("unkept")
    with op.batch_alter_table("phone_events", schema=None) as batch_op:
        batch_op.drop_column("clock_off_s")
