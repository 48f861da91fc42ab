"""A register of what may be charged, charges that wait for the office, and photos that were withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kernel.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "charge_kinds",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("unit_price_cents", sa.Integer(), nullable=False),
        sa.Column("limit_cents", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_charge_kinds")),
    )
    _held_charges()
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.add_column(sa.Column("look", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_reason", sa.String(length=300), nullable=True))
        batch_op.create_index("ix_photos_sha256", ["sha256"], unique=False)
        batch_op.create_index("ix_photos_look", ["look"], unique=False)
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("void_changes", sa.JSON(), nullable=True))
    # Kinds that were charged before there was a register: nothing above what was ever charged passes by
    # itself.  An administrator gives them names, prices and tighter limits.
    op.execute(
        "INSERT INTO charge_kinds (code, name_en, name_zh, unit_price_cents, limit_cents, active)"
        " SELECT kind, kind, kind, 0, max(amount_cents), true FROM charges GROUP BY kind"
    )


def _held_charges() -> None:
    op.create_table(
        "held_charges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("serial_number", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_held_charges_engineer_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_held_charges_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_charges")),
    )
    with op.batch_alter_table("held_charges", schema=None) as batch_op:
        batch_op.create_index("ix_held_charges_visit_id", ["visit_id"], unique=False)
        batch_op.create_index("ix_held_charges_state_received_at", ["state", "received_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.drop_column("void_changes")
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_index("ix_photos_look")
        batch_op.drop_index("ix_photos_sha256")
        batch_op.drop_column("withdrawn_reason")
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("look")
    op.drop_table("held_charges")
    op.drop_table("charge_kinds")
