"""How many of a part one visit may have without the office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("parts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("limit_per_visit", sa.Integer(), server_default=sa.text("5"), nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("parts", schema=None) as batch_op:
        batch_op.drop_column("limit_per_visit")
