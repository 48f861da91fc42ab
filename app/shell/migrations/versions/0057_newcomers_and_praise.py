"""Provisional stars of newcomers."""

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
    op.drop_column("territories", "provisional_months")
    op.drop_column("territories", "provisional_stars")
    op.drop_column("engineers", "stars_provisional_until")
