"""Who may read scorecards: managers, of the engineers they answer for; who is graded, his own."""

from __future__ import annotations

from app.kernel import Role
from app.scorecards.rules.kinds import GRADED_IN_ADDRESS, OTHERS_IN_ADDRESS
from app.web.policy import API, ENGINEER, MANAGEMENT, OFFICE, Access, Rows

_READERS = MANAGEMENT | ENGINEER | {Role.PROVIDER}
_SCHEDULING = _READERS | OFFICE
_THING = f"/scorecards/<any({OTHERS_IN_ADDRESS}):kind>"
_GRADED = f"/scorecards/<any({GRADED_IN_ADDRESS}):kind>"
_PARTS = ("", "/visits", "/file.<any(csv, xlsx):form>")

ACCESS: Rows = {
    "GET /scorecards": Access(_READERS),
    **{f"GET {_THING}{part}": Access(MANAGEMENT) for part in _PARTS},
    **{f"GET {_GRADED}{part}": Access(_READERS) for part in _PARTS},
    f"GET {_THING}/costs": Access(MANAGEMENT),
    f"GET {_GRADED}/costs": Access(MANAGEMENT),
    "GET /scorecards/complaints": Access(MANAGEMENT),
    "GET /scorecards/complaints/file.<any(csv, xlsx):form>": Access(MANAGEMENT),
    "GET /scorecards/ratings": Access(MANAGEMENT),
    "GET /scorecards/scheduled": Access(_SCHEDULING),
    "POST /scorecards/scheduled": Access(_SCHEDULING),
    "POST /scorecards/scheduled/<uuid:scheduled_view_id>/stop": Access(
        _SCHEDULING, ("scheduled_view", "scheduled_view_id")
    ),
    "GET /scorecards/ratings/file.<any(csv, xlsx):form>": Access(MANAGEMENT),
    f"GET {API}/scorecards": Access(_READERS),
    f"GET {API}/scorecards/visits": Access(_READERS),
}
