"""Letting a message act because a person of the office says so, by the handler that it would have had."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import Conflict, Invalid
from app.kernel.phrases import Phrase
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.registers.commands.locks import locked_engineer
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field.context import EngineerMessage, JudgedMessage, TooEarly, TooLate, VisitMessage
from app.visits.commands.field.handlers import ENGINEER_HANDLERS
from app.visits.commands.field.judge import act_on_visit, answer_visits, replay_held, snake
from app.visits.commands.field.templates import pin_templates
from app.visits.errors import NotApplicable, NotAttachable
from app.visits.reads.phone import is_tied
from app.visits.tables import Photo

BY_PERSON = "applied_by_office"
"""The flag of a message that acts because a person said so."""

ATTACHABLE = frozenset({Kind.ANSWERS, Kind.PHOTO, Kind.PART, Kind.CHARGE})
"""Evidence that can belong to another visit; a signature stands for the record of its own visit alone."""

_OF_THE_STATE = ("visit_", "waits_for_", "must_sign_again")


def apply(uow: UnitOfWork, event: PhoneEvent, visit: Visit, request: ServiceRequest) -> None:
    """Do what the message says, as if it came now from a phone that was offline.

    Raises:
        NotApplicable: the state of the visit does not allow it; the caller rolls back.
    """
    _act(_approved(uow, event, visit, request), visit)


def attach(
    uow: UnitOfWork, event: PhoneEvent, target: tuple[Visit, ServiceRequest], source: Visit | None
) -> None:
    """Make the message's evidence that of the visit `target`, whoever has that visit now.

    `source` is the visit that the message named.

    Raises:
        NotAttachable: it is no evidence, or the visit has nothing to do with engineer or request.
        NotApplicable: as for `apply`.
    """
    visit, request = target
    if Kind(event.kind) not in ATTACHABLE:
        raise NotAttachable(Phrase("only answers, photos, parts and charges can"))
    is_same_request = source is not None and source.request_id == visit.request_id
    if not is_same_request and not is_tied(uow, visit.id, event.engineer_id):
        raise NotAttachable(Phrase("the visit is neither this engineer's nor of this request"))
    _act(_approved(uow, event, visit, request, attached=True), visit)
    if event.kind == Kind.PHOTO:
        _bring_bytes(uow, event, visit)


def apply_to_engineer(uow: UnitOfWork, event: PhoneEvent) -> None:
    """Do what a message about no visit says.

    Raises:
        NotApplicable: it cannot be done.
    """
    engineer = locked_engineer(uow, event.engineer_id)
    message = EngineerMessage(
        uow, event, lenient=True, flags=_lasting(event.flags), approved=True, engineer=engineer
    )
    _let(partial(ENGINEER_HANDLERS[Kind(event.kind)], message), None)
    _note(message)


def _approved(
    uow: UnitOfWork, event: PhoneEvent, visit: Visit, request: ServiceRequest, *, attached: bool = False
) -> VisitMessage:
    return VisitMessage(
        uow,
        event,
        lenient=True,
        flags=_lasting(event.flags),
        approved=True,
        visit=visit,
        request=request,
        attached=attached,
    )


def _act(message: VisitMessage, visit: Visit) -> None:
    pin_templates(message.uow, visit, message.request)
    _let(partial(act_on_visit, message), visit)
    _note(message)
    replay_held(message.uow, visit, message.request)
    answer_visits(message.uow, [message.event], visit)


def _let(act: partial[None], visit: Visit | None) -> None:
    """Let the handler act; where it cannot, raise the reason."""
    known = (visit.id, visit.state) if visit else (None, None)
    try:
        act()
    except (TooEarly, TooLate) as no:
        raise NotApplicable(no.reason, *known) from no
    except Invalid as no:
        raise NotApplicable("invalid", *known) from no
    except Conflict as no:
        raise NotApplicable(snake(type(no).__name__), *known) from no


def _note(message: JudgedMessage) -> None:
    message.flag(BY_PERSON)
    message.event.status, message.event.flags = Status.APPLIED, list(message.flags)
    message.event.answer = {}


def _lasting(flags: list[str]) -> list[str]:
    """What stays true of a message when it is applied: not what the state of then said against it."""
    return [flag for flag in flags if not flag.startswith(_OF_THE_STATE) and flag != "invalid"]


def _bring_bytes(uow: UnitOfWork, event: PhoneEvent, visit: Visit) -> None:
    """Take over the photo's bytes where they have come for the visit that the message named."""
    wanted = select(Photo).where(Photo.sha256 == event.body["sha256"], Photo.engineer_id == event.engineer_id)
    uow.session.flush()
    photos = uow.session.scalars(wanted).all()
    came_at = min((photo.completed_at for photo in photos if photo.completed_at), default=None)
    for photo in photos:
        if photo.visit_id == visit.id and photo.completed_at is None:
            photo.completed_at = came_at
