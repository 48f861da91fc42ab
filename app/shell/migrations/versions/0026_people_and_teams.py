"""Invitations, teams, what an account's owner chose, and when a token was last used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("theme", sa.String(length=6), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(sa.Column("sound", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("desktop", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("access_tokens", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", _INSTANT, nullable=True))
        batch_op.add_column(
            sa.Column("seen_from", sa.String(length=64), server_default=sa.text("''"), nullable=False)
        )
    _make_invitations()
    _make_teams()


def _make_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT, nullable=True),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invitations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_user_id"), "invitations", ["user_id"])


def _make_teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_teams_provider_id")),
        sa.ForeignKeyConstraint(["territory_id"], ["territories.id"], name=op.f("fk_teams_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_index(op.f("ix_teams_provider_id"), "teams", ["provider_id"])
    op.create_index(op.f("ix_teams_territory_id"), "teams", ["territory_id"])
    op.create_table(
        "team_places",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("engineer_id", sa.Uuid(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_team_places_engineer_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_places_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_team_places_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_places")),
    )
    for column in ("engineer_id", "team_id", "user_id"):
        op.create_index(op.f(f"ix_team_places_{column}"), "team_places", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("team_places")
    op.drop_table("teams")
    op.drop_table("invitations")
    with op.batch_alter_table("access_tokens", schema=None) as batch_op:
        batch_op.drop_column("seen_from")
        batch_op.drop_column("seen_at")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("desktop")
        batch_op.drop_column("sound")
        batch_op.drop_column("theme")
