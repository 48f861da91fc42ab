"""What a customer does behind a tracking link: confirm the arrival, confirm the visit, rate it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select

from app.arrivals.commands.arrival_verdicts import rejudge
from app.arrivals.events import ArrivalConfirmed
from app.kernel import UnitOfWork, ledger, locks
from app.kernel.base import longest
from app.kernel.errors import Invalid, NotFound
from app.kernel.events import ABSENT, DomainEvent
from app.kernel.phrases import Phrase
from app.portal.errors import AlreadyRated, SignatureVoid
from app.portal.events import VisitRated
from app.portal.hooks import UNSOLVED
from app.portal.reads.tracking import visit_that_matters
from app.requests.commands.links import Rights
from app.requests.commands.moves import move_visit, request_stream
from app.requests.errors import NotReady
from app.requests.events.visits import VisitConfirmed
from app.requests.rules.card import SCORED, CardAnswers, answers_of
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Rating, ServiceRequest, Visit
from app.visits.reads.signature_state import signature_state
from checklists.answers import clean_text
from checklists.errors import AnswerInvalid

MIN_SCORE, MAX_SCORE = 1, 5
MAX_COMMENT = longest(Rating.comment)

_UNANSWERED = CardAnswers()
_ARRIVED = (VisitState.ON_SITE, VisitState.COMPLETED, VisitState.CONFIRMED, VisitState.INCOMPLETE)
_DONE = (VisitState.COMPLETED, VisitState.CONFIRMED)


def confirm_arrival(uow: UnitOfWork, request_id: UUID) -> Visit:
    """Say that the engineer is here; said again it changes nothing.  It also ends a locked code.

    By a link that the supervision card opened it is worth the code, which that was opened with; by one that
    the office handed over, what the office's own word is worth.

    Raises:
        NotFound: the request has no visit.
        NotReady: the engineer's phone has not reported the arrival.
    """
    visit = _locked(uow, request_id, _ARRIVED, Phrase("on site"))
    if visit.on_site_at is None:  # it ended at the gate, and nobody says that the engineer was there
        raise NotReady(visit.id, visit.state, Phrase("on site"))
    if uow.principal.link == Rights.CARD:
        confirm_by_card(uow, visit, uow.principal.link_maker)
    elif _is_handed(uow):
        _confirm_by_hand(uow, visit)
    elif visit.customer_confirmed_at is None:
        visit.customer_confirmed_at = uow.now
        visit.arrival_confirmed_at = visit.arrival_confirmed_at or uow.now
        visit.code_attempts, visit.codes_locked_at = 0, None
        _touch(uow, visit)
        _note(uow, visit, ArrivalConfirmed(visit_id=visit.id, by="customer", confirmed_at=uow.now))
        rejudge(uow, visit, uow.get(ServiceRequest, request_id))
    return visit


def confirm_by_card(uow: UnitOfWork, visit: Visit, maker: str) -> None:
    """Take the code that opened the supervision card of a recorded arrival: the code's worth, and no more.

    It is no word of the customer's own: whoever knows the code may have opened it.
    """
    if visit.arrival_confirmed_at is None:
        visit.arrival_confirmed_at = uow.now
        _touch(uow, visit)
        said = ArrivalConfirmed(visit_id=visit.id, by="card", confirmed_at=uow.now, link_maker=maker)
        _note(uow, visit, said)


def _confirm_by_hand(uow: UnitOfWork, visit: Visit) -> None:
    if visit.arrival_confirmed_at is None:
        visit.arrival_confirmed_at = visit.handed_confirmed_at = uow.now
        visit.code_attempts, visit.codes_locked_at = 0, None
        _touch(uow, visit)
        _note(uow, visit, ArrivalConfirmed(visit_id=visit.id, by="handed", confirmed_at=uow.now))
        rejudge(uow, visit, uow.get(ServiceRequest, visit.request_id))


def _is_handed(uow: UnitOfWork) -> bool:
    """Whether a link acts that the office handed over: nobody knows who holds it."""
    return uow.principal.link == Rights.HANDED


def confirm(uow: UnitOfWork, request_id: UUID, *, acknowledge_void: bool = False) -> Visit:
    """Say that the work is done; said again it changes nothing.

    Over a signature that is void only with `acknowledge_void`: the customer was told, and confirms knowingly.

    Raises:
        NotFound: the request has no visit.
        NotReady: the visit is not completed.
        SignatureVoid: a signature is void, and the customer has not said to know it.
    """
    visit = _locked(uow, request_id, _DONE, Phrase("completed"))
    if visit.state == VisitState.COMPLETED:
        state = signature_state(uow, visit, uow.get(ServiceRequest, request_id))
        if state.void_roles and not acknowledge_void:
            raise SignatureVoid(visit.id, state.void_roles)
        visit.confirmed_at = uow.now
        knowing = state.void_roles or ABSENT
        by = "handed" if _is_handed(uow) else "customer"
        said = VisitConfirmed(by=by, amount_cents=state.amount_cents, void_signatures=knowing)
        move_visit(uow, visit, said)
        _touch(uow, visit)
    return visit


def rate(
    uow: UnitOfWork,
    request_id: UUID,
    score: int,
    comment: str = "",
    answers: CardAnswers = _UNANSWERED,
) -> Rating:
    """Score the visit from 1 to 5, once; the same again gives the first rating.

    Whoever says that the problem is not solved is heard at once, as one who complains.

    Raises:
        NotFound: the request has no visit.
        NotReady: the visit is not completed.
        AlreadyRated: another score, comment or answer was given before.
        Invalid: a score is out of range, or the comment too long.
    """
    comment = _checked(score, comment, answers)
    visit = _locked(uow, request_id, _DONE, Phrase("completed"))
    rating = uow.session.scalars(select(Rating).where(Rating.visit_id == visit.id)).one_or_none()
    if rating is not None:
        if (rating.score, rating.comment, answers_of(rating)) != (score, comment, answers):
            raise AlreadyRated(rating.score)
        return rating
    if visit.engineer_id is None:
        raise NotReady(visit.id, visit.state, Phrase("completed"))
    rating = Rating(
        id=uow.new_id(),
        visit_id=visit.id,
        engineer_id=visit.engineer_id,
        score=score,
        comment=comment,
        rated_at=uow.now,
        handed_over=_is_handed(uow),
        **asdict(answers),
    )
    uow.session.add(rating)
    said = {name: value for name, value in asdict(answers).items() if value is not None}
    said |= {"handed_over": True} if rating.handed_over else {}
    rated = VisitRated(visit_id=visit.id, score=score, comment=comment, engineer_id=visit.engineer_id, **said)
    _note(uow, visit, rated)
    if answers.problem_solved is False:
        for tell in UNSOLVED:
            tell(uow, uow.get(ServiceRequest, request_id), rating)
    return rating


def _checked(score: int, comment: str, answers: CardAnswers) -> str:
    given = {"score": score, **{name: getattr(answers, name) for name in SCORED}}
    text = Phrase("must be a whole number from %(least)s to %(most)s", least=MIN_SCORE, most=MAX_SCORE)
    wrong = {
        name: text for name, one in given.items() if one is not None and not MIN_SCORE <= one <= MAX_SCORE
    }
    if wrong:
        raise Invalid(wrong)
    if not comment.strip():
        return ""
    try:
        return clean_text(comment, MAX_COMMENT, "comment")
    except AnswerInvalid as bad:
        raise Invalid({"comment": Phrase.of(bad.text)}) from bad


def _locked(uow: UnitOfWork, request_id: UUID, states: Collection[VisitState], wanted: str) -> Visit:
    """Lock the request, then its visits, as phone messages do, and return the visit that is meant."""
    locks.rows(uow, select(ServiceRequest.id).where(ServiceRequest.id == request_id))
    visits = locks.rows(uow, select(Visit).where(Visit.request_id == request_id).order_by(Visit.id))
    visit = visit_that_matters(sorted(visits, key=lambda visit: visit.ordinal))
    if visit is None:
        raise NotFound("Visit", request_id)
    if visit.state not in states:
        raise NotReady(visit.id, visit.state, wanted)
    return visit


def _touch(uow: UnitOfWork, visit: Visit) -> None:
    visit.updated_at = uow.now


def _note(uow: UnitOfWork, visit: Visit, event: DomainEvent) -> None:
    ledger.record(uow, request_stream(visit.request_id), event)
