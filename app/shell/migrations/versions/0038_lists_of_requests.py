"""Among a million requests what the menu counts, and what somebody looks for, is found in indexes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

AT_ONCE = 1000
LONGEST, OVERLAP = 300, 100
KINDS = {
    "code": "code",
    "contact": "contact_name",
    "reference": "external_reference",
    "words": "description",
}


def upgrade() -> None:
    """Apply."""
    is_open = sa.text("state IN ('received', 'promised', 'in_progress')")
    op.create_index(
        "ix_service_requests_open",
        "service_requests",
        ["requested_at"],
        postgresql_where=is_open,
        sqlite_where=is_open,
    )
    in_doubt = sa.text("arrival_doubtful_since IS NOT NULL")
    op.create_index(
        "ix_service_requests_state_requested", "service_requests", ["state", "requested_at", "id"]
    )
    op.create_index(
        "ix_service_requests_in_doubt",
        "service_requests",
        ["territory_id", "arrival_doubtful_since"],
        postgresql_where=in_doubt,
        sqlite_where=in_doubt,
    )
    nobodys = sa.text("engineer_id IS NULL")
    op.create_index(
        "ix_visits_of_nobody", "visits", ["state"], postgresql_where=nobodys, sqlite_where=nobodys
    )
    # Of the few that were merged alone: a planner that counts would not look up one among so many blank ones.
    merged = sa.text("survivor_id IS NOT NULL")
    op.drop_index("ix_customers_survivor_id", table_name="customers")
    op.create_index(
        "ix_customers_survivor_id", "customers", ["survivor_id"], postgresql_where=merged, sqlite_where=merged
    )
    _fill()


def downgrade() -> None:
    """Take back."""
    texts = sa.table("search_texts", sa.column("kind"))
    op.execute(sa.delete(texts).where(texts.c.kind.in_(KINDS)))
    op.drop_index("ix_customers_survivor_id", table_name="customers")
    op.create_index("ix_customers_survivor_id", "customers", ["survivor_id"])
    op.drop_index("ix_visits_of_nobody", table_name="visits")
    op.drop_index("ix_service_requests_in_doubt", table_name="service_requests")
    op.drop_index("ix_service_requests_open", table_name="service_requests")
    op.drop_index("ix_service_requests_state_requested", table_name="service_requests")


def _fill() -> None:
    columns = [sa.column("id", sa.Uuid()), *(sa.column(name) for name in KINDS.values())]
    requests = sa.table("service_requests", *columns)
    texts = sa.table("search_texts", sa.column("kind"), sa.column("owner_id", sa.Uuid()), sa.column("text"))
    connection, last = op.get_bind(), None
    while True:
        some = sa.select(requests).order_by(requests.c.id).limit(AT_ONCE)
        rows = connection.execute(some if last is None else some.where(requests.c.id > last)).all()
        found = [
            {"kind": kind, "owner_id": row.id, "text": text}
            for row in rows
            for kind, name in KINDS.items()
            for text in _pieces(getattr(row, name) or "")
        ]
        if found:
            connection.execute(sa.insert(texts), found)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


def _pieces(text: str) -> Iterator[str]:
    """How texts were looked through when the rows were written."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(letter for letter in folded if letter.isalnum())
    for begin in range(0, max(len(plain) - OVERLAP, min(len(plain), 1)), LONGEST - OVERLAP):
        yield plain[begin : begin + LONGEST]
