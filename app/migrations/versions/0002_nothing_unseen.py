"""What watching, telling and syncing need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tx_id", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
        batch_op.create_index("ix_events_tx_id_id", ["tx_id", "id"], unique=False)

    with op.batch_alter_table("simulated_clock", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("target_us", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
        )
        batch_op.add_column(sa.Column("asked", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("answered", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(
            sa.Column("timers_run", sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
        batch_op.add_column(sa.Column("plans", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("simulated_clock", schema=None) as batch_op:
        batch_op.drop_column("plans")
        batch_op.drop_column("timers_run")
        batch_op.drop_column("answered")
        batch_op.drop_column("asked")
        batch_op.drop_column("target_us")

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index("ix_events_tx_id_id")
        batch_op.drop_column("tx_id")
