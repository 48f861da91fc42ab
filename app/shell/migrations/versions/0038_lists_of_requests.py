"""What the menu counts on every page is found in indexes: by state, open, in doubt, of nobody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    is_open = sa.text("state IN ('received', 'promised', 'in_progress')")
    op.create_index(
        "ix_service_requests_open",
        "service_requests",
        ["requested_at"],
        postgresql_where=is_open,
        sqlite_where=is_open,
    )
    in_doubt = sa.text("arrival_doubtful_since IS NOT NULL")
    op.create_index("ix_service_requests_state_id", "service_requests", ["state", "id"])
    op.create_index(
        "ix_service_requests_in_doubt",
        "service_requests",
        ["arrival_doubtful_since"],
        postgresql_where=in_doubt,
        sqlite_where=in_doubt,
    )
    nobodys = sa.text("engineer_id IS NULL")
    op.create_index(
        "ix_visits_of_nobody", "visits", ["state"], postgresql_where=nobodys, sqlite_where=nobodys
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_visits_of_nobody", table_name="visits")
    op.drop_index("ix_service_requests_in_doubt", table_name="service_requests")
    op.drop_index("ix_service_requests_open", table_name="service_requests")
    op.drop_index("ix_service_requests_state_id", table_name="service_requests")
