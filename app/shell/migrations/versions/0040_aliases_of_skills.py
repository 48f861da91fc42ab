"""What companies call a skill besides its names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("skills", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("aliases", sa.String(length=400), server_default=sa.text("''"), nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("skills", schema=None) as batch_op:
        batch_op.drop_column("aliases")
