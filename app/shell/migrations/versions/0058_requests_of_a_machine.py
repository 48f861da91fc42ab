"""What was asked for a machine is found in its order: the next time after a visit without all others."""

from __future__ import annotations

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_service_requests_asset_id_requested_at", "service_requests", ["asset_id", "requested_at"]
    )
    op.drop_index("ix_service_requests_asset_id", "service_requests")


def downgrade() -> None:
    """Take back."""
    op.create_index("ix_service_requests_asset_id", "service_requests", ["asset_id"])
    op.drop_index("ix_service_requests_asset_id_requested_at", "service_requests")
