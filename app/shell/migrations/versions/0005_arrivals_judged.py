"""What arrivals are judged by, and what a promise came to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kernel.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "position_fixes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("mock", sa.Boolean(), nullable=False),
        sa.Column("distrusted", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["engineer_id"], ["engineers.id"], name=op.f("fk_position_fixes_engineer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_fixes")),
    )
    with op.batch_alter_table("position_fixes", schema=None) as batch_op:
        batch_op.create_index("ix_position_fixes_engineer_at", ["engineer_id", "at"], unique=False)
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("arrival_verdict", sa.String(length=12), nullable=True))
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_due_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("arrival_verdict", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("solved_remotely_at", UtcDateTime(), nullable=True))
    # Arrivals from before they were judged: a code or the customer's word proves them.
    op.execute(
        "UPDATE visits SET arrival_verdict = CASE WHEN arrival_confirmed_at IS NULL THEN 'plausible'"
        " ELSE 'proven' END WHERE on_site_at IS NOT NULL"
    )
    op.execute(
        "UPDATE service_requests SET arrival_verdict = coalesce((SELECT min(v.arrival_verdict)"
        " FROM visits v WHERE v.request_id = service_requests.id"
        " AND v.on_site_at = service_requests.on_site_at), 'plausible') WHERE on_site_at IS NOT NULL"
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.drop_column("solved_remotely_at")
        batch_op.drop_column("arrival_verdict")
        batch_op.drop_column("first_due_at")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_column("arrival_verdict")
    op.drop_table("position_fixes")
