"""The customer's code: trying it, counting wrong ones, and what a right one confirms."""

from __future__ import annotations

import hmac
import re

from app.arrivals.events import ArrivalConfirmed
from app.arrivals.rules.arrival_facts import MOST_WRONG_CODES
from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Conflict, Invalid
from app.kernel.phrases import Phrase
from app.requests.commands.moves import request_stream
from app.requests.hooks import look_again
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field.context import VisitMessage
from app.visits.errors import ArrivalCodeLocked, ArrivalCodeWrong

MAX_CODE_ATTEMPTS = MOST_WRONG_CODES
"""Wrong codes after which guessing ends, on the phone and on the card's page together."""

WRONG = "code_wrong"

_CODE = re.compile(r"[0-9]{4}")


def code_of(message: VisitMessage, *, optional: bool) -> str:
    """Return the code that a message carries; "" where an optional one is absent.

    Raises:
        Invalid: it is not four digits.
    """
    code = message.text("code", 10, optional=optional)
    if code and not _CODE.fullmatch(code):
        raise Invalid({"code": Phrase("must be four digits")})
    return code


def try_code(message: VisitMessage, code: str) -> tuple[bool, Conflict | None]:
    """Try a code and count a wrong one: whether it is right, and the refusal that it deserves."""
    visit = message.visit
    if not code:
        return False, None
    if WRONG in message.event.flags:
        return False, ArrivalCodeWrong(max(0, MAX_CODE_ATTEMPTS - visit.code_attempts))
    if visit.code_attempts >= MAX_CODE_ATTEMPTS:
        return False, ArrivalCodeLocked()
    if hmac.compare_digest(code, visit.arrival_code):
        return True, None
    count_wrong(message.uow, visit, message.request)
    return False, ArrivalCodeWrong(MAX_CODE_ATTEMPTS - visit.code_attempts)


def count_wrong(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> None:
    """Count a wrong code; with the last that is allowed the dispatcher is alerted."""
    visit.code_attempts += 1
    if visit.code_attempts == MAX_CODE_ATTEMPTS:
        visit.codes_locked_at = uow.now
        look_again(uow, request)


def count_untried(message: VisitMessage) -> None:
    """Count a wrong code of a message that waits, or that the state does not allow: it was a guess as well.

    It is flagged, and by the flag not counted again when its turn comes.
    """
    visit, code = message.visit, message.body.get("code")
    if not isinstance(code, str) or visit.engineer_id != message.engineer_id:
        return
    if WRONG in message.event.flags:
        message.flag(WRONG)
        return
    code = code.strip()
    if _CODE.fullmatch(code) and not hmac.compare_digest(code, visit.arrival_code):
        message.flag(WRONG)
        if visit.code_attempts < MAX_CODE_ATTEMPTS:
            count_wrong(message.uow, visit, message.request)


def refuse(message: VisitMessage, no: Conflict | None) -> None:
    """Tell a phone that is online no; offline a wrong code is flagged instead.

    Raises:
        ArrivalCodeWrong, ArrivalCodeLocked: the phone is online.
    """
    if no is None:
        return
    if not message.lenient:
        raise no
    message.flag("code_locked" if isinstance(no, ArrivalCodeLocked) else WRONG)


def confirm(message: VisitMessage) -> None:
    """Note that the customer's code was given; the arrival stays when it was."""
    visit = message.visit
    visit.arrival_confirmed_at = max(message.at, visit.on_site_at or message.at)
    ledger.record(
        message.uow,
        request_stream(visit.request_id),
        ArrivalConfirmed(
            visit_id=visit.id,
            by="code",
            confirmed_at=visit.arrival_confirmed_at,
        ),
    )
    message.touch()
