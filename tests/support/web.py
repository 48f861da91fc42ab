"""Clients of the composed application, signed in as anybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import wsgi
from app.accounts.commands import accounts, passwords
from app.accounts.tables import User
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.requests.commands import links
from app.web.context import EXTENSION
from tests.support.answers import CheckedClient

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


_composed: dict[bool, Flask] = {}


def application(runtime: Runtime, *, simulated: bool = False) -> Flask:
    """Return the application with every door, on `runtime`.

    Composing takes longer than most tests, so it is done once, and the runtime is exchanged.
    """
    if simulated not in _composed:
        # In a simulation the server moves the clock itself: no test has a worker that would.
        settings = replace(runtime.settings, simulated=simulated, embedded_worker=simulated)
        _composed[simulated] = wsgi.make_app(replace(runtime, settings=settings))
        _composed[simulated].test_client_class = CheckedClient
    _composed[simulated].extensions[EXTENSION] = runtime
    return _composed[simulated]


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
