"""Clients of the composed application, signed in as anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import wsgi
from app.accounts.commands import accounts, passwords
from app.accounts.tables import User
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.requests.commands import links
from app.settings import Settings
from app.web.context import EXTENSION
from tests.support.answers import CheckedClient

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


Compose = Callable[[Runtime], "Flask"]

# What the application was composed of, but for what differs from test to test; then what it was born with.
_composed: dict[tuple[Compose, Settings], tuple[Flask, dict[str, Any]]] = {}
_NOWHERE = Path("nowhere")


def application(
    runtime: Runtime, compose: Compose = wsgi.make_app, *, simulated: bool | None = None
) -> Flask:
    """Return the application with every door, or with those that `compose` gives it, on `runtime`.

    Composing takes longer than most tests, so it is done once for the same settings, and the runtime is
    exchanged. Where tests would hear of each other it is done anew: requests are counted, or a second
    runtime of the same test is served.
    """
    settings = runtime.settings
    if simulated is not None:
        # In a simulation the server moves the clock itself: no test has a worker that would.
        settings = replace(settings, simulated=simulated, embedded_worker=simulated)
    key = (compose, replace(settings, data_dir=_NOWHERE, database_url=""))
    if key not in _composed or settings.rate_limits or _serves_another(_composed[key][0], runtime):
        made = compose(replace(runtime, settings=settings))
        made.test_client_class = CheckedClient
        _composed[key] = (made, dict(made.extensions))
    made, born = _composed[key]
    made.extensions.clear()
    made.extensions.update(born | {EXTENSION: runtime})
    return made


def _serves_another(made: Flask, runtime: Runtime) -> bool:
    served: Runtime = made.extensions[EXTENSION]
    return served is not runtime and served.settings.data_dir == runtime.settings.data_dir


def make_user(
    runtime: Runtime,
    role: Role,
    login: str | None = None,
    password: str | None = None,
    engineer_id: UUID | None = None,
    customer_id: UUID | None = None,
    provider_id: UUID | None = None,
) -> Principal:
    """Store an account and return the principal it acts as."""
    with unit_of_work(runtime) as uow:
        key = uow.new_id()
        uow.session.add(
            User(
                id=key,
                login=login or f"{role}-{key.hex[-8:]}",
                name=str(role),
                role=role,
                password_hash=passwords.hash_password(password) if password else None,
                active=True,
                engineer_id=engineer_id,
                customer_id=customer_id,
                provider_id=provider_id,
                created_at=uow.now,
                updated_at=uow.now,
            )
        )
    return Principal(
        role,
        name=str(role),
        user_id=key,
        engineer_id=engineer_id,
        customer_id=customer_id,
        provider_id=provider_id,
    )


def bearer(
    runtime: Runtime, who: Principal, kind: str = "bearer", scopes: tuple[str, ...] = ()
) -> dict[str, str]:
    """Return the header that signs `who` in."""
    with unit_of_work(runtime) as uow:
        assert who.user_id is not None
        text, _ = accounts.issue_token(uow, uow.get(User, who.user_id), kind, scopes=scopes)
    return {"Authorization": f"Bearer {text}"}


def tracking(runtime: Runtime, request_id: UUID, rights: links.Rights = links.Rights.FULL) -> str:
    """Return a tracking token for a request, as the contact on record gets it."""
    with unit_of_work(runtime, write=False) as uow:
        return links.tracking_token(uow.settings, request_id, uow.now, rights)[0]


def signed_in(flask_app: Flask, runtime: Runtime, who: Principal) -> FlaskClient:
    """Return a test client that sends the bearer token of `who` with every call."""
    client = flask_app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = bearer(runtime, who)["Authorization"]
    return client
