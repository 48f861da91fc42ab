"""Probation, the rules of rewards, and what they propose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    _probations()
    _rules()
    _proposals()


def _probations() -> None:
    op.create_table(
        "probations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("planned_until", sa.Date(), nullable=False),
        sa.Column("extensions", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.String(length=120), nullable=False),
        sa.Column("set_at", _INSTANT, nullable=False),
        sa.Column("told_until", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=120), nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_probations_engineer_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["engineers.id"], name=op.f("fk_probations_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probations")),
    )
    op.create_index("ix_probations_engineer_id", "probations", ["engineer_id"])


def _rules() -> None:
    op.create_table(
        "reward_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("writers", sa.JSON(), nullable=False),
        sa.Column("published_at", _INSTANT, nullable=True),
        sa.Column("published_by", sa.String(length=120), nullable=True),
        sa.Column("updated_by", sa.String(length=120), nullable=False),
        *_versioned(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_rules")),
        sa.UniqueConstraint("key", "number", name=op.f("uq_reward_rules_key_number")),
    )
    is_draft = sa.text("state = 'draft'")
    op.create_index(
        "uq_reward_rules_draft",
        "reward_rules",
        ["key"],
        unique=True,
        sqlite_where=is_draft,
        postgresql_where=is_draft,
    )


def _proposals() -> None:
    words, name = sa.Text(), sa.String(length=120)
    op.create_table(
        "reward_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("rules_number", sa.Integer(), nullable=False),
        sa.Column("figure", sa.Double(), nullable=False),
        sa.Column("visits", sa.JSON(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", words, nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", name, nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("objection", words, nullable=True),
        sa.Column("objected_at", _INSTANT, nullable=True),
        sa.Column("answer", words, nullable=True),
        sa.Column("answered_by_name", name, nullable=True),
        sa.Column("answered_at", _INSTANT, nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(
            ["engineer_id"], ["engineers.id"], name=op.f("fk_reward_proposals_engineer_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_reward_proposals_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_proposals")),
        sa.UniqueConstraint(
            "engineer_id", "month", "code", name=op.f("uq_reward_proposals_engineer_id_month_code")
        ),
    )
    op.create_index("ix_reward_proposals_month", "reward_proposals", ["month"])


def _versioned() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Take back."""
    for name in ("reward_proposals", "reward_rules", "probations"):
        op.drop_table(name)
