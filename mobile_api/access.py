"""What an engineer's phone may do."""

from __future__ import annotations

from app.web.policy import ENGINEER, Access, Rows, each

_DOOR = "/mobile/v1"
_VISIT = f"{_DOOR}/visits/<uuid:visit_id>"
_GRADE = f"{_DOOR}/grades/<uuid:grade_id>"
_SITTING = f"{_DOOR}/sittings/<uuid:sitting_id>"
_EVENT = Access(ENGINEER, keyed=False)
"""A message has an id of its own."""

_OWN = Access(ENGINEER, ("visit", "visit_id"))
_MB = 1024 * 1024

_EVENTS = (
    "accept",
    "decline",
    "depart",
    "arrive",
    "confirm-arrival",
    "answers",
    "photos",
    "withdraw-photo",
    "parts",
    "charges",
    "complete",
    "incomplete",
)
"""They have no owner row: what a phone recorded for a visit that was given to somebody else meanwhile is
kept for review, not refused (`visits.commands.field` checks the visit was once its own)."""

ACCESS: Rows = {
    f"GET {_DOOR}/itinerary": Access(ENGINEER),
    f"GET {_DOOR}/shift": Access(ENGINEER),
    f"GET {_DOOR}/depots": Access(ENGINEER),
    f"GET {_DOOR}/verdicts": Access(ENGINEER),
    f"GET {_DOOR}/card.png": Access(ENGINEER),
    f"POST {_DOOR}/positions": _EVENT,
    f"POST {_DOOR}/availability": _EVENT,
    f"POST {_DOOR}/sync": Access(
        ENGINEER, json_bytes=4 * _MB, keyed=False
    ),  # a phone's batch: ours sends 2 MB
    f"GET {_DOOR}/exams": Access(ENGINEER),
    f"POST {_DOOR}/exams/<uuid:exam_id>/start": _EVENT,
    f"GET {_DOOR}/leave-requests": Access(ENGINEER),
    f"POST {_DOOR}/leave-requests": _EVENT,
    f"POST {_DOOR}/leave-requests/<uuid:leave_request_id>/withdraw": _EVENT,
    f"GET {_DOOR}/shift-swap-choices": Access(ENGINEER),
    f"GET {_DOOR}/shift-swaps": Access(ENGINEER),
    f"POST {_DOOR}/shift-swaps": _EVENT,
    **each(("accept", "decline", "withdraw"), f"{_DOOR}/shift-swaps/<uuid:shift_swap_id>", _EVENT),
    f"GET {_SITTING}": Access(ENGINEER),
    f"POST {_SITTING}/answers": _EVENT,
    f"POST {_SITTING}/hand-in": _EVENT,
    f"GET {_DOOR}/figures": Access(ENGINEER),
    f"GET {_DOOR}/figures/visits": Access(ENGINEER),
    f"GET {_DOOR}/grades": Access(ENGINEER),
    f"GET {_GRADE}": Access(ENGINEER, ("grade", "grade_id")),
    f"POST {_GRADE}/appeal": Access(ENGINEER, ("grade", "grade_id"), keyed=False),
    f"GET {_VISIT}": _OWN,
    f"GET {_VISIT}/record": _OWN,
    f"GET {_VISIT}/card.png": _OWN,
    f"GET {_VISIT}/report.pdf": _OWN,
    **each(_EVENTS, _VISIT, _EVENT),
    f"POST {_VISIT}/signatures": Access(
        ENGINEER, json_bytes=_MB, keyed=False
    ),  # with the record that is signed
    f"PUT {_VISIT}/photos/<sha256>": Access(ENGINEER),
    f"GET {_VISIT}/photos/<sha256>": _OWN,
    f"GET {_VISIT}/photos/<sha256>/status": Access(ENGINEER),
}
