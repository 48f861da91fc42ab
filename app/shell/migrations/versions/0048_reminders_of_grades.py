"""What people were reminded of in the year of grades."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "grade_reminders",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_grade_reminders")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("grade_reminders")
