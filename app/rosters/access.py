"""Who may read and change rosters: as the shifts themselves."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import API, OFFICE, TERRITORY, Access, Rows, each, register_rows

_READERS = OFFICE | {Role.PROVIDER, Role.ENGINEER}
_SHIFT, _LEAVE = ("shift", "shift_id"), ("leave", "leave_id")
_PATTERN, _ACT = ("roster_pattern", "roster_pattern_id"), ("roster_act", "roster_act_id")
_ROSTER = Access(OFFICE, ("territory", "territory_id"))

_PAGES: Rows = {
    "GET /rosters": Access(_READERS),
    "GET /rosters/on-call": Access(OFFICE),
    "GET /rosters/shifts/new": Access(OFFICE),
    "POST /rosters/shifts": Access(OFFICE),
    "GET /rosters/shifts/<uuid:shift_id>": Access(OFFICE, _SHIFT),
    "POST /rosters/shifts/<uuid:shift_id>": Access(OFFICE, _SHIFT),
    **each(("split", "move", "remove"), "/rosters/shifts/<uuid:shift_id>", Access(OFFICE, _SHIFT)),
    "GET /rosters/leaves/new": Access(OFFICE),
    "POST /rosters/leaves": Access(OFFICE),
    "GET /rosters/leaves/<uuid:leave_id>": Access(OFFICE, _LEAVE),
    "POST /rosters/leaves/<uuid:leave_id>": Access(OFFICE, _LEAVE),
    "POST /rosters/leaves/<uuid:leave_id>/remove": Access(OFFICE, _LEAVE),
    "GET /rosters/copy": Access(OFFICE),
    "POST /rosters/copy": Access(OFFICE),
    "GET /rosters/pattern": Access(OFFICE),
    "POST /rosters/pattern": Access(OFFICE),
    "GET /rosters/patterns": Access(OFFICE),
    "POST /rosters/patterns": Access(OFFICE),
    "GET /rosters/patterns/<uuid:roster_pattern_id>": Access(OFFICE, _PATTERN),
    "POST /rosters/patterns/<uuid:roster_pattern_id>": Access(OFFICE, _PATTERN),
    **each(("remove", "restore"), "/rosters/patterns/<uuid:roster_pattern_id>", Access(OFFICE, _PATTERN)),
    "POST /rosters/acts/<uuid:roster_act_id>/undo": Access(OFFICE, _ACT),
}

ACCESS: Rows = {
    **register_rows("roster-patterns", "roster_pattern", OFFICE, OFFICE),
    f"GET {TERRITORY}/roster": _ROSTER,
    f"GET {TERRITORY}/on-call": _ROSTER,
    **each(("copy-week", "apply-pattern"), f"{TERRITORY}/roster", _ROSTER),
    f"POST {API}/roster-acts/<uuid:roster_act_id>/undo": Access(OFFICE, _ACT),
    f"POST {API}/shifts/<uuid:shift_id>/split": Access(OFFICE, _SHIFT),
    **_PAGES,
}
