"""What supports a phone's word about time, and phones that fell silent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kernel.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("phone_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("boot_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("counter_ms", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_phone_events_engineer_sequence", ["engineer_id", "sequence"], unique=False)
        batch_op.create_index(
            "ix_phone_events_engineer_received", ["engineer_id", "received_at"], unique=False
        )
    with op.batch_alter_table("engineers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_silent_since", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("engineers", schema=None) as batch_op:
        batch_op.drop_column("phone_silent_since")
    with op.batch_alter_table("phone_events", schema=None) as batch_op:
        batch_op.drop_index("ix_phone_events_engineer_received")
        batch_op.drop_index("ix_phone_events_engineer_sequence")
        batch_op.drop_column("counter_ms")
        batch_op.drop_column("sequence")
        batch_op.drop_column("boot_id")
        batch_op.drop_column("device_id")
