"""What visits of a month add up to for a territory, a kind of fault and a model is stored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
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
_COLUMNS = {"territory": "territory_id", "fault": "fault_code", "model": "model"}
_HALF_MEANT = "('weather', 'blocked_road', 'building_closed', 'system_outage', 'shared_fault', 'other')"


def upgrade() -> None:
    """Apply; what stands there of months that were worked out is added up."""
    op.create_table(
        "star_sums",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("whose", sa.String(12), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("measure", sa.String(24), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "whose", "key", "measure", name=op.f("pk_star_sums")),
    )
    op.create_index("ix_star_sums_whose_key_month", "star_sums", ["whose", "key", "month"])
    for whose, column in _COLUMNS.items():
        for measure in _MEASURES:
            op.execute(_added_up(whose, column, measure))


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_star_sums_whose_key_month", "star_sums")
    op.drop_table("star_sums")


def _added_up(whose: str, column: str, measure: str) -> str:
    weight = f"CASE WHEN {measure}_why IN {_HALF_MEANT} THEN 0.5 ELSE 1.0 END"
    scaled = f"ln({measure})" if measure == "time_against_expected" else measure
    key = f"CAST({column} AS VARCHAR)"
    if whose == "territory" and op.get_bind().dialect.name == "sqlite":
        key = _with_dashes(column)
    return (
        f"INSERT INTO star_sums SELECT month, '{whose}', {key}, '{measure}', count({measure}), "  # noqa: S608 - our names
        f"coalesce(sum(CASE WHEN {measure} IS NOT NULL THEN {weight} END), 0), "
        f"coalesce(sum({scaled} * {weight}), 0), count(*) - count({measure}) "
        f"FROM star_contributions WHERE {key} <> '' GROUP BY month, {column}"
    )


def _with_dashes(column: str) -> str:
    """Write an id of SQLite, which has 32 digits there, as it is written everywhere else."""
    parts = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)]
    return " || '-' || ".join(f"substr({column}, {begin}, {count})" for begin, count in parts)
