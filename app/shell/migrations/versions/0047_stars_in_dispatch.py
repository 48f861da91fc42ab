"""The customer's own minimum of stars, and whose minimum a request was taken in with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("min_stars", sa.Integer(), server_default=sa.text("1"), nullable=False))
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("min_stars_by", sa.String(length=12), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.drop_column("min_stars_by")
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_column("min_stars")
