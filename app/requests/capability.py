"""What this room brings: who sees requests and whom they are for, and what open work holds back."""

from __future__ import annotations

from app.kernel import visibility
from app.kernel.errors import Phrase
from app.kernel.slots import Capability
from app.registers.commands.merging import HANGS_ON_CUSTOMERS
from app.registers.commands.registry import in_use
from app.registers.tables import Customer, Site
from app.requests import tables
from app.requests.commands.holds import HOLDS
from app.requests.reads.visibility import RULES
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
        visibility.RULES.of(RULES),
        visibility.KINDS.of(visibility.kinds(KINDS)),
        in_use.HOLDS.of(*HOLDS),
        HANGS_ON_CUSTOMERS.of(
            (Phrase("requests"), ServiceRequest, ServiceRequest.customer_id.in_),
            (Phrase("enquiries"), Enquiry, Enquiry.customer_id.in_),
        ),
    ),
    tables,
)
