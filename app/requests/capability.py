"""What this room brings: who sees requests, whom they are for, and what may not go while work is open."""

from __future__ import annotations

from app.checklist_templates.hooks import STATES_OF_VISITS, USED_BY
from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.phrases import Phrase
from app.kernel.scopes import MEANINGS, SCOPES
from app.kernel.slots import Capability
from app.registers.commands.merging import HANGS_ON_CUSTOMERS
from app.registers.commands.registry import in_use
from app.registers.commands.registry.rules import CHANGED
from app.registers.tables import Customer, Site
from app.requests import tables
from app.requests.commands.holds import HOLDS
from app.requests.commands.placing import site_changed
from app.requests.events import amended, attached, offers, requests, visits
from app.requests.reads.checklist_uses import visits_of
from app.requests.reads.visibility import RULES
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Enquiry, ServiceRequest, Visit

KINDS = {
    "customer": Customer,
    "enquiry": Enquiry,
    "request": ServiceRequest,
    "site": Site,
    "visit": Visit,
}

CAPABILITY = Capability(
    "requests",
    (
        EVENTS.of(kinds(requests, amended, attached, visits, offers)),
        SCOPES.of("requests:read", "requests:write"),
        MEANINGS.of(
            {
                "requests:read": Phrase("See repair requests, visits and service reports"),
                "requests:write": Phrase("Report repairs, amend them and call them off"),
            }
        ),
        visibility.RULES.of(RULES),
        visibility.KINDS.of(visibility.kinds(KINDS)),
        USED_BY.of(visits_of),
        STATES_OF_VISITS.of(*VisitState),
        in_use.HOLDS.of(*HOLDS),
        CHANGED.of(("site", site_changed)),
        HANGS_ON_CUSTOMERS.of(
            (Phrase("requests"), ServiceRequest, ServiceRequest.customer_id.in_),
            (Phrase("enquiries"), Enquiry, Enquiry.customer_id.in_),
        ),
    ),
    tables,
    doors="app.requests.doors",
)
