"""Leave that engineers ask for, and shifts that they swap."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "leave_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("starts_at", instant, nullable=False),
        sa.Column("ends_at", instant, nullable=False),
        sa.Column("note", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", instant, nullable=False),
        sa.Column("decided_at", instant, nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.Column("leave_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engineer_id"], ["engineers.id"], name=op.f("fk_leave_requests_engineer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_requests")),
    )
    op.create_index("ix_leave_requests_engineer_id_starts_at", "leave_requests", ["engineer_id", "starts_at"])
    op.create_index("ix_leave_requests_state", "leave_requests", ["state"])
    _swaps()


def _swaps() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "shift_swaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_engineer_id", sa.Uuid(), nullable=False),
        sa.Column("to_engineer_id", sa.Uuid(), nullable=False),
        sa.Column("given_shift_id", sa.Uuid(), nullable=False),
        sa.Column("given_starts_at", instant, nullable=False),
        sa.Column("given_ends_at", instant, nullable=False),
        sa.Column("wanted_shift_id", sa.Uuid(), nullable=True),
        sa.Column("wanted_starts_at", instant, nullable=True),
        sa.Column("wanted_ends_at", instant, nullable=True),
        sa.Column("note", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("offered_at", instant, nullable=False),
        sa.Column("answered_at", instant, nullable=True),
        sa.Column("decided_at", instant, nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], ["engineers.id"], name=op.f(f"fk_shift_swaps_{column}"))
            for column in ("from_engineer_id", "to_engineer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_swaps")),
    )
    for column in ("from_engineer_id", "to_engineer_id", "state"):
        op.create_index(f"ix_shift_swaps_{column}", "shift_swaps", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("shift_swaps")
    op.drop_table("leave_requests")
