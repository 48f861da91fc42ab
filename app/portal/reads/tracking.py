"""What a customer sees behind a tracking link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.calendar.rules.due_times import opens_at
from app.kernel import UnitOfWork
from app.outbox.reads.links_sent import link_sent_at
from app.portal.hooks import Complained, complaints_of
from app.registers.reads.hotlines import hotline_of
from app.registers.reads.stars_held import engineer_stars_at
from app.registers.tables import Engineer, Site, Territory
from app.requests.reads.appointments import why_not_later
from app.requests.reads.goes_on import OPEN_STATES, goes_on_as
from app.requests.reads.outcomes import first_arrived, outcome_of, shown_arrival
from app.requests.reads.part_returns import before, is_held_back
from app.requests.rules.card import CardAnswers, answers_of
from app.requests.rules.lifecycle import LIVE_VISIT_STATES, VisitState
from app.requests.rules.promise import Outcome
from app.requests.rules.returns import PART_MISSING
from app.requests.tables import Rating, ServiceRequest, Visit
from app.visits.reads.signature_state import SignatureState, signature_state

_COMING = (VisitState.ACCEPTED, VisitState.EN_ROUTE, VisitState.ON_SITE)
_OVER = (VisitState.COMPLETED, VisitState.CONFIRMED)
_NOBODY_YET = (VisitState.PLANNED, VisitState.OFFERED)
_SHOWN_LATE = (*_COMING, *_OVER, VisitState.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class EngineerCard:
    """The supervision card: who comes, with what grade."""

    id: UUID
    number: str
    name: str
    stars: int
    phone: str | None
    photo_sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given(CardAnswers):
    """What the customer gave: the score, the comment, and what else the card asks."""

    score: int
    comment: str
    rated_at: datetime
    handed_over: bool = field(
        metadata={"description": "Given by a link that the office handed over: by whom is not known"}
    )


@dataclass(frozen=True, slots=True)
class Earlier:
    """The visit before this one: its number, when it ended and why another is needed; done, so it seemed."""

    number: int
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Tracking:
    """The request and the visit that matters now: the one to come or under way, else the last."""

    request_id: UUID
    code: str
    state: str
    cancel_reason: str | None
    requested_at: datetime
    due_at: datetime
    promise_s: int
    from_at: datetime | None
    can_put_off: bool
    solved_remotely_at: datetime | None
    solved_remotely_how: str | None
    hotline: str | None
    site_name: str
    is_placed: bool
    time_zone: str
    now: datetime
    visit_id: UUID | None
    visit_state: str | None
    opens_at: datetime | None
    eta_at: datetime | None
    departed_at: datetime | None
    on_site_at: datetime | None
    recorded_on_site_at: datetime | None
    first_on_site_at: datetime | None
    goes_on_code: str | None
    complained: Complained | None
    earlier: Earlier | None
    waits_for_part: bool
    link_sent_at: datetime | None
    arrival_confirmed_at: datetime | None
    completed_at: datetime | None
    office_ended: bool
    engineer: EngineerCard | None
    arrival_code: str | None
    rating: Given | None
    signing: SignatureState | None
    currency: str
    outcome: Outcome
    read_only: bool
    can_confirm_arrival: bool
    can_confirm: bool
    can_rate: bool

    @property
    def complained_at(self) -> datetime | None:
        """When the customer said what is wrong; None once the office has seen to it."""
        return self.complained.at if self.complained else None

    @property
    def must_acknowledge_void(self) -> bool:
        """Whether the result can only be confirmed by who was told that a signature is void."""
        return self.can_confirm and self.signing is not None and bool(self.signing.void_roles)


def tracking(
    uow: UnitOfWork, request_id: UUID, *, may_act: bool = False, shows_code: bool = False
) -> Tracking:
    """Return what the link shows; whether it `may_act` for the customer and `shows_code` is the link's.

    Only one that shows the code moves the promise.

    The card and the arrival code appear once the engineer has said yes: until then somebody else may come.
    As long as nobody comes yet because the promise's hour has not begun, `opens_at` says when it does, and
    there is no ETA.

    Raises:
        NotFound: there is no such request.
    """
    request = uow.get(ServiceRequest, request_id)
    site = uow.get(Site, request.site_id)
    visits = uow.session.scalars(
        select(Visit).where(Visit.request_id == request_id).order_by(Visit.ordinal)
    ).all()
    visit = visit_that_matters(visits)
    rating = _rating(uow, visit)
    state = visit.state if visit else None
    opens = _opens_at(request, visit, uow.now)
    arrived_at, recorded_at = _arrived_at(uow, request, visit)
    goes_on = goes_on_as(uow, request)
    return Tracking(
        request_id=request.id,
        code=request.code,
        state=request.state,
        cancel_reason=request.cancel_reason,
        requested_at=request.requested_at,
        due_at=request.due_at,
        promise_s=request.promise_s,
        from_at=request.due_at - timedelta(seconds=request.promise_s) if request.first_due_at else None,
        can_put_off=shows_code and why_not_later(request, visits, uow.now) is None,
        solved_remotely_at=request.solved_remotely_at,
        solved_remotely_how=request.solved_remotely_how if request.solved_remotely_at else None,
        hotline=hotline_of(uow, request.territory_id) or None,
        site_name=site.name,
        is_placed=request.is_placed,
        time_zone=site.time_zone or uow.get(Territory, request.territory_id).time_zone,
        now=uow.now,
        visit_id=visit.id if visit else None,
        visit_state=state,
        opens_at=opens,
        eta_at=visit.eta_at if visit and opens is None and not _is_uncertain(visits, visit) else None,
        departed_at=visit.departed_at if visit else None,
        on_site_at=arrived_at,
        recorded_on_site_at=recorded_at,
        first_on_site_at=request.on_site_at,
        goes_on_code=goes_on.code if goes_on else None,
        earlier=_earlier(visits, visit),
        waits_for_part=visit is not None and is_held_back(visits, visit),
        complained=next((one for one in complaints_of(uow, request.id) if one.open), None),
        link_sent_at=link_sent_at(uow, request.id) if not may_act else None,
        arrival_confirmed_at=visit.arrival_confirmed_at if visit else None,
        completed_at=visit.completed_at if visit else None,
        office_ended=bool(visit and visit.office_ended_by),
        engineer=_card(uow, visit),
        arrival_code=visit.arrival_code if visit and shows_code and state in _COMING else None,
        rating=rating,
        signing=signature_state(uow, visit, request) if visit and visit.on_site_at else None,
        currency=uow.settings.currency,
        outcome=outcome_of(request, uow.now),
        read_only=not may_act,
        can_confirm_arrival=bool(
            may_act
            and visit
            and visit.on_site_at
            and visit.arrival_confirmed_at is None
            and state in _SHOWN_LATE
        ),
        can_confirm=may_act and state == VisitState.COMPLETED,
        can_rate=may_act and state in _OVER and rating is None,
    )


def _earlier(visits: Sequence[Visit], visit: Visit | None) -> Earlier | None:
    last = before(visits, visit) if visit is not None else None
    if last is None:
        return None
    ended_at = last.completed_at or last.on_site_at or last.updated_at
    reason = (last.end_reason or "").partition(":")[0] if last.state == VisitState.INCOMPLETE else None
    return Earlier(last.ordinal, ended_at, reason)


def _is_uncertain(visits: Sequence[Visit], visit: Visit) -> bool:
    """Whether a part is missing and nobody has said yes: no time that a plan names is one to count on."""
    last = before(visits, visit)
    lacked = last is not None and (last.end_reason or "").startswith(PART_MISSING)
    return lacked and visit.state in _NOBODY_YET


def _arrived_at(
    uow: UnitOfWork, request: ServiceRequest, visit: Visit | None
) -> tuple[datetime | None, datetime | None]:
    """When the engineer of this visit arrived, as it counts, and as recorded where that is otherwise."""
    return (None, None) if visit is None else shown_arrival(request, visit, first_arrived(uow, request.id))


def _opens_at(request: ServiceRequest, visit: Visit | None, now: datetime) -> datetime | None:
    """Before when nobody comes; None once somebody has said yes, or the hour has begun."""
    if request.state not in OPEN_STATES or (visit is not None and visit.state not in _NOBODY_YET):
        return None
    not_before_at = visit.not_before_at if visit else None
    return opens_at(request.due_at, request.promise_s, not_before_at, now)


def visit_that_matters(visits: Sequence[Visit]) -> Visit | None:
    """Of a request's visits in order: the first to come or under way, else the last; None of none."""
    live = (visit for visit in visits if visit.state in LIVE_VISIT_STATES)
    return next(live, visits[-1] if visits else None)


def _card(uow: UnitOfWork, visit: Visit | None) -> EngineerCard | None:
    if visit is None or visit.engineer_id is None or visit.state not in _SHOWN_LATE:
        return None
    engineer = uow.get(Engineer, visit.engineer_id)
    return EngineerCard(
        id=engineer.id,
        number=engineer.number,
        name=engineer.name,
        stars=engineer_stars_at(uow, engineer, visit.on_site_at),
        phone=engineer.phone if visit.state in _COMING else None,
        photo_sha256=engineer.photo_sha256,
    )


def _rating(uow: UnitOfWork, visit: Visit | None) -> Given | None:
    if visit is None:
        return None
    row = uow.session.scalars(select(Rating).where(Rating.visit_id == visit.id)).one_or_none()
    if row is None:
        return None
    answers = asdict(answers_of(row))
    return Given(
        score=row.score, comment=row.comment, rated_at=row.rated_at, handed_over=row.handed_over, **answers
    )
