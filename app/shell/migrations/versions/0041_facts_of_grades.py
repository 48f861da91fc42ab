"""Facts of grades, month by month, with what each visit contributed; and what managers declare of visits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_MEASURES = (
    "promise_own_stages",
    "first_time_fix",
    "no_repeat",
    "time_against_expected",
    "customer_score",
    "evidence_in_time",
    "complaints_upheld",
    "call_back_solved",
)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _month() -> sa.Column[str]:
    return sa.Column("month", sa.String(length=7), nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "star_months",
        _month(),
        _instant("worked_out_at"),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_star_months")),
    )
    _declarations()
    _contributions()
    _figures()


def _declarations() -> None:
    op.create_table(
        "star_declarations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        _instant("from_at", nullable=True),
        _instant("until_at", nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("counts_half", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("declared_by", sa.String(length=120), nullable=False),
        _instant("declared_at"),
        sa.Column("withdrawn_by", sa.String(length=120), nullable=True),
        _instant("withdrawn_at", nullable=True),
        sa.Column("withdrawn_note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_star_declarations_visit_id")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territories.id"], name=op.f("fk_star_declarations_territory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_star_declarations")),
    )
    op.create_index(op.f("ix_star_declarations_visit_id"), "star_declarations", ["visit_id"])
    op.create_index(
        "ix_star_declarations_territory_id_from_at", "star_declarations", ["territory_id", "from_at"]
    )


def _contributions() -> None:
    measured = [
        column
        for name in _MEASURES
        for column in (
            sa.Column(name, sa.Double(), nullable=True),
            sa.Column(f"{name}_why", sa.String(length=20), nullable=False),
        )
    ]
    whose = (
        ("engineer_id", "engineers", False),
        ("visit_id", "visits", False),
        ("request_id", "service_requests", False),
        ("provider_id", "providers", True),
        ("declaration_id", "star_declarations", True),
    )
    op.create_table(
        "star_contributions",
        _month(),
        *(sa.Column(name, sa.Uuid(), nullable=nullable) for name, _, nullable in whose),
        _instant("requested_at"),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("fault_code", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("part_of_day", sa.Integer(), nullable=False),
        sa.Column("remoteness", sa.Integer(), nullable=False),
        *measured,
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_star_contributions_{name}"))
            for name, table, _ in whose
        ),
        sa.PrimaryKeyConstraint("month", "engineer_id", "visit_id", name=op.f("pk_star_contributions")),
    )
    for name in ("engineer_id", "provider_id"):
        op.create_index(f"ix_star_contributions_{name}_month", "star_contributions", [name, "month"])


def _figures() -> None:
    def of_whom() -> tuple[Any, ...]:
        return (
            sa.Column("subject", sa.String(length=8), nullable=False),
            sa.Column("subject_id", sa.Uuid(), nullable=False),
            sa.Column("measure", sa.String(length=24), nullable=False),
            sa.Column("cases", sa.Integer(), nullable=False),
        )

    op.create_table(
        "star_facts",
        _month(),
        *of_whom(),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "subject", "subject_id", "measure", name=op.f("pk_star_facts")),
    )
    op.create_table(
        "star_standings",
        sa.Column("first_month", sa.String(length=7), nullable=False),
        sa.Column("last_month", sa.String(length=7), nullable=False),
        *of_whom(),
        *(
            sa.Column(name, sa.Double(), nullable=False)
            for name in ("raw", "value", "low", "high", "reliability")
        ),
        sa.Column("apart", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("first_month", "last_month", "subject", "subject_id", "measure"),
            name=op.f("pk_star_standings"),
        ),
    )


def downgrade() -> None:
    """Take back."""
    for name in ("star_standings", "star_facts", "star_contributions", "star_declarations", "star_months"):
        op.drop_table(name)
