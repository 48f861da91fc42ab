"""Who may read scorecards: managers, of the engineers they answer for; who is graded, his own."""

from __future__ import annotations

from app.kernel import Role
from app.scorecards.rules.kinds import GRADED, ScorecardKind
from app.web.policy import API, ENGINEER, MANAGEMENT, Access, Rows

_READERS = MANAGEMENT | ENGINEER | {Role.PROVIDER}
_THING = f"/scorecards/<any({', '.join(one for one in ScorecardKind if one not in GRADED)}):kind>"
_GRADED = f"/scorecards/<any({', '.join(GRADED)}):kind>"
_PARTS = ("", "/visits", "/file.<any(csv, xlsx):form>")

ACCESS: Rows = {
    "GET /scorecards": Access(_READERS),
    **{f"GET {_THING}{part}": Access(MANAGEMENT) for part in _PARTS},
    **{f"GET {_GRADED}{part}": Access(_READERS) for part in _PARTS},
    "GET /scorecards/complaints": Access(MANAGEMENT),
    f"GET {API}/scorecards": Access(_READERS),
    f"GET {API}/scorecards/visits": Access(_READERS),
}
