"""Who may call what: management decides; whom it is about reads what is decided, and objects."""

from __future__ import annotations

from app.web.policy import API, ENGINEER, MANAGEMENT, Access, Rows

_OWNED, _RULES = ("reward", "reward_id"), Access(MANAGEMENT, ("reward_rules", "version_id"))
_READ, _ONE, _OWN = (
    Access(MANAGEMENT | ENGINEER, _OWNED),
    Access(MANAGEMENT, _OWNED),
    Access(ENGINEER, _OWNED),
)
_AT, _PAGE = f"{API}/rewards/<uuid:reward_id>", "/rewards/<uuid:reward_id>"
_RULES_AT, _RULES_PAGE = f"{API}/reward-rules/<uuid:version_id>", "/rewards/rules/<uuid:version_id>"

ACCESS: Rows = {
    f"GET {API}/rewards": Access(MANAGEMENT | ENGINEER),
    f"GET {_AT}": _READ,
    f"POST {_AT}/decide": _ONE,
    f"POST {_AT}/object": _OWN,
    f"POST {_AT}/answer": _ONE,
    "GET /rewards": Access(MANAGEMENT),
    "GET /rewards/file.<any(csv, xlsx):kind>": Access(MANAGEMENT),
    "GET /rewards/engineers/<uuid:engineer_id>": Access(MANAGEMENT | ENGINEER, ("engineer", "engineer_id")),
    f"GET {_PAGE}": _READ,
    f"POST {_PAGE}/decide": _ONE,
    f"POST {_PAGE}/object": _OWN,
    f"POST {_PAGE}/answer": _ONE,
    f"GET {API}/reward-rules": Access(MANAGEMENT),
    f"POST {API}/reward-rules": Access(MANAGEMENT),
    f"GET {_RULES_AT}": _RULES,
    f"PUT {_RULES_AT}": _RULES,
    f"POST {_RULES_AT}/publish": _RULES,
    f"POST {_RULES_AT}/discard": _RULES,
    "GET /rewards/rules": Access(MANAGEMENT),
    "POST /rewards/rules": Access(MANAGEMENT),
    f"GET {_RULES_PAGE}": _RULES,
    f"POST {_RULES_PAGE}": _RULES,
    f"POST {_RULES_PAGE}/publish": _RULES,
    f"POST {_RULES_PAGE}/discard": _RULES,
}
