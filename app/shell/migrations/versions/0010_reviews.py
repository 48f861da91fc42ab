"""What a person made of a phone's message, and who of the office ended a visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("phone_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("review_outcome", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("attached_visit_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_phone_events_attached_visit_id"), "visits", ["attached_visit_id"], ["id"]
        )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("office_ended_by", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("office_end_reason", sa.String(length=300), nullable=True))
    # Until now a message could only be looked at and noted.
    op.execute("UPDATE phone_events SET review_outcome = 'set_aside' WHERE reviewed_at IS NOT NULL")


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_column("office_end_reason")
        batch_op.drop_column("office_ended_by")
    with op.batch_alter_table("phone_events", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_phone_events_attached_visit_id"), type_="foreignkey")
        batch_op.drop_column("attached_visit_id")
        batch_op.drop_column("review_outcome")
