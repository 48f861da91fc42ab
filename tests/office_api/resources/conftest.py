"""The office's door over a fresh database, and clients signed in as each role."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel import Principal, Role, Runtime
from app.shell import api as office_api
from app.shell.factory import create_app
from tests.support.web import application, make_user, signed_in


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime, _alone)


def _alone(runtime: Runtime) -> Flask:
    return create_app(runtime, office_api.blueprints())


@pytest.fixture
def sign_in(flask_app: Flask, runtime: Runtime) -> Callable[..., FlaskClient]:
    """Sign in as a new account of a role, with the ids it owns."""

    def signed(role: Role, **owns: str) -> FlaskClient:
        who: Principal = make_user(runtime, role, **{name: UUID(key) for name, key in owns.items()})
        return signed_in(flask_app, runtime, who)

    return signed


@pytest.fixture
def admin(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in(Role.ADMIN)
