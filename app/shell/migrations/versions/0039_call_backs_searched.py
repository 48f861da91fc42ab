"""Requests are found by what was said on the call back too."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

AT_ONCE = 1000
LONGEST, OVERLAP = 300, 100
KIND = "called"


def upgrade() -> None:
    """Apply."""
    calls = sa.table("follow_ups", sa.column("id", sa.Uuid()), sa.column("result"))
    texts = sa.table("search_texts", sa.column("kind"), sa.column("owner_id", sa.Uuid()), sa.column("text"))
    connection, last = op.get_bind(), None
    while True:
        some = sa.select(calls).order_by(calls.c.id).limit(AT_ONCE)
        rows = connection.execute(some if last is None else some.where(calls.c.id > last)).all()
        found = [
            {"kind": KIND, "owner_id": row.id, "text": text} for row in rows for text in _pieces(row.result)
        ]
        if found:
            connection.execute(sa.insert(texts), found)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


def downgrade() -> None:
    """Take back."""
    texts = sa.table("search_texts", sa.column("kind"))
    op.execute(sa.delete(texts).where(texts.c.kind == KIND))


def _pieces(text: str) -> Iterator[str]:
    """How texts were looked through when the rows were written."""
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    plain = "".join(letter for letter in folded if letter.isalnum())
    for begin in range(0, max(len(plain) - OVERLAP, min(len(plain), 1)), LONGEST - OVERLAP):
        yield plain[begin : begin + LONGEST]
