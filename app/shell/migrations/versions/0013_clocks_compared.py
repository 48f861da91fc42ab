"""How far each process's clock is from the database's, and how far an import has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kernel.base import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("processes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("skew_s", sa.Double(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "import_runs",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "digest", name=op.f("pk_import_runs")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("import_runs")
    with op.batch_alter_table("processes", schema=None) as batch_op:
        batch_op.drop_column("skew_s")
