"""Who sees and keeps papers: a person his own, a manager his teams', a provider its people's."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import API, ENGINEER, MANAGEMENT, OFFICE, Access, Rows

_SEEING = OFFICE | ENGINEER | {Role.PROVIDER}
_ENGINEER, _CERTIFICATE = ("engineer", "engineer_id"), ("certificate", "certificate_id")
_SUSPENSION = ("skill_suspension", "skill_suspension_id")
_OF_ENGINEER = "/qualifications/engineers/<uuid:engineer_id>"
_PICTURE = f"{API}/certificates/<uuid:certificate_id>/picture"
_SUSPENSIONS = f"{API}/skill-suspensions"
_ONE = f"{_SUSPENSIONS}/<uuid:skill_suspension_id>"

ACCESS: Rows = {
    "GET /qualifications": Access(MANAGEMENT),
    f"GET {_OF_ENGINEER}": Access(_SEEING, _ENGINEER),
    f"GET {_OF_ENGINEER}/suspensions/new": Access(MANAGEMENT, _ENGINEER),
    f"POST {_OF_ENGINEER}/suspensions": Access(MANAGEMENT, _ENGINEER),
    "GET /qualifications/suspensions/<uuid:skill_suspension_id>": Access(MANAGEMENT, _SUSPENSION),
    "POST /qualifications/suspensions/<uuid:skill_suspension_id>/lift": Access(MANAGEMENT, _SUSPENSION),
    "GET /certificates/<uuid:certificate_id>": Access(_SEEING, _CERTIFICATE),
    "GET /certificates/<uuid:certificate_id>/picture": Access(_SEEING, _CERTIFICATE),
    "POST /certificates/<uuid:certificate_id>/picture": Access(MANAGEMENT, _CERTIFICATE),
    f"GET {_PICTURE}": Access(_SEEING, _CERTIFICATE),
    f"PUT {_PICTURE}": Access(MANAGEMENT, _CERTIFICATE),
    f"DELETE {_PICTURE}": Access(MANAGEMENT, _CERTIFICATE),
    f"GET {_SUSPENSIONS}": Access(_SEEING),
    f"POST {_SUSPENSIONS}": Access(MANAGEMENT),
    f"GET {_ONE}": Access(_SEEING, _SUSPENSION),
    f"POST {_ONE}/lift": Access(MANAGEMENT, _SUSPENSION),
}
