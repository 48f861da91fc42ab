"""What a territory means to keep, and its requests found by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_INDEX = "ix_service_requests_territory_requested"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kept_target_pct", sa.Double(), server_default=sa.text("95"), nullable=False)
        )
    op.create_index(_INDEX, "service_requests", ["territory_id", "requested_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(_INDEX, "service_requests")
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.drop_column("kept_target_pct")
