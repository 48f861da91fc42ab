"""Tables.  As little behaviour as possible: rules live in `dispatch`, `checklists` and the services."""

from app.models.base import Base, UtcDateTime
from app.models.devices import Device
from app.models.evidence import (
    Blob,
    Charge,
    ChargeKind,
    ChecklistAnswer,
    HeldCharge,
    Part,
    PartUsed,
    PhoneEvent,
    Photo,
    PhotoChunk,
    SignatureRow,
)
from app.models.learned import LearnedTimes
from app.models.ledger import Event, Seal, SealedHead, StreamHead
from app.models.numbers import PhoneKey
from app.models.outbox import UNDONE, Channel, Delivery, DeliveryState, Subscription
from app.models.people import (
    AccessToken,
    Engineer,
    EngineerPosition,
    FaultType,
    PositionFix,
    Provider,
    Shift,
    Skill,
    User,
    engineer_skills,
)
from app.models.places import (
    AUTO_CALENDAR,
    NO_CALENDAR,
    TERRITORY_CALENDAR,
    Asset,
    CalendarDay,
    Contract,
    Customer,
    Site,
    Territory,
)
from app.models.processes import PlanRunRow, Process
from app.models.security import SignInAttempt
from app.models.settlements import ArrivalSettlement
from app.models.system import IdempotencyKey, ImportRun, SimulatedClockRow, Timer
from app.models.watch import Alert, Watch
from app.models.work import (
    Enquiry,
    FollowUp,
    Offer,
    Rating,
    ServiceRequest,
    Visit,
    VisitExclusion,
    VisitTemplate,
)

__all__ = [
    "AUTO_CALENDAR",
    "NO_CALENDAR",
    "TERRITORY_CALENDAR",
    "UNDONE",
    "AccessToken",
    "Alert",
    "ArrivalSettlement",
    "Asset",
    "Base",
    "Blob",
    "CalendarDay",
    "Channel",
    "Charge",
    "ChargeKind",
    "ChecklistAnswer",
    "Contract",
    "Customer",
    "Delivery",
    "DeliveryState",
    "Device",
    "Engineer",
    "EngineerPosition",
    "Enquiry",
    "Event",
    "FaultType",
    "FollowUp",
    "HeldCharge",
    "IdempotencyKey",
    "ImportRun",
    "LearnedTimes",
    "Offer",
    "Part",
    "PartUsed",
    "PhoneEvent",
    "PhoneKey",
    "Photo",
    "PhotoChunk",
    "PlanRunRow",
    "PositionFix",
    "Process",
    "Provider",
    "Rating",
    "Seal",
    "SealedHead",
    "ServiceRequest",
    "Shift",
    "SignInAttempt",
    "SignatureRow",
    "SimulatedClockRow",
    "Site",
    "Skill",
    "StreamHead",
    "Subscription",
    "Territory",
    "Timer",
    "User",
    "UtcDateTime",
    "Visit",
    "VisitExclusion",
    "VisitTemplate",
    "Watch",
    "engineer_skills",
]
