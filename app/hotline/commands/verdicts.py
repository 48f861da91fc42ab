"""A manager's verdict on a complaint, and a new one in its place."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Select, select

from app.accounts.tables import User
from app.hotline.errors import OtherTeamsComplaint, OwnComplaint
from app.hotline.events import ComplaintDecided
from app.hotline.reads.complaints import found_not_to_have_come
from app.hotline.reads.counting import is_the_callers
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.rules.verdicts import AboutWhom, ComplaintDecision, ComplaintFinding, is_party, misplaced
from app.hotline.tables import Call, ComplaintVerdict
from app.kernel import Role, UnitOfWork, ledger, locks
from app.kernel.errors import Invalid, NotFound, VersionConflict
from app.kernel.phrases import Phrase
from app.registers.tables import Engineer, Provider, Territory
from app.requests.tables import ServiceRequest, Visit
from app.teams.reads.own_work import own_territories


def decide(uow: UnitOfWork, call_id: UUID, decision: ComplaintDecision, seen: int) -> ComplaintVerdict:
    """Give a verdict; `seen` is how many there were when it was written.

    The same again by the same person gives the one that stands.

    Raises:
        NotFound: there is no such complaint.
        Invalid: nobody, or nobody known, is named; the reason is missing; or the request is not the caller's.
        OwnComplaint: whoever decides was complained about.
        OtherTeamsComplaint: others answer for that territory.
        VersionConflict: somebody decided meanwhile.
    """
    call = locks.row(uow, Call, call_id)
    if call.outcome != CallOutcome.COMPLAINT:
        raise NotFound("complaint", call_id)
    before = list(uow.session.scalars(given(call_id)))
    _check(uow, call, decision)
    _may_decide(uow, call, decision, before)
    again = replace(decision, request_id=None)
    names_it_now = decision.request_id not in (None, call.request_id)
    if (
        before
        and not names_it_now
        and (before[-1].decided_by, _said(before[-1])) == (uow.principal.key, again)
    ):
        return before[-1]
    if seen != len(before):
        raise VersionConflict("complaint", call_id)
    if names_it_now:
        call.request_id, call.updated_at = decision.request_id, uow.now
    return _write(uow, call, decision, len(before) + 1)


def given(call_id: UUID) -> Select[ComplaintVerdict]:
    """Return the query of the verdicts on a complaint, the one that stands last."""
    found = select(ComplaintVerdict).where(ComplaintVerdict.call_id == call_id)
    return found.order_by(ComplaintVerdict.ordinal)


def _write(uow: UnitOfWork, call: Call, decision: ComplaintDecision, ordinal: int) -> ComplaintVerdict:
    row = ComplaintVerdict(
        id=uow.new_id(),
        call_id=call.id,
        ordinal=ordinal,
        verdict=decision.verdict,
        about=decision.about,
        engineer_id=decision.engineer_id,
        provider_id=decision.provider_id,
        user_id=decision.user_id,
        reason=decision.reason,
        decided_by=uow.principal.key,
        decided_by_name=uow.principal.name or uow.principal.key,
        decided_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    said = ComplaintDecided(
        verdict=row.verdict,
        about=row.about,
        engineer_id=row.engineer_id,
        provider_id=row.provider_id,
        ordinal=ordinal,
        request_id=call.request_id,
    )
    ledger.record(uow, f"call:{call.id}", said)
    return row


def _said(row: ComplaintVerdict) -> ComplaintDecision:
    verdict, about = ComplaintFinding(row.verdict), AboutWhom(row.about)
    return ComplaintDecision(verdict, about, row.reason, row.engineer_id, row.provider_id, row.user_id)


def _check(uow: UnitOfWork, call: Call, decision: ComplaintDecision) -> None:
    wrong = dict.fromkeys(
        misplaced(decision), Phrase("must name whom the complaint is about, and nobody else")
    )
    if not decision.reason.strip():
        wrong["reason"] = Phrase("is missing: what speaks for this verdict?")
    named = ((Engineer, "engineer_id"), (Provider, "provider_id"), (User, "user_id"))
    for table, name in named:
        key = getattr(decision, name)
        if key is not None and name not in wrong and uow.session.get(table, key) is None:
            wrong[name] = Phrase("is not on record")
    if decision.request_id is not None and not _is_its_request(uow, call, decision.request_id):
        wrong["request_id"] = Phrase("is not a request that this complaint can be about")
    if wrong:
        raise Invalid(wrong)


def _is_its_request(uow: UnitOfWork, call: Call, request_id: UUID) -> bool:
    """Whether the complaint is about this request, or names none and it is the caller's."""
    if call.request_id is not None:
        return call.request_id == request_id
    request = uow.session.get(ServiceRequest, request_id)
    return request is not None and is_the_callers(uow, call, request)


def _may_decide(
    uow: UnitOfWork, call: Call, decision: ComplaintDecision, before: list[ComplaintVerdict]
) -> None:
    who = uow.principal
    against = decision.against.union(*(_said(row).against for row in before))
    request_id = call.request_id or decision.request_id
    arrived = select(Visit.engineer_id).where(Visit.request_id == request_id, Visit.on_site_at.is_not(None))
    came = arrived.union(found_not_to_have_come(request_id))
    who_came = {key for key in uow.session.scalars(came) if key} if request_id else set()
    if is_party((who.user_id, who.engineer_id, who.provider_id), against, who_came):
        raise OwnComplaint
    territory_id = _territory(uow, call, decision)
    own = own_territories(uow, who) if who.role == Role.MANAGER else ()
    if own and territory_id is not None and territory_id not in own:
        raise OtherTeamsComplaint(uow.get(Territory, territory_id).name)


def _territory(uow: UnitOfWork, call: Call, decision: ComplaintDecision) -> UUID | None:
    """Return where the complaint belongs: to its request's territory, else to that of the engineer."""
    if request_id := call.request_id or decision.request_id:
        return uow.get(ServiceRequest, request_id).territory_id
    if decision.engineer_id is not None:
        return uow.get(Engineer, decision.engineer_id).territory_id
    return None
