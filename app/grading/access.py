"""Who may call what: managers and administrators grade; whom a grade is about reads it and appeals."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import API, ENGINEER, MANAGEMENT, Access, Rows

_GRADED = ENGINEER | {Role.PROVIDER}
_OWNED = ("grade", "grade_id")
_READ, _ONE, _OWN = Access(MANAGEMENT | _GRADED, _OWNED), Access(MANAGEMENT, _OWNED), Access(_GRADED, _OWNED)
_AT, _PAGE = f"{API}/grades/<uuid:grade_id>", "/grades/<uuid:grade_id>"
_YEAR, _YEAR_PAGE = f"{API}/grade-years/<int:year>", "/grades/year/<int:year>"
_ACTS = ("score", "calibrate", "doubt", "vetoes", "approve", "return", "appeal/answer", "correct")
_WITHDRAW = "vetoes/<uuid:veto_id>/withdraw"
_OF_YEAR = ("freeze", "close-calibration", "notice", "publish")

ACCESS: Rows = {
    f"GET {API}/grades": Access(MANAGEMENT | _GRADED),
    f"GET {_AT}": _READ,
    f"POST {_AT}/appeal": _OWN,
    **{f"POST {_AT}/{act}": _ONE for act in (*_ACTS, _WITHDRAW)},
    f"GET {_AT}/document": _READ,
    f"GET {_YEAR}": Access(MANAGEMENT),
    f"GET {_YEAR}/workbook": Access(MANAGEMENT),
    f"POST {_YEAR}/documents": Access(MANAGEMENT),
    **{f"POST {_YEAR}/{act}": Access(MANAGEMENT) for act in _OF_YEAR},
    "GET /grades": Access(MANAGEMENT | _GRADED),
    "GET /grades/calibration": Access(MANAGEMENT),
    "GET /grades/approvals": Access(MANAGEMENT),
    "GET /grades/notice": Access(MANAGEMENT | _GRADED),
    "GET /grades/engineers/<uuid:engineer_id>": Access(MANAGEMENT | _GRADED, ("engineer", "engineer_id")),
    "GET /grades/providers/<uuid:provider_id>": Access(
        MANAGEMENT | {Role.PROVIDER}, ("provider", "provider_id")
    ),
    f"GET {_PAGE}": _READ,
    f"GET {_PAGE}/grade.pdf": _READ,
    f"GET {_YEAR_PAGE}/grades.xlsx": Access(MANAGEMENT),
    f"POST {_YEAR_PAGE}/documents": Access(MANAGEMENT),
    f"POST {_PAGE}/appeal": _OWN,
    **{f"POST {_PAGE}/{act}": _ONE for act in (*_ACTS, _WITHDRAW)},
    **{f"POST {_YEAR_PAGE}/{act}": Access(MANAGEMENT) for act in _OF_YEAR},
}
