"""Requests with their visits, offers and ratings; enquiries."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.base import Base, Versioned, WithId, prose, within
from app.registers.tables import Engineer, HasContactNumbers, Searched, Site, found_by

_IS_OPEN = text("state IN ('received', 'promised', 'in_progress')")
_IN_DOUBT = text("arrival_doubtful_since IS NOT NULL")
_UNREACHED = text("on_site_at IS NULL AND solved_remotely_at IS NULL")
_SOLVED_REMOTELY = text("solved_remotely_at IS NOT NULL")
_NOT_IN_TIME = text(
    "on_site_at > due_at OR on_site_at IS NULL"
    " AND (solved_remotely_at IS NULL OR solved_remotely_at > due_at)"
)
_NOBODYS = text("engineer_id IS NULL")


class ServiceRequest(WithId, HasContactNumbers, Versioned, Base):
    """One problem reported (报修单).  Never lost, never merged away.

    `lat`/`lon`, skill, seconds and stars are copied at intake: later edits of site, fault or contract
    do not move a promise that was given.

    `on_site_at` and `arrival_verdict` are the effective ones: of the first arrival, after what a person
    settled or corrected, which `arrival_by_person` tells; a visit's own stay as recorded and judged.
    `arrival_engineer_id` is who came where that counts though the visit went to somebody else since.
    `app.requests.reads.outcomes` says what they come to.  `first_due_at` is set where the customer wanted an
    appointment instead: `due_at` is then the latest hour that `appointment_agreed_by` agreed to.
    `solved_remotely_…` say when, by whom and how it was solved without a visit; the time is taken back
    where it turned out not to be, the rest stays.  `external_reference` is the customer's or partner's own
    number of it.  `min_stars_by` says who asked for so many stars (`app.requests.rules.minimum`); None where
    nobody did, or it was taken in before that was noted.
    """

    __tablename__ = "service_requests"
    __table_args__ = (
        Index("ix_service_requests_territory_state", "territory_id", "state"),
        Index("ix_service_requests_territory_requested", "territory_id", "requested_at"),
        Index("ix_service_requests_state_requested", "state", "requested_at", "id"),
        Index("ix_service_requests_asset_id_requested_at", "asset_id", "requested_at"),
        Index("ix_service_requests_open", "requested_at", postgresql_where=_IS_OPEN, sqlite_where=_IS_OPEN),
        Index(
            "ix_service_requests_in_doubt",
            "territory_id",
            "arrival_doubtful_since",
            postgresql_where=_IN_DOUBT,
            sqlite_where=_IN_DOUBT,
        ),
        Index("ix_service_requests_verdict_requested", "arrival_verdict", "requested_at", "id"),
        *(
            Index(f"ix_service_requests_{name}", "requested_at", "id", postgresql_where=one, sqlite_where=one)
            for name, one in (
                *(("unreached", _UNREACHED), ("solved_remotely", _SOLVED_REMOTELY)),
                ("not_in_time", _NOT_IN_TIME),
            )
        ),
    )

    code: Mapped[str] = mapped_column(String(12), unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("sites.id"), index=True)
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id"), index=True)
    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"))
    linked_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_requests.id"))
    fault_code: Mapped[str] = mapped_column(ForeignKey("fault_types.code"))
    description: Mapped[str] = prose(4000, default="")
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    requested_at: Mapped[datetime] = mapped_column(index=True)
    received_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    first_due_at: Mapped[datetime | None]
    promise_s: Mapped[int]
    priority: Mapped[int]
    min_stars: Mapped[int]
    min_stars_by: Mapped[str | None] = mapped_column(String(12))
    skill_code: Mapped[str] = mapped_column(ForeignKey("skills.code"))
    expected_s: Mapped[int] = within(60, 24 * 3600)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    on_site_at: Mapped[datetime | None]
    arrival_verdict: Mapped[str | None] = mapped_column(String(12))
    arrival_doubtful_since: Mapped[datetime | None]
    arrival_by_person: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    arrival_engineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"))
    solved_remotely_at: Mapped[datetime | None]
    solved_remotely_by: Mapped[str | None] = mapped_column(String(120))
    solved_remotely_how: Mapped[str | None] = mapped_column(String(20))
    solved_remotely_note: Mapped[str | None] = prose(2000)
    appointment_agreed_by: Mapped[str | None] = mapped_column(String(120))
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(String(300))
    external_reference: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))
    customer_wish: Mapped[str] = prose(500, default="", server_default=text("''"))

    site: Mapped[Site] = relationship(lazy="raise_on_sql")
    visits: Mapped[list[Visit]] = relationship(
        back_populates="request", order_by="Visit.ordinal", lazy="raise_on_sql"
    )

    @property
    def is_placed(self) -> bool:
        """Whether it is known where it is; nobody is sent before."""
        return self.lat is not None and self.lon is not None

    @property
    def place(self) -> tuple[float, float]:
        """Where it is, of a request that somebody has or had.

        Raises:
            LookupError: it is not known; then nobody has it.
        """
        if self.lat is None or self.lon is None:
            raise LookupError(f"request {self.id} has no point")
        return self.lat, self.lon


found_by(
    ServiceRequest,
    {
        "code": Searched.CODE,
        "contact_name": Searched.CONTACT,
        "external_reference": Searched.REFERENCE,
        "description": Searched.WORDS,
    },
)


class Visit(WithId, Versioned, Base):
    """One engineer's visit (上门); it keeps its id when it is given to another engineer.

    `asked_at` is since when engineers are asked, or a yes that was given is gone, `lost_engineer_at` when it
    last lost one.
    `office_ended_by` and `office_end_reason` say who of the office ended it, and why, where no phone did.
    `arrival_findings` say why the verdict is what it is; `arrival_settled` what a person made of it (arrived
    or not_arrived), and `arrival_contested_at` since when evidence stands against that.  `passed_on_at` is
    when it first changed hands after the promised time, `due_engineer_id` who had it until then.
    """

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("request_id", "ordinal"),
        Index("ix_visits_territory_state", "territory_id", "state"),
        Index("ix_visits_engineer_state", "engineer_id", "state"),
        Index("ix_visits_of_nobody", "state", postgresql_where=_NOBODYS, sqlite_where=_NOBODYS),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("service_requests.id"))
    ordinal: Mapped[int] = mapped_column(default=1)
    territory_id: Mapped[UUID] = mapped_column(ForeignKey("territories.id"))
    engineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"))
    state: Mapped[str] = mapped_column(String(20))
    sequence: Mapped[int | None]
    eta_at: Mapped[datetime | None]
    pinned_engineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"))
    not_before_at: Mapped[datetime | None]
    arrival_code: Mapped[str] = mapped_column(String(4))
    code_attempts: Mapped[int] = mapped_column(default=0)
    assigned_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    lost_engineer_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    departed_at: Mapped[datetime | None]
    on_site_at: Mapped[datetime | None]
    arrival_confirmed_at: Mapped[datetime | None]
    arrival: Mapped[dict[str, Any] | None]
    arrival_verdict: Mapped[str | None] = mapped_column(String(12))
    arrival_findings: Mapped[list[Any] | None]
    arrival_settled: Mapped[str | None] = mapped_column(String(12))
    arrival_contested_at: Mapped[datetime | None]
    customer_confirmed_at: Mapped[datetime | None]
    office_confirmed_at: Mapped[datetime | None]
    handed_confirmed_at: Mapped[datetime | None]
    codes_locked_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    summary: Mapped[str] = prose(4000, default="")
    end_reason: Mapped[str | None] = mapped_column(String(300))
    office_ended_by: Mapped[str | None] = mapped_column(String(120))
    office_end_reason: Mapped[str | None] = mapped_column(String(300))
    unassigned_reasons: Mapped[list[Any] | None]
    passed_on_at: Mapped[datetime | None]
    due_engineer_id: Mapped[UUID | None] = mapped_column(ForeignKey("engineers.id"))

    request: Mapped[ServiceRequest] = relationship(back_populates="visits", lazy="raise_on_sql")
    engineer: Mapped[Engineer | None] = relationship(foreign_keys=[engineer_id], lazy="raise_on_sql")


class VisitExclusion(Base):
    """An engineer who shall not get a visit: declined it, let it lapse, was ruled out, or had not come."""

    __tablename__ = "visit_exclusions"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class VisitTemplate(Base):
    """The checklist versions a visit works through, fixed when the visit is made."""

    __tablename__ = "visit_templates"
    __table_args__ = (Index("ix_visit_templates_key_version", "key", "template_version"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    template_version: Mapped[int]


_PENDING = text("state = 'pending'")


class Offer(WithId, Versioned, Base):
    """One engineer asked for one visit.  At most one is pending per visit and per engineer."""

    __tablename__ = "offers"
    __table_args__ = (
        Index(
            "uq_offers_pending_visit",
            "visit_id",
            unique=True,
            postgresql_where=_PENDING,
            sqlite_where=_PENDING,
        ),
        Index(
            "uq_offers_pending_engineer",
            "engineer_id",
            unique=True,
            postgresql_where=_PENDING,
            sqlite_where=_PENDING,
        ),
        Index("ix_offers_state_expires", "state", "expires_at"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))

    visit: Mapped[Visit] = relationship(lazy="raise_on_sql")


class Enquiry(WithId, HasContactNumbers, Versioned, Base):
    """A question that needs no visit; to be answered within four hours, day and night.

    `overdue_at` is when its clock was seen to have run out without an answer.
    """

    __tablename__ = "enquiries"

    code: Mapped[str] = mapped_column(String(12), unique=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"), index=True)
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    channel: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = prose(4000)
    asked_at: Mapped[datetime]
    answer_due_at: Mapped[datetime] = mapped_column(index=True)
    overdue_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = prose(8000)


class Rating(WithId, Base):
    """The customer's score of one visit, with what else the card asks (`app.requests.rules.card`).

    One that was `handed_over` came by a link that the office read out: from whom is not known.
    """

    __tablename__ = "ratings"
    __table_args__ = (Index("ix_ratings_rated_at", "rated_at", "id"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), unique=True)
    engineer_id: Mapped[UUID] = mapped_column(ForeignKey("engineers.id"), index=True)
    score: Mapped[int] = within(1, 5)
    comment: Mapped[str] = prose(1000, default="")
    on_time: Mapped[int | None] = within(1, 5)
    technical: Mapped[int | None] = within(1, 5)
    attitude: Mapped[int | None] = within(1, 5)
    five_ones_used: Mapped[bool | None]
    problem_solved: Mapped[bool | None]
    rated_at: Mapped[datetime]
    handed_over: Mapped[bool] = mapped_column(default=False)


class FollowUp(WithId, Base):
    """The call back after a visit (回访)."""

    __tablename__ = "follow_ups"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("service_requests.id"), unique=True)
    solved: Mapped[bool]
    result: Mapped[str] = prose(2000)
    by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]


found_by(FollowUp, {"result": Searched.CALLED})


class RequestAttachment(WithId, Base):
    """A picture or PDF that the office added to a request; bytes stand among the blobs, by their hash.

    One that was `withdrawn_at` is shown to nobody any more.
    """

    __tablename__ = "request_attachments"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("service_requests.id"), index=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"))
    name: Mapped[str] = mapped_column(String(120))
    mime: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    for_customer: Mapped[bool]
    added_by: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RequestRelation(Base):
    """Two requests that have to do with one another; stands once, under the smaller id."""

    __tablename__ = "request_relations"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("service_requests.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("service_requests.id"), primary_key=True, index=True)
    added_by: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime]
