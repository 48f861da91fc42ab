"""Any part of a name, an address, a serial or a telephone number is found in an index."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

AT_ONCE = 1000
LONGEST = 300

# Signs and pairs of signs of a text, each behind its kind: a list is of one kind alone.
_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION search_grams(kind text, said text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT array_agg(kind || substr(said, n, k))
      FROM generate_series(1, 2) k, generate_series(1, length(said) + 1 - k) n
    $$
    """,
    "CREATE INDEX search_grams_text ON search_texts USING gin (search_grams(kind, text))",
)
_TENS = " UNION ALL ".join(f"SELECT {n} AS tens" for n in range(0, LONGEST, 10))
_ONES = " UNION ALL ".join(f"SELECT {n} AS ones" for n in range(1, 11))


def _grams(row: str) -> str:
    """SQLite's words, in hexadecimal so that no tokenizer takes them apart."""
    # Our own names alone stand in these words.
    return f"""
      (SELECT group_concat(
        {row}.kind || hex(substr({row}.text, tens + ones, 1)) || ' ' ||
        {row}.kind || hex(substr({row}.text, tens + ones, 2)), ' ')
      FROM ({_TENS}) CROSS JOIN ({_ONES})
      WHERE tens < length({row}.text) AND tens + ones <= length({row}.text))
    """  # noqa: S608


def _sqlite() -> Iterator[str]:
    add = f"INSERT INTO search_grams(rowid, grams) VALUES (new.id, {_grams('new')})"  # noqa: S608
    gone = f"'delete', old.id, {_grams('old')}"
    take = f"INSERT INTO search_grams(search_grams, rowid, grams) VALUES ({gone})"  # noqa: S608
    yield (
        "CREATE VIRTUAL TABLE search_grams USING fts5("
        "grams, content='', detail=none, columnsize=0, tokenize='ascii')"
    )
    yield f"CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN {add}; END"
    yield f"CREATE TRIGGER search_texts_gone AFTER DELETE ON search_texts BEGIN {take}; END"
    yield f"CREATE TRIGGER search_texts_changed AFTER UPDATE ON search_texts BEGIN {take}; {add}; END"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "search_texts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=LONGEST), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    if not postgresql:
        for statement in _sqlite():
            op.execute(statement)
    _fill()
    op.create_index("ix_search_texts_owner_id_kind", "search_texts", ["owner_id", "kind"])
    for statement in _POSTGRESQL if postgresql else ():
        op.execute(statement)


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE search_grams")
    op.drop_table("search_texts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION search_grams(text, text)")


def _fill() -> None:
    texts = sa.table("search_texts", sa.column("kind"), sa.column("owner_id", sa.Uuid()), sa.column("text"))
    connection, rows = op.get_bind(), []
    for kind, owner_id, text in _texts(connection):
        if text:
            rows.append({"kind": kind, "owner_id": owner_id, "text": text})
        if len(rows) == AT_ONCE:
            connection.execute(sa.insert(texts), rows)
            rows = []
    if rows:
        connection.execute(sa.insert(texts), rows)


def _texts(connection: sa.Connection) -> Iterator[tuple[str, object, str]]:
    for kind, table, column in (
        ("customer", "customers", "name"),
        ("site", "sites", "name"),
        ("address", "sites", "address"),
        ("serial", "assets", "serial_number"),
        ("model", "assets", "model"),
    ):
        rows = sa.table(table, sa.column("id", sa.Uuid()), sa.column(column))
        for key, said in connection.execute(sa.select(rows.c.id, rows.c[column])).all():
            yield kind, key, _letters(said or "")
    keys = sa.table(
        "phone_keys", *(sa.column(name) for name in ("owner", "digits")), sa.column("owner_id", sa.Uuid())
    )
    wanted = sa.select(keys.c.owner_id, keys.c.digits).where(keys.c.owner == "customer")
    for key, digits in connection.execute(wanted).all():
        yield "number", key, digits[::-1]


def _letters(text: str) -> str:
    """How texts were looked through when the table was made."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())[:LONGEST]
