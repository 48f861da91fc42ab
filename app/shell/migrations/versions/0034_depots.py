"""Depots: where engineers fetch parts and the five ones, and which engineer has which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "depots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=True),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("phone_as_said", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("phone_numbers", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("opening_hours", sa.JSON(), nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["territory_id"], ["territories.id"], name=op.f("fk_depots_territory_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_depots_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depots")),
        sa.UniqueConstraint("name", name=op.f("uq_depots_name")),
    )
    for name in ("territory_id", "provider_id"):
        op.create_index(op.f(f"ix_depots_{name}"), "depots", [name])
    op.create_index(op.f("ix_depots_external_id"), "depots", ["external_id"], unique=True)
    with op.batch_alter_table("engineers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("depot_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_engineers_depot_id"), "depots", ["depot_id"], ["id"])
        batch_op.create_index(op.f("ix_engineers_depot_id"), ["depot_id"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("engineers", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_engineers_depot_id"))
        batch_op.drop_constraint(op.f("fk_engineers_depot_id"), type_="foreignkey")
        batch_op.drop_column("depot_id")
    op.drop_table("depots")
