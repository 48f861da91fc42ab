"""Who may read and write checklists: managers read, administrators write."""

from __future__ import annotations

from app.web.policy import ADMIN, API, MANAGEMENT, Access, Rows

_API = f"{API}/checklist-templates"
_ONE, _PAGE = f"{_API}/<uuid:version_id>", "/checklist-templates/<uuid:version_id>"
_VERSION = ("version", "version_id")

_READ, _WRITE = Access(MANAGEMENT, _VERSION), Access(ADMIN, _VERSION)

ACCESS: Rows = {
    f"GET {_API}": Access(MANAGEMENT),
    f"POST {_API}": Access(ADMIN),
    f"GET {_ONE}": _READ,
    f"PUT {_ONE}": _WRITE,
    f"DELETE {_ONE}": _WRITE,
    f"POST {_ONE}/draft": _WRITE,
    f"POST {_ONE}/publish": _WRITE,
    f"POST {_ONE}/preview": Access(MANAGEMENT, _VERSION),
    f"GET {_ONE}/toml": _READ,
    f"GET {_ONE}/visits": _READ,
    "GET /checklist-templates": Access(MANAGEMENT),
    "POST /checklist-templates": Access(ADMIN),
    f"GET {_PAGE}": _READ,
    f"POST {_PAGE}": _WRITE,
    f"POST {_PAGE}/draft": _WRITE,
    f"POST {_PAGE}/publish": _WRITE,
    f"POST {_PAGE}/discard": _WRITE,
    f"GET {_PAGE}/preview": _READ,
    f"GET {_PAGE}/toml": _READ,
    f"GET {_PAGE}/visits": _READ,
}
