"""Drop columns that nothing read; why a photo was withdrawn stands in the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_reason")
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_column("first_seen_at")


def downgrade() -> None:
    """Take back; what was in the columns is gone, and a phone counts as first seen when it was last seen."""
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True))
    devices = sa.table("devices", sa.column("first_seen_at"), sa.column("last_seen_at"))
    op.execute(devices.update().values(first_seen_at=devices.c.last_seen_at))
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.alter_column("first_seen_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_reason", sa.String(length=300), nullable=True))
