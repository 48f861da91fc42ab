"""Who may do what with accounts, their tokens and API keys."""

from __future__ import annotations

from app.web.policy import (
    ACCOUNTS,
    ADMIN,
    API,
    EVERYBODY,
    MANAGEMENT,
    PARTNER,
    PUBLIC,
    Access,
    Rows,
    each,
    register_rows,
)

_USER, _OWN = "/users/<uuid:user_id>", ("user", "user_id")

ACCESS: Rows = {
    f"POST {API}/auth/tokens": Access(EVERYBODY, keyed=False),  # a token is not stored
    f"GET {API}/auth/tokens": Access(ACCOUNTS),
    f"DELETE {API}/auth/tokens/<uuid:token_id>": Access(ACCOUNTS, ("token", "token_id")),
    f"GET {API}/auth/api-keys": Access(ADMIN),
    f"POST {API}/auth/api-keys": Access(ADMIN),
    f"DELETE {API}/auth/api-keys/<uuid:token_id>": Access(ADMIN, ("api_key", "token_id")),
    f"GET {API}/me": Access(ACCOUNTS | PARTNER),
    f"POST {API}/me/password": Access(ACCOUNTS, keyed=False),  # set but once
    f"POST {API}/me/language": Access(ACCOUNTS),
    "GET /account": Access(ACCOUNTS),
    "POST /account/password": Access(ACCOUNTS),
    "POST /account/language": Access(ACCOUNTS),
    "POST /account/sessions/<uuid:token_id>/end": Access(ACCOUNTS, ("token", "token_id")),
    "POST /account/theme": Access(ACCOUNTS),
    "POST /account/notify": Access(ACCOUNTS),
    "POST /account/sessions/end": Access(ACCOUNTS),
    **register_rows("users", "user", ADMIN, ADMIN),
    **each(("invite", "reset"), f"{API}{_USER}", Access(ADMIN, _OWN)),
    "GET /administration": Access(MANAGEMENT),
    "GET /users": Access(ADMIN),
    "POST /users": Access(ADMIN),
    "GET /users/new": Access(ADMIN),
    f"GET {_USER}": Access(ADMIN, _OWN),
    f"POST {_USER}": Access(ADMIN, _OWN),
    **each(("invite", "reset", "close", "open", "sessions/end"), _USER, Access(ADMIN, _OWN)),
    f"POST {_USER}/sessions/<uuid:token_id>/end": Access(ADMIN, _OWN),
    "GET /invitations/<token>": PUBLIC,
    "POST /invitations/<token>": PUBLIC,
    "GET /api-keys": Access(ADMIN),
    "POST /api-keys": Access(ADMIN),
    "POST /api-keys/<uuid:token_id>/revoke": Access(ADMIN, ("api_key", "token_id")),
}
