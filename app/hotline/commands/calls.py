"""Writing a call down, whatever came of it, and seeing to what was promised on the line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.hotline.events import CallDone, CallOverdue, CallTaken, ComplaintNoted, RequestComplained
from app.hotline.rules.outcomes import NEEDS_NUMBER, SAYS_WHAT, CallOutcome, due_at
from app.hotline.tables import Call
from app.kernel import UnitOfWork, ledger, locks, timers
from app.kernel.errors import Conflict, Invalid
from app.kernel.phrases import Phrase
from app.promise.commands import complaints
from app.promise.rules.complaints import ComplaintRung
from app.registers.commands import phone_numbers
from app.requests.commands.moves import request_stream

CALL_TIMER = "call"


@dataclass(frozen=True, slots=True)
class Told:
    """What the caller was told before anything was saved."""

    at: datetime | None = None
    eta_at: datetime | None = None
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A call as it is written down; the caller wants to be called, or somebody to come, at these times."""

    form_key: str
    outcome: CallOutcome
    contact_name: str = ""
    contact_phone: str = ""
    note: str = ""
    call_back_at: datetime | None = None
    appointment_at: datetime | None = None
    told: Told = Told()

    def told_of(self, now: datetime) -> Told:
        """What the caller was told last: of an appointment when its hour ends, whatever was quoted before."""
        if self.outcome is not CallOutcome.REQUEST or self.appointment_at is None:
            return self.told
        return Told(self.told.at or now, self.appointment_at)


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what a call was about."""

    customer_id: UUID | None = None
    request_id: UUID | None = None
    enquiry_id: UUID | None = None


def check(uow: UnitOfWork, taken: Taken, about: About) -> None:
    """Refuse a call that nobody could act on.

    Raises:
        Invalid: names the fields.
    """
    errors: dict[str, str] = {}
    if taken.outcome in SAYS_WHAT and not taken.note.strip():
        errors["description"] = Phrase("is missing: what did the caller say?")
    if taken.outcome in NEEDS_NUMBER:
        if not phone_numbers.cleaned(taken.contact_phone) and about.customer_id is None:
            errors["contact.phone"] = Phrase("is missing: nobody could call back")
        if taken.call_back_at is None:
            errors["call_back_at"] = Phrase("is missing: when shall we call?")
        elif taken.call_back_at <= uow.now:
            errors["call_back_at"] = Phrase("lies in the past")
    if errors:
        raise Invalid(errors)


def log(uow: UnitOfWork, taken: Taken, about: About) -> Call:
    """Write a call down; a complaint is told to the staff at once.

    Raises:
        Invalid: nobody could act on it; names the fields.
    """
    check(uow, taken, about)
    who = uow.principal
    area_code = phone_numbers.area_code_of(uow, about.customer_id)
    told = taken.told_of(uow.now)
    said = phone_numbers.understood(uow, taken.contact_phone, area_code)
    call = Call(
        id=uow.new_id(),
        form_key=taken.form_key,
        taken_by=who.key,
        taken_by_name=who.name or who.key,
        taken_at=uow.now,
        outcome=taken.outcome,
        contact_name=taken.contact_name,
        note=taken.note,
        customer_id=about.customer_id,
        request_id=about.request_id,
        enquiry_id=about.enquiry_id,
        due_at=due_at(taken.outcome, uow.now, taken.call_back_at),
        quoted_at=told.at,
        quoted_eta_at=told.eta_at,
        quoted_chance=told.chance,
        created_at=uow.now,
        updated_at=uow.now,
        **said.of_contact(),
    )
    uow.session.add(call)
    uow.session.flush()
    _record(uow, call)
    if call.due_at is not None:
        timers.arm(uow, CALL_TIMER, str(call.id), call.due_at)
    return call


def _record(uow: UnitOfWork, call: Call) -> None:
    stream = f"call:{call.id}"
    ledger.record(
        uow,
        stream,
        CallTaken(
            outcome=call.outcome,
            customer_id=call.customer_id,
            request_id=call.request_id,
            enquiry_id=call.enquiry_id,
            due_at=call.due_at,
            quoted_eta_at=call.quoted_eta_at,
            quoted_chance=call.quoted_chance,
        ),
    )
    if call.outcome == CallOutcome.COMPLAINT and call.due_at is not None:
        complaints.raise_alert(uow, call.id, ComplaintRung.NOTED, call.taken_at)
        ledger.record(uow, stream, ComplaintNoted(customer_id=call.customer_id, due_at=call.due_at))
        _tell_its_request(uow, call, call.due_at)


def _tell_its_request(uow: UnitOfWork, call: Call, due_at: datetime) -> None:
    if call.request_id is not None:
        said = RequestComplained(call_id=call.id, note=call.note, due_at=due_at)
        ledger.record(uow, request_stream(call.request_id), said)


def done(uow: UnitOfWork, call_id: UUID, note: str) -> Call:
    """Note that the caller has heard of us.

    Raises:
        NotFound: there is no such call.
        Conflict: nothing was open on it, or somebody was quicker.
    """
    call = locks.row(uow, Call, call_id)
    if call.due_at is None or call.done_at is not None:
        raise Conflict(Phrase("Nothing is open on this call any more."))
    call.done_at = call.updated_at = uow.now
    call.done_by, call.done_note = uow.principal.name or uow.principal.key, note
    timers.disarm(uow, CALL_TIMER, str(call.id))
    complaints.clear(uow, call.id)
    ledger.record(uow, f"call:{call.id}", CallDone(outcome=call.outcome, in_time=uow.now <= call.due_at))
    return call


def fall_due(uow: UnitOfWork, call_id: UUID) -> datetime | None:
    """Tell the staff that a caller should have heard of us by now, once; returns when to look again, if ever.

    Raises:
        NotFound: there is no such call.
    """
    call = locks.row(uow, Call, call_id)
    if call.due_at is None or call.done_at is not None or call.overdue_at is not None:
        return None
    if uow.now < call.due_at:
        return call.due_at
    call.overdue_at = call.updated_at = uow.now
    if call.outcome == CallOutcome.COMPLAINT:
        complaints.raise_alert(uow, call.id, ComplaintRung.OVERDUE, call.due_at)
    event = CallOverdue(outcome=call.outcome, customer_id=call.customer_id, due_at=call.due_at)
    ledger.record(uow, f"call:{call.id}", event)
    return None


def arm_open(uow: UnitOfWork) -> None:
    """Arm the clock of every open call that runs without one: taken before there was a timer."""
    running = select(Call.id, Call.due_at).where(
        Call.due_at.is_not(None), Call.done_at.is_(None), Call.overdue_at.is_(None)
    )
    for call_id, at in uow.session.execute(running).all():
        if at is not None:
            timers.arm(uow, CALL_TIMER, str(call_id), at)
