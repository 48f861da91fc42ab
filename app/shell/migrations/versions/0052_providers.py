"""Suspensions, terms, declared records and monthly statements of service providers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_TABLES = (
    "provider_statement_disputes",
    "provider_statement_lines",
    "provider_statements",
    "provider_records",
    "provider_terms",
    "provider_suspensions",
)


def _column(name: str, kind: Any, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column[Any]:
    return _column(name, sa.DateTime(timezone=True), null=null)


def _name(name: str, *, null: bool = False) -> sa.Column[Any]:
    return _column(name, sa.String(length=120), null=null)


def _cents(*names: str) -> list[sa.Column[Any]]:
    return [_column(name, sa.BigInteger()) for name in names]


def _versions() -> list[sa.Column[Any]]:
    return [_column("version", sa.Integer()), _instant("created_at"), _instant("updated_at")]


def _refers(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, target in to.items()
    ]


def _key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(names or ("id",)), name=op.f(f"pk_{table}"))


def upgrade() -> None:
    """Apply."""
    _suspensions()
    _terms()
    _records()
    _statements()
    _lines()
    _disputes()


def _suspensions() -> None:
    table = "provider_suspensions"
    op.create_table(
        table,
        *(_column(name, sa.Uuid()) for name in ("id", "provider_id")),
        _column("reason", sa.Text()),
        _column("from_on", sa.Date()),
        _column("until_on", sa.Date(), null=True),
        _name("set_by"),
        _instant("set_at"),
        _instant("lifted_at", null=True),
        _name("lifted_by", null=True),
        _column("lifted_note", sa.Text(), null=True),
        *_versions(),
        *_refers(table, provider_id="providers"),
        _key(table),
    )
    op.create_index(op.f(f"ix_{table}_provider_id"), table, ["provider_id"])


def _terms() -> None:
    table = "provider_terms"
    op.create_table(
        table,
        *(_column(name, sa.Uuid()) for name in ("id", "provider_id")),
        _column("effective_on", sa.Date()),
        *(_column(name, sa.Integer()) for name in ("factor_percent", "share_percent")),
        *(
            _column(name, sa.Integer(), null=True)
            for name in ("proposed_factor_percent", "proposed_share_percent")
        ),
        _column("grade_id", sa.Uuid(), null=True),
        _column("reason", sa.Text()),
        _name("decided_by"),
        _instant("decided_at"),
        *_refers(table, provider_id="providers", grade_id="grades"),
        _key(table),
    )
    op.create_index(f"ix_{table}_provider_id_effective_on", table, ["provider_id", "effective_on"])


def _records() -> None:
    table = "provider_records"
    op.create_table(
        table,
        *(_column(name, sa.Uuid()) for name in ("id", "provider_id")),
        _column("measure", sa.String(length=24)),
        _column("percent", sa.Integer()),
        _column("proof", sa.Text()),
        _column("declared_on", sa.Date()),
        _name("declared_by"),
        _column("declared_by_user_id", sa.Uuid(), null=True),
        _instant("declared_at"),
        _column("outcome", sa.String(length=10)),
        _name("decided_by", null=True),
        _instant("decided_at", null=True),
        _column("decided_note", sa.Text(), null=True),
        *_versions(),
        *_refers(table, provider_id="providers", declared_by_user_id="users"),
        _key(table),
    )
    op.create_index(f"ix_{table}_provider_id_measure", table, ["provider_id", "measure"])


def _statements() -> None:
    table = "provider_statements"
    op.create_table(
        table,
        *(_column(name, sa.Uuid()) for name in ("id", "provider_id")),
        _column("month", sa.String(length=7)),
        _column("number", sa.Integer()),
        _column("state", sa.String(length=8)),
        _column("visits", sa.Integer()),
        *_cents("charges_cents", "parts_cents", "settled_cents"),
        _column("changes", sa.JSON()),
        _name("drafted_by"),
        _instant("drafted_at"),
        _name("issued_by", null=True),
        _instant("issued_at", null=True),
        *_versions(),
        *_refers(table, provider_id="providers"),
        _key(table),
        sa.UniqueConstraint(
            "provider_id", "month", "number", name=op.f(f"uq_{table}_provider_id_month_number")
        ),
    )
    op.create_index(op.f(f"ix_{table}_month"), table, ["month"])


def _lines() -> None:
    table = "provider_statement_lines"
    op.create_table(
        table,
        *(_column(name, sa.Uuid()) for name in ("statement_id", "visit_id", "request_id")),
        _column("request_code", sa.String(length=20)),
        _column("engineer_id", sa.Uuid()),
        _name("engineer_name"),
        _instant("completed_at"),
        *_cents("charges_cents", "parts_cents"),
        _column("factor_percent", sa.Integer()),
        *_cents("settled_cents"),
        _column("corrected_why", sa.Text(), null=True),
        *_refers(
            table,
            statement_id="provider_statements",
            visit_id="visits",
            request_id="service_requests",
            engineer_id="engineers",
        ),
        _key(table, "statement_id", "visit_id"),
    )


def _disputes() -> None:
    table = "provider_statement_disputes"
    op.create_table(
        table,
        *(_column(name, sa.Uuid()) for name in ("id", "provider_id", "statement_id", "visit_id")),
        _column("words", sa.Text()),
        _name("disputed_by"),
        _instant("disputed_at"),
        _column("answer_due_on", sa.Date()),
        _column("outcome", sa.String(length=10), null=True),
        _column("answer", sa.Text(), null=True),
        _name("answered_by", null=True),
        _instant("answered_at", null=True),
        _column("led_to_id", sa.Uuid(), null=True),
        *_versions(),
        *_refers(
            table,
            provider_id="providers",
            statement_id="provider_statements",
            visit_id="visits",
            led_to_id="provider_statements",
        ),
        _key(table),
        sa.UniqueConstraint("statement_id", "visit_id", name=op.f(f"uq_{table}_statement_id_visit_id")),
    )
    op.create_index(op.f(f"ix_{table}_provider_id"), table, ["provider_id"])


def downgrade() -> None:
    """Take back."""
    for table in _TABLES:
        op.drop_table(table)
