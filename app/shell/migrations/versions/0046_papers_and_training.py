"""Certificates with their kinds, suspensions from skills, and what is known of people's years in the trade."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("engineers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_trade_since", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("education", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
    _certificates()
    _suspensions()


def _certificates() -> None:
    op.create_table(
        "certificate_kinds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("skill_code", sa.String(length=40), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_externally_known(),
        sa.ForeignKeyConstraint(
            ["skill_code"], ["skills.code"], name=op.f("fk_certificate_kinds_skill_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_kinds")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_kinds_code")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_kind_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_externally_known(),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_certificates_engineer_id")),
        sa.ForeignKeyConstraint(
            ["certificate_kind_id"],
            ["certificate_kinds.id"],
            name=op.f("fk_certificates_certificate_kind_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    for name in ("certificate_kinds", "certificates"):
        op.create_index(op.f(f"ix_{name}_external_id"), name, ["external_id"], unique=True)
    op.create_index(op.f("ix_certificate_kinds_skill_code"), "certificate_kinds", ["skill_code"])
    for name in ("engineer_id", "certificate_kind_id", "valid_until"):
        op.create_index(op.f(f"ix_certificates_{name}"), "certificates", [name])
    op.create_table(
        "certificate_warnings",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_warnings_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_warnings")),
    )


def _suspensions() -> None:
    op.create_table(
        "skill_suspensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("skill_code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("set_by", sa.String(length=120), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=120), nullable=True),
        sa.Column("lifted_note", sa.Text(), nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(
            ["engineer_id"], ["engineers.id"], name=op.f("fk_skill_suspensions_engineer_id")
        ),
        sa.ForeignKeyConstraint(
            ["skill_code"], ["skills.code"], name=op.f("fk_skill_suspensions_skill_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_suspensions")),
    )
    op.create_index(
        "ix_skill_suspensions_engineer_id_from_on", "skill_suspensions", ["engineer_id", "from_on"]
    )


def _versioned() -> list[sa.Column[object]]:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _externally_known() -> list[sa.Column[object]]:
    return [sa.Column("external_id", sa.String(length=80), nullable=True), *_versioned()]


def downgrade() -> None:
    """Take back."""
    for name in ("skill_suspensions", "certificate_warnings", "certificates", "certificate_kinds"):
        op.drop_table(name)
    with op.batch_alter_table("engineers", schema=None) as batch_op:
        batch_op.drop_column("education")
        batch_op.drop_column("in_trade_since")
