"""Visits behind a figure are paged by when they were requested."""

from __future__ import annotations

from alembic import op

revision = "0056"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_star_contributions_requested_at",
        "star_contributions",
        ["requested_at", "visit_id", "engineer_id"],
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_star_contributions_requested_at", "star_contributions")
