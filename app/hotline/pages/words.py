"""Words of calls for people."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from app.hotline.rules.outcomes import CallOutcome
from app.promise.pages.words import LIKENESS, REQUEST_STATES
from app.web.pages.words import word

__all__ = ["FIELDS", "LIKENESS", "OUTCOMES", "REQUEST_STATES", "word"]

OUTCOMES: Mapping[str, LazyString] = {
    CallOutcome.REQUEST: lazy_gettext("Repair request"),
    CallOutcome.ENQUIRY: lazy_gettext("Enquiry"),
    CallOutcome.SOLVED: lazy_gettext("Solved on the telephone"),
    CallOutcome.COMPLAINT: lazy_gettext("Complaint"),
    CallOutcome.ORDER: lazy_gettext("Order or brochure"),
    CallOutcome.CALL_BACK: lazy_gettext("Call back"),
    CallOutcome.WRONG_NUMBER: lazy_gettext("Wrong number"),
}

FIELDS: Mapping[str, LazyString] = {
    "about": lazy_gettext("Place or machine"),
    "asset_id": lazy_gettext("Machine"),
    "site_id": lazy_gettext("Place"),
    "customer_id": lazy_gettext("Customer"),
    "channel": lazy_gettext("Channel"),
    "outcome": lazy_gettext("What came of it"),
    "contact.phone": lazy_gettext("Telephone"),
    "contact.name": lazy_gettext("Caller's name"),
    "customer.name": lazy_gettext("Customer's name"),
    "customer.phone": lazy_gettext("Telephone"),
    "customer.email": lazy_gettext("E-mail"),
    "customer.special_needs": lazy_gettext("Special needs"),
    "site.name": lazy_gettext("Name of the place"),
    "site.address": lazy_gettext("Address"),
    "site.point": lazy_gettext("Point (latitude, longitude)"),
    "site.access_notes": lazy_gettext("How to get in"),
    "machine.kind": lazy_gettext("Kind of machine"),
    "machine.model": lazy_gettext("Model"),
    "machine.serial_number": lazy_gettext("Serial number"),
    "description": lazy_gettext("What the caller says"),
    "question": lazy_gettext("What the caller says"),
    "fault_code": lazy_gettext("Fault"),
    "call_back_at": lazy_gettext("Call back at"),
    "once": lazy_gettext("Form"),
}
