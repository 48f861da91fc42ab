"""What is learned from the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kernel.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "learned_times",
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("learned_at", UtcDateTime(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("corrections", sa.JSON(), nullable=True),
        sa.Column("service_sigma", sa.Double(), nullable=True),
        sa.Column("travel_sigma", sa.Double(), nullable=True),
        sa.Column("drives", sa.Integer(), nullable=False),
        sa.Column("services", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territories.id"], name=op.f("fk_learned_times_territory_id")
        ),
        sa.PrimaryKeyConstraint("territory_id", name=op.f("pk_learned_times")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("learned_times")
