"""Who may see figures: those who answer for them, of their own teams; engineers and providers their own."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import ENGINEER, MANAGEMENT, Access, Rows

_ENGINEER, _PROVIDER = ("engineer", "engineer_id"), ("provider", "provider_id")
_OF_ENGINEER = Access(MANAGEMENT | ENGINEER | {Role.PROVIDER}, _ENGINEER)
_OF_PROVIDER = Access(MANAGEMENT | {Role.PROVIDER}, _PROVIDER)

ACCESS: Rows = {
    "GET /stars": Access(MANAGEMENT),
    "POST /stars/refresh": Access(MANAGEMENT),
    "GET /stars/engineers/<uuid:engineer_id>": _OF_ENGINEER,
    "GET /stars/engineers/<uuid:engineer_id>/visits": _OF_ENGINEER,
    "GET /stars/providers/<uuid:provider_id>": _OF_PROVIDER,
    "GET /stars/providers/<uuid:provider_id>/visits": _OF_PROVIDER,
}
