"""Pictures and PDFs that the office adds to a request, and requests that have to do with one another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "request_attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("for_customer", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.String(length=120), nullable=False),
        sa.Column("added_at", instant, nullable=False),
        sa.Column("withdrawn_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["service_requests.id"], name=op.f("fk_request_attachments_request_id")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_request_attachments_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_attachments")),
    )
    op.create_index(op.f("ix_request_attachments_request_id"), "request_attachments", ["request_id"])
    op.create_table(
        "request_relations",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("added_by", sa.String(length=120), nullable=False),
        sa.Column("added_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["service_requests.id"], name=op.f("fk_request_relations_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["service_requests.id"], name=op.f("fk_request_relations_other_id")
        ),
        sa.PrimaryKeyConstraint("request_id", "other_id", name=op.f("pk_request_relations")),
    )
    op.create_index(op.f("ix_request_relations_other_id"), "request_relations", ["other_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("request_relations")
    op.drop_table("request_attachments")
