"""Requests are found by their contract, and what visits contributed by their request."""

from __future__ import annotations

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_service_requests_contract_id", "service_requests", ["contract_id"])
    op.create_index("ix_star_contributions_request_id", "star_contributions", ["request_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_star_contributions_request_id", "star_contributions")
    op.drop_index("ix_service_requests_contract_id", "service_requests")
