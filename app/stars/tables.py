"""Facts of grades: what each visit contributed, the figures of months, what stands behind grades; rubrics."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, prose
from app.kernel.drafts import InVersions, one_draft

MONTH = 7
"""A month is written 2026-01."""


class StarMonth(Base):
    """A month whose facts were worked out; `zone`s differ, so that it is no single span."""

    __tablename__ = "star_months"

    month: Mapped[str] = mapped_column(String(MONTH), primary_key=True)
    worked_out_at: Mapped[datetime]
    visits: Mapped[int]


class StarContribution(Base):
    """What one visit contributes to the figures of one engineer, and the kind of work it was.

    Each measure has its figure, None where it is left out, and beside it why (`app.stars.rules.leaving_out`).
    `customer_id` is who judges: of customers found to be one, the one they are.  `part_of_day` and
    `remoteness` count from 0 (`app.stars.rules.work`).  `provider_id` is whose people the engineer was among
    when the month was worked out.
    """

    __tablename__ = "star_contributions"
    __table_args__ = (
        Index("ix_star_contributions_engineer_id_month", "engineer_id", "month"),
        Index("ix_star_contributions_provider_id_month", "provider_id", "month"),
        Index("ix_star_contributions_requested_at", "requested_at", "visit_id", "engineer_id"),
    )

    month: Mapped[str] = mapped_column(String(MONTH), primary_key=True)
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("service_requests.id"), index=True)
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("providers.id"))
    declaration_id: Mapped[UUID | None] = mapped_column(ForeignKey("star_declarations.id"))
    requested_at: Mapped[datetime]
    customer_id: Mapped[UUID]
    territory_id: Mapped[UUID]
    fault_code: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(120))
    part_of_day: Mapped[int]
    remoteness: Mapped[int]
    promise_own_stages: Mapped[float | None]
    promise_own_stages_why: Mapped[str] = mapped_column(String(20))
    first_time_fix: Mapped[float | None]
    first_time_fix_why: Mapped[str] = mapped_column(String(20))
    no_repeat: Mapped[float | None]
    no_repeat_why: Mapped[str] = mapped_column(String(20))
    time_against_expected: Mapped[float | None]
    time_against_expected_why: Mapped[str] = mapped_column(String(20))
    customer_score: Mapped[float | None]
    customer_score_why: Mapped[str] = mapped_column(String(20))
    evidence_in_time: Mapped[float | None]
    evidence_in_time_why: Mapped[str] = mapped_column(String(20))
    complaints_upheld: Mapped[float | None]
    complaints_upheld_why: Mapped[str] = mapped_column(String(20))
    call_back_solved: Mapped[float | None]
    call_back_solved_why: Mapped[str] = mapped_column(String(20))


class StarFact(Base):
    """A month's figure of one engineer or provider (`subject`) in one measure.

    cases: visits that count, those by half too.  weight: the sum of what they count.  total: the sum of the
    figures by their weight; of the time of their logarithms.  left_out: visits that say nothing of it.
    """

    __tablename__ = "star_facts"

    month: Mapped[str] = mapped_column(String(MONTH), primary_key=True)
    subject: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(24), primary_key=True)
    cases: Mapped[int]
    weight: Mapped[float]
    total: Mapped[float]
    left_out: Mapped[int]


class StarSum(Base):
    """A month's visits of one territory, kind of fault or model (`whose`, `key`) added up in one measure.

    The columns are those of `StarFact`.  A territory may have every visit of a company,
    too many for a page to add up.
    """

    __tablename__ = "star_sums"
    __table_args__ = (Index("ix_star_sums_whose_key_month", "whose", "key", "month"),)

    month: Mapped[str] = mapped_column(String(MONTH), primary_key=True)
    whose: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    measure: Mapped[str] = mapped_column(String(24), primary_key=True)
    cases: Mapped[int]
    weight: Mapped[float]
    total: Mapped[float]
    left_out: Mapped[int]


class StarStanding(Base):
    """What one engineer or provider comes to in one measure over some months, evened out and shrunk.

    `value` with `low` and `high`, which hold the true figure four times in five; `raw` as it is.
    `reliability` is which part of what is seen is his own; `apart` whether the span lies above (1) or
    below (-1) what all come to.
    """

    __tablename__ = "star_standings"

    first_month: Mapped[str] = mapped_column(String(MONTH), primary_key=True)
    last_month: Mapped[str] = mapped_column(String(MONTH), primary_key=True)
    subject: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(24), primary_key=True)
    cases: Mapped[int]
    raw: Mapped[float]
    value: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    reliability: Mapped[float]
    apart: Mapped[int]


class StarDeclaration(WithId, Versioned, Base):
    """A manager's word that visits do not count, or count half: one visit's, or those of a territory's span.

    It is withdrawn, not deleted.  `counts_half`: else it does not count at all.
    """

    __tablename__ = "star_declarations"
    __table_args__ = (Index("ix_star_declarations_territory_id_from_at", "territory_id", "from_at"),)

    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visits.id"), index=True)
    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"))
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(20))
    counts_half: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = prose(1000)
    declared_by: Mapped[str] = mapped_column(String(120))
    declared_at: Mapped[datetime]
    withdrawn_by: Mapped[str | None] = mapped_column(String(120))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_note: Mapped[str | None] = prose(1000)


class RubricVersion(InVersions, Base):
    """One version of a rubric.

    `content` is what `app.stars.rules.rubric_data.parsed` reads.  `writers` are those who wrote the draft:
    none of them publishes it.
    """

    __tablename__ = "rubric_versions"
    __table_args__ = (UniqueConstraint("key", "number"), one_draft(__tablename__))

    key: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    writers: Mapped[list[Any]]
