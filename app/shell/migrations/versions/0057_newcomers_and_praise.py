"""Provisional stars of newcomers, and praise of engineers."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_YEAR = timedelta(days=365)


def upgrade() -> None:
    """Apply; whose stars the history calls a newcomer's has a year from then to be graded."""
    op.add_column("engineers", sa.Column("stars_provisional_until", sa.Date(), nullable=True))
    op.add_column("territories", sa.Column("provisional_stars", sa.Integer(), nullable=True))
    op.add_column("territories", sa.Column("provisional_months", sa.Integer(), nullable=True))
    _mark_newcomers()
    _commendations()


def _commendations() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "commendations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("praised_by", sa.String(length=120), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.Column("entered_at", instant, nullable=False),
        sa.Column("withdrawn_at", instant, nullable=True),
        sa.Column("withdrawn_by", sa.String(length=120), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_commendations_engineer_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_commendations_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commendations")),
    )
    op.create_index(op.f("ix_commendations_engineer_id"), "commendations", ["engineer_id"])


def _mark_newcomers() -> None:
    held = sa.table(
        "stars_held",
        *(sa.column(name) for name in ("id", "source")),
        sa.column("subject_id", sa.Uuid()),
        sa.column("from_at", sa.DateTime(timezone=True)),
    )
    people = sa.table(
        "engineers", sa.column("id", sa.Uuid()), sa.column("stars_provisional_until", sa.Date())
    )
    connection = op.get_bind()
    newest = {
        row.subject_id: row
        for row in connection.execute(sa.select(held).order_by(held.c.from_at, held.c.id)).all()
    }
    for key, row in newest.items():
        if row.source == "newcomer":
            until = row.from_at.date() + _YEAR
            connection.execute(
                people.update().where(people.c.id == key).values(stars_provisional_until=until)
            )


def downgrade() -> None:
    """Take back."""
    op.drop_table("commendations")
    op.drop_column("territories", "provisional_months")
    op.drop_column("territories", "provisional_stars")
    op.drop_column("engineers", "stars_provisional_until")
