"""What this room brings: requests for leave, and who sees them."""

from __future__ import annotations

from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.leave import events, tables
from app.leave.commands.deciding import leave_removed
from app.leave.tables import LeaveRequest
from app.qualifications.reads.answering import of_own_people
from app.registers.commands.registry.rules import REMOVED

CAPABILITY = Capability(
    "leave",
    (
        EVENTS.of(kinds(events)),
        REMOVED.of(("leave", leave_removed)),
        visibility.RULES.of({LeaveRequest: of_own_people(LeaveRequest.engineer_id)}),
        visibility.KINDS.of(visibility.kinds({"leave_request": LeaveRequest})),
    ),
    tables,
    doors="app.leave.doors",
)
