"""Enquiries (咨询) that need no visit: recorded at once, answered within four hours, day and night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from app.accounts.tables import User
from app.enquiries.events import EnquiryAnswered, EnquiryAsked, EnquiryOverdue
from app.kernel import Role, UnitOfWork, ledger, locks, timers, visibility
from app.kernel.codes import fresh_code
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.phrases import Phrase
from app.outbox.commands.recipients import asker, can_be_told
from app.registers.commands import phone_numbers
from app.registers.reads.customers import same_customer, survivor_id
from app.registers.tables import Customer
from app.requests.commands.intake.report import CHANNELS
from app.requests.tables import Enquiry

ENQUIRY_TIMER = "enquiry"
ANSWER_WITHIN = timedelta(hours=4)
OLDEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Question:
    """An enquiry as it was asked; `asked_at` None means now."""

    question: str
    channel: str
    customer_id: UUID | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    asked_at: datetime | None = None


def ask(uow: UnitOfWork, asked: Question) -> Enquiry:
    """Record an enquiry; its clock started when it was asked, however late it is written down.

    Raises:
        Invalid: names the field.
        ClockWrong: this process's clock is beyond the limit.
    """
    uow.require_right_clock()
    customer_id = uow.principal.customer_id if uow.principal.role is Role.CUSTOMER else asked.customer_id
    errors = _errors(uow, asked, customer_id)
    if errors:
        raise Invalid(errors)
    if customer_id is not None:
        customer_id = survivor_id(uow, customer_id)
    area_code = phone_numbers.area_code_of(uow, customer_id)
    said = phone_numbers.understood(uow, asked.contact_phone, area_code)
    asked_at = asked.asked_at or uow.now
    enquiry = Enquiry(
        id=uow.new_id(),
        code=fresh_code(uow, Enquiry.code),
        customer_id=customer_id,
        contact_name=asked.contact_name,
        contact_email=asked.contact_email,
        channel=asked.channel,
        question=asked.question,
        asked_at=asked_at,
        answer_due_at=asked_at + ANSWER_WITHIN,
        created_at=uow.now,
        updated_at=uow.now,
        **said.of_contact(),
    )
    uow.session.add(enquiry)
    uow.session.flush()
    phone_numbers.remember(uow, "enquiry", enquiry.id, said.numbers)
    timers.arm(uow, ENQUIRY_TIMER, str(enquiry.id), enquiry.answer_due_at)
    ledger.record(
        uow,
        f"enquiry:{enquiry.id}",
        EnquiryAsked(
            channel=enquiry.channel,
            customer_id=customer_id,
            asked_at=asked_at,
            answer_due_at=enquiry.answer_due_at,
        ),
    )
    return enquiry


def answer(uow: UnitOfWork, enquiry_id: UUID, text: str) -> Enquiry:
    """Record the answer; who asked is told it where there is a way (`answer_goes_by`).

    Raises:
        NotFound: there is no such enquiry.
        Conflict: it was answered before.
    """
    enquiry = locks.row(uow, Enquiry, enquiry_id)
    if enquiry.answered_at is not None:
        raise Conflict(
            Phrase("Enquiry %(code)s was answered before.", code=enquiry.code),
            answered_at=enquiry.answered_at.isoformat(),
        )
    enquiry.answer, enquiry.answered_at, enquiry.updated_at = text, uow.now, uow.now
    in_time = uow.now <= enquiry.answer_due_at
    goes_by = answer_goes_by(uow, enquiry)
    ledger.record(uow, f"enquiry:{enquiry.id}", EnquiryAnswered(in_time=in_time, goes_by=goes_by))
    timers.disarm(uow, ENQUIRY_TIMER, str(enquiry.id))
    return enquiry


class GoesBy(StrEnum):
    """How an answer reaches who asked."""

    NOTICE = "notice"
    ACCOUNT = "account"
    EMAIL_ONLY = "email_only"
    CALL_BACK = "call_back"


def answer_goes_by(uow: UnitOfWork, enquiry: Enquiry) -> GoesBy:
    """Say how the answer reaches who asked: by notice, in the account, or if somebody calls or writes."""
    if can_be_told(uow, asker(uow, enquiry)):
        return GoesBy.NOTICE
    if _has_account(uow, enquiry.customer_id):
        return GoesBy.ACCOUNT
    who = asker(uow, enquiry)
    return GoesBy.EMAIL_ONLY if who.email and not who.phone else GoesBy.CALL_BACK


def fall_due(uow: UnitOfWork, enquiry_id: UUID) -> datetime | None:
    """Record that the four hours of an enquiry are over, once; returns when to look again, if ever.

    Raises:
        NotFound: there is no such enquiry.
    """
    enquiry = locks.row(uow, Enquiry, enquiry_id)
    if enquiry.answered_at is not None or enquiry.overdue_at is not None:
        return None
    if uow.now < enquiry.answer_due_at:
        return enquiry.answer_due_at
    enquiry.overdue_at = enquiry.updated_at = uow.now
    ledger.record(
        uow,
        f"enquiry:{enquiry.id}",
        EnquiryOverdue(
            code=enquiry.code,
            customer_id=enquiry.customer_id,
            answer_due_at=enquiry.answer_due_at,
        ),
    )
    return None


def arm_unanswered(uow: UnitOfWork) -> None:
    """Arm the clock of every enquiry that runs without one: asked before there was a timer."""
    running = select(Enquiry.id, Enquiry.answer_due_at).where(
        Enquiry.answered_at.is_(None), Enquiry.overdue_at.is_(None)
    )
    for enquiry_id, due_at in uow.session.execute(running).all():
        timers.arm(uow, ENQUIRY_TIMER, str(enquiry_id), due_at)


def _has_account(uow: UnitOfWork, customer_id: UUID | None) -> bool:
    if customer_id is None:
        return False
    mine = select(User.id).where(User.customer_id.in_(same_customer(customer_id)), User.active.is_(True))
    return uow.session.scalars(mine.limit(1)).first() is not None


def _errors(uow: UnitOfWork, asked: Question, customer_id: UUID | None) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not asked.question.strip():
        errors["question"] = Phrase("is missing")
    if asked.channel not in CHANNELS:
        errors["channel"] = Phrase("is not one of %(choices)s", choices=", ".join(CHANNELS))
    if asked.asked_at is not None and not uow.now - OLDEST <= asked.asked_at <= uow.now:
        errors["asked_at"] = Phrase("lies in the future or more than %(days)s days back", days=OLDEST.days)
    if customer_id is not None:
        try:
            visibility.visible(uow, Customer, customer_id)
        except NotFound:
            errors["customer_id"] = Phrase("there is no such customer")
    return errors
