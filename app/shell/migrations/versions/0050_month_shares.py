"""How much of the month's work each engineer has had."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "month_shares",
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["engineer_id"], ["engineers.id"], name=op.f("fk_month_shares_engineer_id_engineers")
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territories.id"], name=op.f("fk_month_shares_territory_id_territories")
        ),
        sa.PrimaryKeyConstraint("engineer_id", name=op.f("pk_month_shares")),
    )
    with op.batch_alter_table("month_shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_month_shares_territory_id"), ["territory_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("month_shares")
