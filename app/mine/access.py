"""Who has pages of his own: the customer and the engineer, each his own alone; and what a link may say."""

from __future__ import annotations

from app.kernel import Role
from app.web.policy import LINK_ACTS, Access, Rows, each

_CUSTOMER = frozenset({Role.CUSTOMER})
_REQUEST = "/mine/requests/<uuid:request_id>"
_OWN = Access(_CUSTOMER, ("request", "request_id"))

ACCESS: Rows = {
    "GET /mine": Access(_CUSTOMER | {Role.ENGINEER}),
    "GET /mine/repair": Access(_CUSTOMER),
    "POST /mine/repair": Access(_CUSTOMER),
    "POST /mine/words": Access(_CUSTOMER),
    f"GET {_REQUEST}": _OWN,
    "POST /t/<token>/still-wrong": LINK_ACTS,
    **each(("confirm-arrival", "confirm", "rate", "appointment", "cancel", "complain"), _REQUEST, _OWN),
}
