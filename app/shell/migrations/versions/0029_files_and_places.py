"""External ids and what files call their columns; places without a point; a gazetteer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

WITH_EXTERNAL_ID = (
    *("customers", "sites", "assets", "contracts", "territories", "providers", "engineers", "shifts"),
)
WITH_POINT = ("sites", "service_requests")


def upgrade() -> None:
    """Apply."""
    for table in WITH_EXTERNAL_ID:
        op.add_column(table, sa.Column("external_id", sa.String(length=80), nullable=True))
        op.create_index(f"ix_{table}_external_id", table, ["external_id"], unique=True)
    for table in WITH_POINT:
        _let_points_be_null(table, null=True)
    op.create_table(
        "import_mappings",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("header", sa.String(length=120), nullable=False),
        sa.Column("column", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("kind", "header", name="pk_import_mappings"),
    )
    op.create_table(
        "import_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("charset", sa.String(length=20), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_drafts"),
    )
    op.create_index("ix_import_drafts_created_at", "import_drafts", ["created_at"])
    _make_gazetteer()


def downgrade() -> None:
    """Take back; what has no point is put at its territory's centre, for it must be somewhere."""
    op.drop_table("place_keys")
    op.drop_table("places")
    op.drop_table("import_drafts")
    op.drop_table("import_mappings")
    for table in WITH_POINT:
        for axis in ("lat", "lon"):
            op.execute(
                f"UPDATE {table} SET {axis} = coalesce((SELECT centre_{axis} FROM territories"  # noqa: S608 - names of ours
                f" WHERE territories.id = {table}.territory_id), 0) WHERE {axis} IS NULL"
            )
        _let_points_be_null(table, null=False)
    for table in WITH_EXTERNAL_ID:
        op.drop_index(f"ix_{table}_external_id", table_name=table)
        with op.batch_alter_table(table) as batch:
            batch.drop_column("external_id")


def _let_points_be_null(table: str, *, null: bool) -> None:
    with op.batch_alter_table(table) as batch:
        batch.alter_column("lat", existing_type=sa.Float(), nullable=null)
        batch.alter_column("lon", existing_type=sa.Float(), nullable=null)


def _make_gazetteer() -> None:
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_places"),
    )
    op.create_index("ix_places_source", "places", ["source"])
    key = sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql")
    op.create_table(
        "place_keys",
        sa.Column("key", key, nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name="fk_place_keys_place_id_places", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "place_id", name="pk_place_keys"),
    )
    op.create_index("ix_place_keys_place_id", "place_keys", ["place_id"])
