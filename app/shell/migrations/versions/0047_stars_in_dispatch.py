"""The customer's own minimum of stars and whose minimum decided, named engineers, what grades taught."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("min_stars", sa.Integer(), server_default=sa.text("1"), nullable=False))
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("min_stars_by", sa.String(length=12), nullable=True))
    _named()
    _learned()


def _learned() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "learned_stars",
        sa.Column("measure", sa.String(length=8), nullable=False),
        sa.Column("stars", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fault_code", sa.String(length=40), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("engineers", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Double(), nullable=False)
            for name in ("raw", "value", "low", "high", "default_value")
        ),
        *(sa.Column(name, instant, nullable=False) for name in ("first_at", "last_at", "learned_at")),
        sa.PrimaryKeyConstraint("measure", "stars", "fault_code", name=op.f("pk_learned_stars")),
    )


def _named() -> None:
    instant = sa.DateTime(timezone=True)
    owners = {"engineer": "engineers", "customer": "customers", "site": "sites", "asset": "assets"}
    op.create_table(
        "named_engineers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{table}.id"], name=op.f(f"fk_named_engineers_{name}_id")
            )
            for name, table in owners.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_engineers")),
    )
    for name in owners:
        op.create_index(op.f(f"ix_named_engineers_{name}_id"), "named_engineers", [f"{name}_id"])
    op.create_index(op.f("ix_named_engineers_external_id"), "named_engineers", ["external_id"], unique=True)


def downgrade() -> None:
    """Take back."""
    op.drop_table("learned_stars")
    op.drop_table("named_engineers")
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.drop_column("min_stars_by")
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_column("min_stars")
