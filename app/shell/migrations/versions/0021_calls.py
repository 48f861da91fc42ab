"""Calls that were taken, whatever came of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("taken_by", sa.String(length=80), nullable=False),
        sa.Column("taken_by_name", sa.String(length=120), nullable=False),
        sa.Column("taken_at", instant, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("enquiry_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", instant, nullable=True),
        sa.Column("done_at", instant, nullable=True),
        sa.Column("done_by", sa.String(length=120), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=True),
        sa.Column("quoted_at", instant, nullable=True),
        sa.Column("quoted_eta_at", instant, nullable=True),
        sa.Column("quoted_chance", sa.Double(), nullable=True),
        sa.Column("contact_phone_as_said", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("contact_numbers", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_calls_customer_id")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiries.id"], name=op.f("fk_calls_enquiry_id")),
        sa.ForeignKeyConstraint(["request_id"], ["service_requests.id"], name=op.f("fk_calls_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("taken_by", "form_key", name=op.f("uq_calls_taken_by_form_key")),
    )
    op.create_index(op.f("ix_calls_customer_id"), "calls", ["customer_id"])
    op.create_index("ix_calls_done_at_due_at", "calls", ["done_at", "due_at"])
    op.create_index(op.f("ix_calls_enquiry_id"), "calls", ["enquiry_id"])
    op.create_index(op.f("ix_calls_request_id"), "calls", ["request_id"])
    op.create_index(op.f("ix_calls_taken_at"), "calls", ["taken_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("calls")
