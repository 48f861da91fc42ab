"""A visit that changes hands after the promised time says who had it until then.

Of promises that were broken before, whoever has the visit now counts as who had it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("due_engineer_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_visits_due_engineer_id"), "engineers", ["due_engineer_id"], ["id"]
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_visits_due_engineer_id"), type_="foreignkey")
        batch_op.drop_column("due_engineer_id")
        batch_op.drop_column("passed_on_at")
