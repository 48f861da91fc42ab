"""What a customer has to say, signed in or by his link: a complaint or a question for the desk."""

from __future__ import annotations

from uuid import UUID

from app.enquiries.commands.enquiries import Question, ask
from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.tables import Call
from app.kernel import UnitOfWork, visibility
from app.kernel.errors import Forbidden, Invalid
from app.kernel.phrases import Phrase
from app.outbox.commands.texts import customer_says
from app.registers.reads.customers import survivor
from app.registers.tables import Customer
from app.requests.tables import Enquiry, Rating, ServiceRequest


def complain(uow: UnitOfWork, form_key: str, text: str, request_id: UUID | None = None) -> Call:
    """Note a complaint; its 24 hours begin and the desk is told at once, as of one on the telephone.

    Raises:
        NotFound: the request is somebody else's.
        Invalid: nothing is said.
    """
    who = _customer(uow)
    request = visibility.visible(uow, ServiceRequest, request_id) if request_id else None
    return _noted(uow, form_key, text, who, request)


def complain_by_link(uow: UnitOfWork, form_key: str, text: str, request_id: UUID) -> Call:
    """Note what is wrong with the request of a tracking link, as `complain` does.

    Raises:
        NotFound: it is not the link's request.
        Invalid: nothing is said.
    """
    request = visibility.visible(uow, ServiceRequest, request_id)
    who = survivor(uow, uow.get(Customer, request.customer_id))
    return _noted(uow, form_key, text, who, request)


def not_solved(uow: UnitOfWork, request: ServiceRequest, rating: Rating) -> None:
    """Note a customer's answer that it is not solved: that is a complaint, whatever the stars."""
    said = customer_says("not_solved", uow.settings.default_locale)
    text = f"{said} {rating.comment}".strip()
    who = survivor(uow, uow.get(Customer, request.customer_id))
    _noted(uow, str(rating.id), text, who, request)


def _noted(uow: UnitOfWork, form_key: str, text: str, who: Customer, request: ServiceRequest | None) -> Call:
    if not text.strip():
        raise Invalid({"text": Phrase("is missing: what went wrong?")})
    name, phone = (
        (request.contact_name, request.contact_phone_as_said) if request else (who.name, who.phone_as_said)
    )
    said = Taken(form_key, CallOutcome.COMPLAINT, contact_name=name[:120], contact_phone=phone, note=text)
    return calls.log(uow, said, About(who.id, request_id=request.id if request else None))


def question(uow: UnitOfWork, text: str) -> Enquiry:
    """Ask a question, which is answered within four hours.

    Raises:
        Invalid: nothing is asked.
    """
    who = _customer(uow)
    said = Question(
        text.strip(),
        "portal",
        customer_id=who.id,
        contact_name=who.name[:120],
        contact_phone=who.phone_as_said,
        contact_email=who.email or "",
    )
    return ask(uow, said)


def _customer(uow: UnitOfWork) -> Customer:
    if uow.principal.customer_id is None:
        raise Forbidden
    return uow.get(Customer, uow.principal.customer_id)
