"""Codes that the office reads out, zones that follow a territory, and the class of a failed delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


_UNSOLVED = "on_site_at IS NULL AND (solved_remotely_at IS NULL OR solved_remotely_at > due_at)"
_NOT_IN_TIME = f"on_site_at > due_at OR {_UNSOLVED}"


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
    _zones_that_follow()
    where = sa.text(_NOT_IN_TIME)
    op.create_index(
        "ix_service_requests_not_in_time",
        "service_requests",
        ["requested_at", "id"],
        postgresql_where=where,
        sqlite_where=where,
    )
    op.add_column("deliveries", sa.Column("last_code", sa.String(length=12), nullable=True))
    op.add_column("deliveries", sa.Column("last_words", sa.JSON(), nullable=True))


def _zones_that_follow() -> None:
    """Nobody chose the zone of the house's own notices."""
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.alter_column("time_zone", existing_type=sa.String(length=64), nullable=True)
    op.execute("UPDATE subscriptions SET time_zone = NULL WHERE channel IN ('customers', 'engineers')")


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_service_requests_not_in_time", table_name="service_requests")
    op.drop_column("deliveries", "last_words")
    op.drop_column("deliveries", "last_code")
    op.execute("UPDATE subscriptions SET time_zone = 'UTC' WHERE time_zone IS NULL")
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.alter_column("time_zone", existing_type=sa.String(length=64), nullable=False)
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.drop_column("handed_over")
    op.drop_column("visits", "handed_confirmed_at")
    op.drop_table("handed_codes")
