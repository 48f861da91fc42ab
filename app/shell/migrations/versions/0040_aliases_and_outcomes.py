"""What companies call a skill besides its names; requests by an outcome that few have."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

PARTS = {
    "unreached": "on_site_at IS NULL AND solved_remotely_at IS NULL",
    "solved_remotely": "solved_remotely_at IS NOT NULL",
}


def upgrade() -> None:
    """Apply."""
    requests, keys = "service_requests", ["requested_at", "id"]
    op.create_index("ix_service_requests_verdict_requested", requests, ["arrival_verdict", *keys])
    for name, part in PARTS.items():
        where = sa.text(part)
        op.create_index(
            f"ix_service_requests_{name}", requests, keys, postgresql_where=where, sqlite_where=where
        )
    with op.batch_alter_table("skills", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("aliases", sa.String(length=400), server_default=sa.text("''"), nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    for name in ("verdict_requested", *PARTS):
        op.drop_index(f"ix_service_requests_{name}", table_name="service_requests")
    with op.batch_alter_table("skills", schema=None) as batch_op:
        batch_op.drop_column("aliases")
