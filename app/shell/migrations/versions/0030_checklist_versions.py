"""Checklist templates as rows, which visits use which, and what is typed during a call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; the shipped templates become rows once the schema is the newest (`app.shell.migrate`)."""
    instant = sa.DateTime(timezone=True)
    draft = sa.text("state = 'draft'")
    op.create_table(
        "checklist_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("published_at", instant, nullable=True),
        sa.Column("published_by", sa.String(length=120), nullable=True),
        sa.Column("updated_by", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_versions")),
        sa.UniqueConstraint("key", "number", name=op.f("uq_checklist_versions_key_number")),
    )
    op.create_index(
        "uq_checklist_versions_draft",
        "checklist_versions",
        ["key"],
        unique=True,
        sqlite_where=draft,
        postgresql_where=draft,
    )
    op.create_index("ix_visit_templates_key_version", "visit_templates", ["key", "template_version"])
    op.create_table(
        "call_drafts",
        sa.Column("typed_by", sa.String(length=80), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("typed_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("typed_by", "form_key", name=op.f("pk_call_drafts")),
    )
    op.create_index(op.f("ix_call_drafts_typed_at"), "call_drafts", ["typed_at"])
    with op.batch_alter_table("calls") as batch_op:
        batch_op.add_column(sa.Column("overdue_at", instant, nullable=True))


def downgrade() -> None:
    """Take back; what the office wrote is gone, visits keep the names of their versions."""
    with op.batch_alter_table("calls") as batch_op:
        batch_op.drop_column("overdue_at")
    op.drop_table("call_drafts")
    op.drop_index("ix_visit_templates_key_version", table_name="visit_templates")
    op.drop_table("checklist_versions")
