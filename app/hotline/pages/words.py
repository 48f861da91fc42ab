"""Words of calls for people."""

from __future__ import annotations

from collections.abc import Mapping

from app.hotline.reads.counting import CountsNowhere
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.rules.verdicts import AboutWhom, ComplaintFinding
from app.hotline.tables import Call
from app.kernel.phrases import Phrase
from app.promise.pages.words import LIKENESS, OUTCOMES, REQUEST_STATES, VISIT_STATES
from app.web.pages.words import word
from app.web.wording import say

__all__ = [
    "ABOUT",
    "CALL_OUTCOMES",
    "COUNTS_NOWHERE",
    "FIELDS",
    "LIKENESS",
    "OUTCOMES",
    "REQUEST_STATES",
    "VERDICTS",
    "VISIT_STATES",
    "caller",
    "taker",
    "word",
]

_BY_CUSTOMER: Mapping[str, Phrase] = {
    "tracking": Phrase("the customer, by the link"),
    "customer": Phrase("the customer, in the account"),
}


def taker(call: Call) -> str:
    """Say who took a call, or that the customer wrote it himself."""
    kind = call.taken_by.partition(":")[0]
    if kind not in _BY_CUSTOMER:
        return call.taken_by_name
    own = call.taken_by_name if call.taken_by_name != call.taken_by else ""
    return f"{say(_BY_CUSTOMER[kind])} {own}".strip()


def caller(call: Call, customer: str | None) -> str:
    """Return the caller's name where it says more than the customer's does."""
    return "" if call.contact_name.strip() == (customer or "").strip() else call.contact_name


CALL_OUTCOMES: Mapping[str, Phrase] = {
    CallOutcome.REQUEST: Phrase("Repair request"),
    CallOutcome.CHASE: Phrase("About an open request"),
    CallOutcome.ENQUIRY: Phrase("Enquiry"),
    CallOutcome.SOLVED: Phrase("Solved on the telephone"),
    CallOutcome.COMPLAINT: Phrase("Complaint"),
    CallOutcome.ORDER: Phrase("Order or brochure"),
    CallOutcome.CALL_BACK: Phrase("Call back"),
    CallOutcome.WRONG_NUMBER: Phrase("Wrong number"),
}

VERDICTS: Mapping[str, Phrase] = {
    ComplaintFinding.UPHELD: Phrase("Upheld"),
    ComplaintFinding.PARTLY_UPHELD: Phrase("Partly upheld (counts half)"),
    ComplaintFinding.NOT_UPHELD: Phrase("Not upheld"),
}

ABOUT: Mapping[str, Phrase] = {
    AboutWhom.ENGINEER: Phrase("Engineer"),
    AboutWhom.PROVIDER: Phrase("Service provider"),
    AboutWhom.OFFICE: Phrase("The office"),
}

COUNTS_NOWHERE: Mapping[str, Phrase] = {
    CountsNowhere.NO_REQUEST: Phrase("Counts in nobody's figures: the complaint names no request."),
    CountsNowhere.NOT_HIS: Phrase("Counts in nobody's figures: the engineer has no visit to this request."),
    CountsNowhere.NOT_OVER: Phrase("Counts once the engineer's visit to this request is over."),
    CountsNowhere.FALSE_ARRIVAL: Phrase(
        "It was settled that he had not come, so that he has no visit whose figures it could count in. Enter"
        " the forged arrival as a veto in his grade of the year: at most two stars."
    ),
    CountsNowhere.PROVIDER: Phrase(
        "Counts in no engineer's figures, since it names the provider alone. Where an engineer of theirs is"
        " meant, give the verdict about him."
    ),
}

FIELDS: Mapping[str, Phrase] = {
    "about": Phrase("Site or machine"),
    "asset_id": Phrase("Machine"),
    "site_id": Phrase("Place"),
    "customer_id": Phrase("Customer"),
    "channel": Phrase("Channel"),
    "outcome": Phrase("What came of it"),
    "contact.phone": Phrase("Telephone"),
    "contact.name": Phrase("Caller's name"),
    "customer.name": Phrase("Customer's name"),
    "customer.phone": Phrase("Telephone"),
    "customer.email": Phrase("E-mail"),
    "customer.locale": Phrase("Language of messages"),
    "customer.special_needs": Phrase("Special needs"),
    "site.name": Phrase("Name of the place"),
    "site.address": Phrase("Address"),
    "site.point": Phrase("Point (latitude, longitude)"),
    "site.access_notes": Phrase("How to get in"),
    "machine.kind": Phrase("Kind of machine"),
    "machine.model": Phrase("Model"),
    "machine.serial_number": Phrase("Serial number"),
    "description": Phrase("What the caller says"),
    "question": Phrase("What the caller says"),
    "fault_code": Phrase("Fault"),
    "appointment_at": Phrase("Appointment"),
    "call_back_at": Phrase("Call back at"),
    "once": Phrase("Form"),
}
