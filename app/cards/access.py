"""Who may see an engineer's card and portrait."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import ENGINEER_AT, LINK, MANAGEMENT, OFFICE, PARTNER, PUBLIC, Access, Rows

_READING = Access(
    OFFICE | PARTNER | {Role.PROVIDER, Role.ENGINEER}, ("engineer", "engineer_id"), "engineers:read"
)
_WRITING = Access(MANAGEMENT, ("engineer", "engineer_id"))

ACCESS: Rows = {
    f"GET {ENGINEER_AT}/photo": _READING,
    f"GET {ENGINEER_AT}/card.png": _READING,
    f"PUT {ENGINEER_AT}/photo": _WRITING,
    f"DELETE {ENGINEER_AT}/photo": _WRITING,
    "GET /engineers/<uuid:engineer_id>/card": Access(
        OFFICE | {Role.PROVIDER, Role.ENGINEER}, ("engineer", "engineer_id")
    ),
    "GET /t/<token>/card": LINK,
    "GET /t/<token>/card.png": LINK,
    "GET /t/<token>/photo": LINK,
    "GET /cards/<uuid:engineer_id>": PUBLIC,
    "POST /cards/<uuid:engineer_id>": PUBLIC,
    "GET /card/<code>": PUBLIC,
    "POST /card/<code>": PUBLIC,
}
