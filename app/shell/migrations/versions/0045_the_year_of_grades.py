"""The year of grades, and which stars were held since when."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_SUBJECTS = ("engineer", "provider")


def upgrade() -> None:
    """Apply."""
    for name in _SUBJECTS:
        with op.batch_alter_table(f"{name}s", schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("stars_reason", sa.String(length=400), server_default=sa.text("''"), nullable=False)
            )
    _stars_held()
    _grades()
    _acts()
    _vetoes()


def _stars_held() -> None:
    op.create_table(
        "stars_held",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=8), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=400), server_default=sa.text("''"), nullable=False),
        sa.Column("grade_id", sa.Uuid(), nullable=True),
        sa.Column("set_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stars_held")),
    )
    op.create_index("ix_stars_held_subject_id_from_at", "stars_held", ["subject_id", "from_at"])
    held = sa.table(
        "stars_held",
        sa.column("id", sa.Uuid()),
        sa.column("subject_id", sa.Uuid()),
        *(sa.column(name, sa.String()) for name in ("subject", "source", "set_by")),
        sa.column("stars", sa.Integer()),
        sa.column("from_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    for name in _SUBJECTS:
        now = sa.table(
            f"{name}s",
            sa.column("id", sa.Uuid()),
            sa.column("stars", sa.Integer()),
            sa.column("created_at", sa.DateTime(timezone=True)),
        )
        rows = [
            {
                "id": uuid4(),
                "subject": name,
                "subject_id": row.id,
                "stars": row.stars,
                "from_at": row.created_at,
                "source": "before",
                "set_by": "",
            }
            for row in connection.execute(sa.select(now).order_by(now.c.id))
        ]
        if rows:
            connection.execute(sa.insert(held), rows)


def _grades() -> None:
    op.create_table(
        "grades",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=8), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("facts_digest", sa.String(length=64), nullable=False),
        sa.Column("rubric_version", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=120), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("bonuses", sa.JSON(), nullable=False),
        sa.Column("total", sa.Double(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("doubt", sa.String(length=14), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grades")),
        sa.UniqueConstraint(
            "year", "subject", "subject_id", "number", name=op.f("uq_grades_year_subject_subject_id_number")
        ),
    )
    op.create_index(op.f("ix_grades_subject_id"), "grades", ["subject_id"])


def _acts() -> None:
    op.create_table(
        "grade_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("grade_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["grade_id"], ["grades.id"], name=op.f("fk_grade_acts_grade_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["users.id"], name=op.f("fk_grade_acts_by_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_acts")),
    )
    op.create_index(op.f("ix_grade_acts_grade_id"), "grade_acts", ["grade_id"])
    op.create_table(
        "grade_appeals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("grade_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("appealed_by", sa.Uuid(), nullable=True),
        sa.Column("appealed_by_name", sa.String(length=120), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_by_name", sa.String(length=120), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["grade_id"], ["grades.id"], name=op.f("fk_grade_appeals_grade_id")),
        sa.ForeignKeyConstraint(["appealed_by"], ["users.id"], name=op.f("fk_grade_appeals_appealed_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_grade_appeals_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_appeals")),
    )
    op.create_index(op.f("ix_grade_appeals_grade_id"), "grade_appeals", ["grade_id"])


def _vetoes() -> None:
    op.create_table(
        "grade_vetoes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=8), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("by_user_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_name", sa.String(length=120), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by_user_id"], ["users.id"], name=op.f("fk_grade_vetoes_by_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_grade_vetoes_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_vetoes")),
    )
    op.create_index(op.f("ix_grade_vetoes_subject_id"), "grade_vetoes", ["subject_id"])


def downgrade() -> None:
    """Take back."""
    for name in ("grade_vetoes", "grade_appeals", "grade_acts", "grades", "stars_held"):
        op.drop_table(name)
    for name in _SUBJECTS:
        with op.batch_alter_table(f"{name}s", schema=None) as batch_op:
            batch_op.drop_column("stars_reason")
