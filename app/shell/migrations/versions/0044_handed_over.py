"""Codes that the office reads out, and what was confirmed and rated by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "handed_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["service_requests.id"], name=op.f("fk_handed_codes_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_handed_codes_digest")),
        sa.UniqueConstraint("request_id", name=op.f("uq_handed_codes_request_id")),
    )
    op.add_column("visits", sa.Column("handed_confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "ratings", sa.Column("handed_over", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.alter_column("handed_over", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.drop_column("handed_over")
    op.drop_column("visits", "handed_confirmed_at")
    op.drop_table("handed_codes")
