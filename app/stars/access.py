"""Who may see figures and grade: those who answer for them, of their own teams; others their own."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import API, ENGINEER, ENGINEER_AT, MANAGEMENT, Access, Rows

_ENGINEER, _PROVIDER = ("engineer", "engineer_id"), ("provider", "provider_id")
_OF_ENGINEER = Access(MANAGEMENT | ENGINEER | {Role.PROVIDER}, _ENGINEER)
_DECLARATION = Access(MANAGEMENT, ("star_declaration", "star_declaration_id"))
_OWN = Access(MANAGEMENT | ENGINEER, _ENGINEER)
_ONE, _PAGE = f"{API}/rubrics/<uuid:version_id>", "/rubrics/<uuid:version_id>"
_RUBRIC = Access(MANAGEMENT, ("rubric", "version_id"))
_PROVIDER_AT = f"{API}/providers/<uuid:provider_id>"
_OF_PROVIDER = Access(MANAGEMENT | {Role.PROVIDER}, _PROVIDER)

_WHAT = ("star-facts", "star-standings", "star-contributions")

ACCESS: Rows = {
    "GET /stars": Access(MANAGEMENT),
    "POST /stars/refresh": Access(MANAGEMENT),
    "GET /stars/engineers/<uuid:engineer_id>": _OF_ENGINEER,
    "GET /stars/engineers/<uuid:engineer_id>/visits": _OF_ENGINEER,
    "GET /stars/providers/<uuid:provider_id>": _OF_PROVIDER,
    "GET /stars/providers/<uuid:provider_id>/visits": _OF_PROVIDER,
    "GET /stars/declarations": Access(MANAGEMENT),
    "GET /stars/declarations/new": Access(MANAGEMENT),
    "POST /stars/declarations": Access(MANAGEMENT),
    "GET /stars/declarations/<uuid:star_declaration_id>": _DECLARATION,
    "POST /stars/declarations/<uuid:star_declaration_id>/withdraw": _DECLARATION,
    f"GET {API}/star-declarations": Access(MANAGEMENT),
    f"POST {API}/star-declarations": Access(MANAGEMENT),
    f"GET {API}/star-declarations/<uuid:star_declaration_id>": _DECLARATION,
    f"POST {API}/star-declarations/<uuid:star_declaration_id>/withdraw": _DECLARATION,
    **{f"GET {ENGINEER_AT}/{what}": _OF_ENGINEER for what in _WHAT},
    **{f"GET {_PROVIDER_AT}/{what}": _OF_PROVIDER for what in _WHAT},
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
