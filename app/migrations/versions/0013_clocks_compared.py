"""How far each process's clock is from the database's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("processes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("skew_s", sa.Double(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("processes", schema=None) as batch_op:
        batch_op.drop_column("skew_s")
