"""A complaint on the telephone is an alert too: of a call, and of no promise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None

_OF_A_PROMISE = ("request_id", "territory_id")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        for name in _OF_A_PROMISE:
            batch_op.alter_column(name, existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column("call_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_alerts_call_id"), "calls", ["call_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_alerts_call_id_rung"), ["call_id", "rung"])


def downgrade() -> None:
    """Take back: what was raised of calls goes."""
    op.execute("DELETE FROM alerts WHERE request_id IS NULL")
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_alerts_call_id_rung"), type_="unique")
        batch_op.drop_constraint(op.f("fk_alerts_call_id"), type_="foreignkey")
        batch_op.drop_column("call_id")
        for name in _OF_A_PROMISE:
            batch_op.alter_column(name, existing_type=sa.Uuid(), nullable=False)
