"""Patterns of a company's own are withdrawn and stay on record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("roster_patterns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """Take back; what was withdrawn is on offer again."""
    with op.batch_alter_table("roster_patterns", schema=None) as batch_op:
        batch_op.drop_column("active")
