"""What kinds of events are called where people choose them, or read what became of one."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.events import EVENTS
from app.kernel.phrases import Phrase

FAMILIES: Mapping[str, Phrase] = {
    "alert": Phrase("Alerts"),
    "arrival": Phrase("Arrivals in evidence"),
    "arrival_code": Phrase("Arrival codes"),
    "asset": Phrase("Machines"),
    "bill": Phrase("Bills"),
    "calendar_day": Phrase("Days of calendars"),
    "call": Phrase("Calls"),
    "card": Phrase("Supervision cards"),
    "charge": Phrase("Charges on bills"),
    "charge_kind": Phrase("Kinds of charge"),
    "checklist": Phrase("Checklists"),
    "contract": Phrase("Contracts"),
    "customer": Phrase("Customers"),
    "depot": Phrase("Depots"),
    "engineer": Phrase("Engineers"),
    "enquiry": Phrase("Enquiries"),
    "fault_type": Phrase("Kinds of fault"),
    "leave": Phrase("Leave"),
    "named_engineer": Phrase("Named engineers"),
    "offer": Phrase("Offers"),
    "override": Phrase("Dispatchers' choices"),
    "part": Phrase("Parts"),
    "personal_data": Phrase("Personal data"),
    "phone": Phrase("Messages of phones"),
    "photo": Phrase("Photos"),
    "prices": Phrase("The price list"),
    "promise": Phrase("Promises"),
    "provider": Phrase("Service providers"),
    "request": Phrase("Repair requests"),
    "rescue": Phrase("Rescues"),
    "roster": Phrase("Rosters"),
    "roster_pattern": Phrase("Patterns of shifts"),
    "rubric": Phrase("Rubrics of the grades"),
    "shift": Phrase("Shifts"),
    "signature": Phrase("Signatures"),
    "site": Phrase("Sites"),
    "skill": Phrase("Skills"),
    "stars": Phrase("Declarations about visits"),
    "subscription": Phrase("Subscriptions"),
    "team": Phrase("Teams"),
    "team_place": Phrase("Members of teams"),
    "territory": Phrase("Territories"),
    "token": Phrase("Sessions and keys"),
    "tracking_link": Phrase("Tracking links"),
    "user": Phrase("Accounts"),
    "visit": Phrase("Visits"),
}
"""By what a kind begins with; a test holds that none is without."""

_DONE: Mapping[str, Phrase] = {
    "created": Phrase("added"),
    "changed": Phrase("changed"),
    "deleted": Phrase("removed"),
}


def family_of(kind: str) -> str:
    """Return what a kind begins with."""
    return kind.partition(".")[0]


def said_of(kind: str) -> Phrase | str:
    """Say what happened; blank where the kind has no words but its own."""
    event = EVENTS.all().get(kind)
    said = (event and event.sentence) or _DONE.get(kind.partition(".")[2])
    return said or ""
