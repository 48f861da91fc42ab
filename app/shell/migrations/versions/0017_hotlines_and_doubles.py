"""A territory's own hotline, and sites found by their address and their place."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

AT_ONCE = 500


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("hotline_phone", sa.String(length=40), server_default=sa.text("''"), nullable=False)
        )
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("address_key", sa.String(length=300), server_default=sa.text("''"), nullable=False)
        )
        batch_op.create_index("ix_sites_lat_lon", ["lat", "lon"], unique=False)
        batch_op.create_index(op.f("ix_sites_address_key"), ["address_key"], unique=False)
    _fill()
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.alter_column("address_key", existing_type=sa.String(length=300), server_default=None)


def _fill() -> None:
    sites = sa.table("sites", sa.column("id", sa.Uuid()), sa.column("address"), sa.column("address_key"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(sites.c.id, sites.c.address).where(sites.c.address != "")).all()
    change = sa.update(sites).where(sites.c.id == sa.bindparam("key")).values(address_key=sa.bindparam("to"))
    for n in range(0, len(rows), AT_ONCE):
        connection.execute(
            change, [{"key": key, "to": _address_key(said)} for key, said in rows[n : n + AT_ONCE]]
        )


def _address_key(address: str) -> str:
    """How addresses were compared when the column was made."""
    plain = unicodedata.normalize("NFKC", address).casefold()
    return "".join(letter for letter in plain if letter.isalnum())[:300]


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_sites_address_key"))
        batch_op.drop_index("ix_sites_lat_lon")
        batch_op.drop_column("address_key")
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.drop_column("hotline_phone")
