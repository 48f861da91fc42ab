"""A customer's own number of a request, and what the customer wishes for the visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    empty = sa.text("''")
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("external_reference", sa.String(length=80), server_default=empty, nullable=False)
        )
        batch_op.add_column(sa.Column("customer_wish", sa.Text(), server_default=empty, nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.drop_column("customer_wish")
        batch_op.drop_column("external_reference")
