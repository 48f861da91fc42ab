"""Who may read scorecards: managers, of the engineers they answer for."""

from __future__ import annotations

from app.scorecards.rules.kinds import ANY
from app.web.policy import API, MANAGEMENT, Access, Rows

ACCESS: Rows = {
    "GET /scorecards": Access(MANAGEMENT),
    f"GET /scorecards/<any({ANY}):kind>": Access(MANAGEMENT),
    f"GET /scorecards/<any({ANY}):kind>/visits": Access(MANAGEMENT),
    f"GET /scorecards/<any({ANY}):kind>/file.<any(csv, xlsx):form>": Access(MANAGEMENT),
    f"GET {API}/scorecards": Access(MANAGEMENT),
}
