"""What was recorded of an arrival that its visit holds no more, and who it is that counts as having come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("arrival_settlements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recorded", sa.JSON(), nullable=True))
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("arrival_engineer_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_service_requests_arrival_engineer_id"),
            "engineers",
            ["arrival_engineer_id"],
            ["id"],
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_service_requests_arrival_engineer_id"), type_="foreignkey")
        batch_op.drop_column("arrival_engineer_id")
    with op.batch_alter_table("arrival_settlements", schema=None) as batch_op:
        batch_op.drop_column("recorded")
