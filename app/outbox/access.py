"""Who may do what with subscriptions and what was sent for them."""

from __future__ import annotations

from app.web.policy import ADMIN, API, Access, Rows, each, register_rows

_SUBSCRIPTION = f"{API}/subscriptions/<uuid:subscription_id>"

ACCESS: Rows = {
    **register_rows("subscriptions", "subscription", ADMIN, ADMIN),
    **each(
        ("replay", "resume", "rotate-secret", "test"),
        _SUBSCRIPTION,
        Access(ADMIN, ("subscription", "subscription_id")),
    ),
    f"GET {API}/deliveries": Access(ADMIN),
    f"POST {API}/deliveries/<uuid:delivery_id>/replay": Access(ADMIN, ("delivery", "delivery_id")),
}
