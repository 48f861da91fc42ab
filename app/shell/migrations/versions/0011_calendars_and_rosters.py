"""Calendars of holidays and make-up days, kinds of shifts, and positions kept with an arrival."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kernel.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "holiday_calendar", sa.String(length=12), server_default=sa.text("'auto'"), nullable=False
            )
        )
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "holiday_calendar",
                sa.String(length=12),
                server_default=sa.text("'territory'"),
                nullable=False,
            )
        )
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=True),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("as_weekday", sa.String(length=3), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territories.id"], name=op.f("fk_calendar_days_territory_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_calendar_days_contract_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("territory_id", "date", name=op.f("uq_calendar_days_territory_id_date")),
        sa.UniqueConstraint("contract_id", "date", name=op.f("uq_calendar_days_contract_id_date")),
    )
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=8), server_default=sa.text("'duty'"), nullable=False)
        )
        batch_op.add_column(sa.Column("setout_s", sa.Integer(), server_default=sa.text("0"), nullable=False))
    with op.batch_alter_table("position_fixes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("visit_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_position_fixes_visit_id"), "visits", ["visit_id"], ["id"])
        batch_op.create_index("ix_position_fixes_visit_at", ["visit_id", "at"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("position_fixes", schema=None) as batch_op:
        batch_op.drop_index("ix_position_fixes_visit_at")
        batch_op.drop_constraint(batch_op.f("fk_position_fixes_visit_id"), type_="foreignkey")
        batch_op.drop_column("visit_id")
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.drop_column("setout_s")
        batch_op.drop_column("kind")
    op.drop_table("calendar_days")
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.drop_column("holiday_calendar")
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.drop_column("holiday_calendar")
