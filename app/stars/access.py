"""Who may compare and grade: those who answer for engineers; each engineer sees what is his own."""

from __future__ import annotations

from app.web.policy import API, ENGINEER, MANAGEMENT, Access, Rows

_OWN = Access(MANAGEMENT | ENGINEER, ("engineer", "engineer_id"))
_ONE, _PAGE = f"{API}/rubrics/<uuid:version_id>", "/rubrics/<uuid:version_id>"
_RUBRIC = Access(MANAGEMENT, ("rubric", "version_id"))

ACCESS: Rows = {
    "GET /stars": Access(MANAGEMENT),
    "GET /stars/engineers/<uuid:engineer_id>": _OWN,
    "GET /stars/engineers/<uuid:engineer_id>/grade": _OWN,
    f"GET {API}/engineers/<uuid:engineer_id>/grade": _OWN,
    "GET /rubrics": Access(MANAGEMENT),
    "POST /rubrics": Access(MANAGEMENT),
    f"GET {_PAGE}": _RUBRIC,
    f"POST {_PAGE}": _RUBRIC,
    f"POST {_PAGE}/draft": _RUBRIC,
    f"POST {_PAGE}/publish": _RUBRIC,
    f"POST {_PAGE}/discard": _RUBRIC,
    f"GET {_PAGE}/toml": _RUBRIC,
    f"GET {API}/rubrics": Access(MANAGEMENT),
    f"POST {API}/rubrics": Access(MANAGEMENT),
    f"GET {_ONE}": _RUBRIC,
    f"PUT {_ONE}": _RUBRIC,
    f"POST {_ONE}/draft": _RUBRIC,
    f"POST {_ONE}/publish": _RUBRIC,
    f"POST {_ONE}/discard": _RUBRIC,
    f"GET {_ONE}/toml": _RUBRIC,
}
