"""Ratings are paged by when they were given; what a month's visits took; views that are sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_ratings_rated_at", "ratings", ["rated_at", "id"])
    op.create_table(
        "effort_sums",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("whose", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("work_s", sa.BigInteger(), nullable=False),
        sa.Column("drive_s", sa.BigInteger(), nullable=False),
        sa.Column("parts_cents", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", "whose", "key", name=op.f("pk_effort_sums")),
    )
    op.create_index("ix_effort_sums_whose_key_month", "effort_sums", ["whose", "key", "month"])
    _scheduled_views()


def _scheduled_views() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "scheduled_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=100), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("every", sa.String(length=5), nullable=False),
        sa.Column("clock", sa.String(length=5), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("next_at", instant, nullable=False),
        sa.Column("sent_at", instant, nullable=True),
        sa.Column("stopped_at", instant, nullable=True),
        sa.Column("lost_right", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_scheduled_views_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_views")),
    )
    op.create_index("ix_scheduled_views_next_at", "scheduled_views", ["next_at"])
    op.create_index(op.f("ix_scheduled_views_user_id"), "scheduled_views", ["user_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("scheduled_views")
    op.drop_table("effort_sums")
    op.drop_index("ix_ratings_rated_at", "ratings")
