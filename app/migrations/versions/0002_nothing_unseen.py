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


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index("ix_events_tx_id_id")
        batch_op.drop_column("tx_id")
