"""Probation, what the handbook rewards, and stars that are provisional."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0047"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    _probations()


def _probations() -> None:
    op.create_table(
        "probations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("planned_until", sa.Date(), nullable=False),
        sa.Column("extensions", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.String(length=120), nullable=False),
        sa.Column("set_at", _INSTANT, nullable=False),
        sa.Column("told_until", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=120), nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_probations_engineer_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["engineers.id"], name=op.f("fk_probations_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probations")),
    )
    op.create_index("ix_probations_engineer_id", "probations", ["engineer_id"])


def _versioned() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("probations")
