"""Leave of engineers, patterns of rosters, and what was done to a roster at one stroke."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    instant = sa.DateTime(timezone=True)
    versioned = ("version", sa.Integer()), ("created_at", instant), ("updated_at", instant)
    op.create_table(
        "leaves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", instant, nullable=False),
        sa.Column("ends_at", instant, nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in versioned),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_leaves_engineer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_index(op.f("ix_leaves_engineer_id"), "leaves", ["engineer_id"])
    op.create_index("ix_leaves_span", "leaves", ["starts_at", "ends_at"])
    op.create_table(
        "roster_patterns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("crews", sa.Integer(), nullable=False),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in versioned),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_patterns")),
        sa.UniqueConstraint("name", name=op.f("uq_roster_patterns_name")),
    )
    op.create_table(
        "roster_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("undone_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territories.id"], name=op.f("fk_roster_acts_territory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_acts")),
    )
    op.create_index("ix_roster_acts_territory_id_at", "roster_acts", ["territory_id", "at"])


def downgrade() -> None:
    """Take back; leave, patterns and what could be undone go, shifts stay."""
    for table in ("roster_acts", "roster_patterns", "leaves"):
        op.drop_table(table)
