"""What the card asks besides the overall score, verdicts on complaints, and the versions of the rubrics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0041"
branch_labels = None
depends_on = None

_SCORES = ("on_time", "technical", "attitude")
_YES_OR_NO = ("five_ones_used", "problem_solved")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        for name in _SCORES:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in _YES_OR_NO:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=True))
    _verdicts()
    _rubrics()


def _rubrics() -> None:
    op.create_table(
        "rubric_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("writers", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(length=120), nullable=True),
        sa.Column("updated_by", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_versions")),
        sa.UniqueConstraint("key", "number", name=op.f("uq_rubric_versions_key_number")),
    )
    is_draft = sa.text("state = 'draft'")
    op.create_index(
        "uq_rubric_versions_draft",
        "rubric_versions",
        ["key"],
        unique=True,
        sqlite_where=is_draft,
        postgresql_where=is_draft,
    )


def _verdicts() -> None:
    op.create_table(
        "complaint_verdicts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=True),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_complaint_verdicts_call_id")),
        sa.ForeignKeyConstraint(
            ["engineer_id"], ["engineers.id"], name=op.f("fk_complaint_verdicts_engineer_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_complaint_verdicts_provider_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_complaint_verdicts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_verdicts")),
        sa.UniqueConstraint("call_id", "ordinal", name=op.f("uq_complaint_verdicts_call_id_ordinal")),
    )
    for column in ("engineer_id", "provider_id", "decided_at"):
        op.create_index(op.f(f"ix_complaint_verdicts_{column}"), "complaint_verdicts", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("rubric_versions")
    op.drop_table("complaint_verdicts")
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        for name in (*_YES_OR_NO, *_SCORES):
            batch_op.drop_column(name)
