"""Why an arrival was judged as it was, who said that somebody came, and who settled it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kernel.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OF_VISITS = ("customer_confirmed_at", "office_confirmed_at", "codes_locked_at", "arrival_contested_at")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "arrival_settlements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("on_site_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("by_role", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=True),
        sa.Column("judged_as", sa.String(length=12), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engineer_id"], ["engineers.id"], name=op.f("fk_arrival_settlements_engineer_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_arrival_settlements_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival_settlements")),
    )
    with op.batch_alter_table("arrival_settlements", schema=None) as batch_op:
        batch_op.create_index("ix_arrival_settlements_visit_id", ["visit_id"], unique=False)
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("arrival_findings", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("arrival_settled", sa.String(length=12), nullable=True))
        for name in _OF_VISITS:
            batch_op.add_column(sa.Column(name, UtcDateTime(), nullable=True))
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("arrival_doubtful_since", UtcDateTime(), nullable=True))
    _tell_who_confirmed("customer_confirmed_at", "customer")
    _tell_who_confirmed("office_confirmed_at", "dispatcher")


def _tell_who_confirmed(column: str, by: str) -> None:
    """Until now only the ledger told the customer's own word from the office's and from the code."""
    op.execute(
        f"UPDATE visits SET {column} = arrival_confirmed_at WHERE arrival_confirmed_at IS NOT NULL"  # noqa: S608 - our own names
        " AND EXISTS (SELECT 1 FROM events e WHERE e.visit_id = visits.id"
        f" AND e.kind = 'visit.arrival_confirmed' AND e.body LIKE '%\"by\":\"{by}\"%')"
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.drop_column("arrival_doubtful_since")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        for name in (*_OF_VISITS, "arrival_settled", "arrival_findings"):
            batch_op.drop_column(name)
    op.drop_table("arrival_settlements")
