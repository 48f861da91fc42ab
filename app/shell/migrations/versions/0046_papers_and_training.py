"""Certificates, suspensions from skills, courses and examinations, and years in the trade."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("engineers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_trade_since", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("education", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
    _certificates()
    _suspensions()
    _training()
    _exams()


def _certificates() -> None:
    op.create_table(
        "certificate_kinds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("skill_code", sa.String(length=40), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_externally_known(),
        sa.ForeignKeyConstraint(
            ["skill_code"], ["skills.code"], name=op.f("fk_certificate_kinds_skill_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_kinds")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_kinds_code")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_kind_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_externally_known(),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_certificates_engineer_id")),
        sa.ForeignKeyConstraint(
            ["certificate_kind_id"],
            ["certificate_kinds.id"],
            name=op.f("fk_certificates_certificate_kind_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    for name in ("certificate_kinds", "certificates"):
        op.create_index(op.f(f"ix_{name}_external_id"), name, ["external_id"], unique=True)
    op.create_index(op.f("ix_certificate_kinds_skill_code"), "certificate_kinds", ["skill_code"])
    for name in ("engineer_id", "certificate_kind_id", "valid_until"):
        op.create_index(op.f(f"ix_certificates_{name}"), "certificates", [name])
    op.create_table(
        "certificate_warnings",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_warnings_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_warnings")),
    )


def _suspensions() -> None:
    op.create_table(
        "skill_suspensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("skill_code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("set_by", sa.String(length=120), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=120), nullable=True),
        sa.Column("lifted_note", sa.Text(), nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(
            ["engineer_id"], ["engineers.id"], name=op.f("fk_skill_suspensions_engineer_id")
        ),
        sa.ForeignKeyConstraint(
            ["skill_code"], ["skills.code"], name=op.f("fk_skill_suspensions_skill_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_suspensions")),
    )
    op.create_index(
        "ix_skill_suspensions_engineer_id_from_on", "skill_suspensions", ["engineer_id", "from_on"]
    )


def _training() -> None:
    op.create_table(
        "courses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        *_named(),
        sa.Column("skill_code", sa.String(length=40), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_externally_known(),
        sa.ForeignKeyConstraint(["skill_code"], ["skills.code"], name=op.f("fk_courses_skill_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
        sa.UniqueConstraint("code", name=op.f("uq_courses_code")),
    )
    op.create_table(
        "training_needs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("skill_code", sa.String(length=40), nullable=True),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_versioned(),
        sa.ForeignKeyConstraint(
            ["engineer_id"], ["engineers.id"], name=op.f("fk_training_needs_engineer_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_training_needs_team_id")),
        sa.ForeignKeyConstraint(["skill_code"], ["skills.code"], name=op.f("fk_training_needs_skill_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_needs")),
    )
    op.create_table(
        "course_dates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("trainer", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_externally_known(),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_course_dates_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_dates")),
    )
    op.create_table(
        "course_places",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_date_id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("attendance", sa.String(length=10), nullable=False),
        *_versioned(),
        sa.ForeignKeyConstraint(
            ["course_date_id"], ["course_dates.id"], name=op.f("fk_course_places_course_date_id")
        ),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_course_places_engineer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_places")),
        sa.UniqueConstraint(
            "course_date_id", "engineer_id", name=op.f("uq_course_places_course_date_id_engineer_id")
        ),
    )
    for name, column in (
        ("training_needs", "engineer_id"),
        ("training_needs", "team_id"),
        ("course_dates", "course_id"),
        ("course_dates", "starts_on"),
        ("course_places", "engineer_id"),
    ):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
    for name in ("courses", "course_dates"):
        op.create_index(op.f(f"ix_{name}_external_id"), name, ["external_id"], unique=True)


def _exams() -> None:
    op.create_table(
        "exams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        *_named(),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("skill_code", sa.String(length=40), nullable=True),
        sa.Column("bank", sa.String(length=40), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("questions", "minutes", "pass_pct", "tries")
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_externally_known(),
        sa.ForeignKeyConstraint(["skill_code"], ["skills.code"], name=op.f("fk_exams_skill_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exams")),
        sa.UniqueConstraint("code", name=op.f("uq_exams_code")),
    )
    op.create_table(
        "exam_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_externally_known(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_questions")),
    )
    op.create_table(
        "exam_sittings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("engineer_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.String(length=120), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        *_versioned(),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_exam_sittings_exam_id")),
        sa.ForeignKeyConstraint(["engineer_id"], ["engineers.id"], name=op.f("fk_exam_sittings_engineer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_sittings")),
    )
    op.create_index(op.f("ix_exam_questions_bank"), "exam_questions", ["bank"])
    op.create_index(op.f("ix_exam_sittings_exam_id"), "exam_sittings", ["exam_id"])
    op.create_index("ix_exam_sittings_engineer_id_started_at", "exam_sittings", ["engineer_id", "started_at"])
    for name in ("exams", "exam_questions"):
        op.create_index(op.f(f"ix_{name}_external_id"), name, ["external_id"], unique=True)


def _named() -> list[sa.Column[object]]:
    return [sa.Column(name, sa.String(length=120), nullable=False) for name in ("name_en", "name_zh")]


def _versioned() -> list[sa.Column[object]]:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _externally_known() -> list[sa.Column[object]]:
    return [sa.Column("external_id", sa.String(length=80), nullable=True), *_versioned()]


def downgrade() -> None:
    """Take back."""
    for name in (
        *("exam_sittings", "exam_questions", "exams"),
        *("course_places", "course_dates", "training_needs", "courses"),
    ):
        op.drop_table(name)
    for name in ("skill_suspensions", "certificate_warnings", "certificates", "certificate_kinds"):
        op.drop_table(name)
    with op.batch_alter_table("engineers", schema=None) as batch_op:
        batch_op.drop_column("education")
        batch_op.drop_column("in_trade_since")
