"""Who may do what with subscriptions and what was sent for them."""

from __future__ import annotations

from app.web.policy import ADMIN, API, MANAGEMENT, Access, Rows, each, register_rows

_SUBSCRIPTION = f"{API}/subscriptions/<uuid:subscription_id>"
_PAGE, _OWN = "/webhooks/<uuid:subscription_id>", ("subscription", "subscription_id")

ACCESS: Rows = {
    **register_rows("subscriptions", "subscription", ADMIN, ADMIN),
    **each(
        ("replay", "resume", "rotate-secret", "test"),
        _SUBSCRIPTION,
        Access(ADMIN, ("subscription", "subscription_id")),
    ),
    f"GET {API}/deliveries": Access(ADMIN),
    "GET /webhooks": Access(ADMIN),
    "POST /webhooks": Access(ADMIN),
    "GET /webhooks/new": Access(ADMIN),
    f"GET {_PAGE}": Access(ADMIN, _OWN),
    f"POST {_PAGE}": Access(ADMIN, _OWN),
    **each(("test", "resume", "replay", "rotate", "open", "close"), _PAGE, Access(ADMIN, _OWN)),
    f"POST {_PAGE}/deliveries/<uuid:delivery_id>/replay": Access(ADMIN, ("delivery", "delivery_id")),
    "GET /notices": Access(MANAGEMENT),
    "POST /notices/test": Access(ADMIN),
    "POST /users/<uuid:user_id>/invitation/send": Access(ADMIN, ("user", "user_id")),
    f"POST {API}/users/<uuid:user_id>/invitation/send": Access(ADMIN, ("user", "user_id")),
    f"POST {API}/deliveries/<uuid:delivery_id>/replay": Access(ADMIN, ("delivery", "delivery_id")),
}
