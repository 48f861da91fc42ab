from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.commands import passwords
from app.accounts.tables import User
from app.kernel import Role, Runtime, unit_of_work
from tests.support import web
from tests.support.clock import FakeClock
from tests.support.databases import SqliteDatabases
from tests.support.morning import PASSWORD, Morning, kept_morning

HTML = {"Accept": "text/html,*/*;q=0.8"}


@pytest.fixture(scope="session")
def kept(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Morning:
    """A morning in a file that tests copy: filling it takes longer than a test does."""
    return kept_morning(sqlite_databases, tmp_path_factory.mktemp("morning"))


@pytest.fixture
def database_url(kept: Morning, tmp_path: Path) -> str:
    file = kept.runtime.engine.url.database
    assert file
    return f"sqlite:///{shutil.copyfile(file, tmp_path / 'onehour.db')}"


@pytest.fixture
def morning(kept: Morning, runtime: Runtime, clock: FakeClock) -> Morning:
    return replace(kept, runtime=runtime, clock=clock, requests=dict(kept.requests), visits=dict(kept.visits))


@pytest.fixture
def application(runtime: Runtime) -> Flask:
    return web.application(runtime)


class Browser:
    """A browser without a window: keeps cookies, fills forms in with the page's own token."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._known: tuple[str, str] | None = None  # the session's cookie, and the token that belongs to it

    def open(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=HTML | headers, buffered=True)

    def token(self, path: str = "/login") -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.open(path).text)
        assert found
        return found[1]

    def send(self, path: str, token: str | None = None, **fields: str) -> TestResponse:
        token = self._kept_token() if token is None else token
        return self.client.post(path, data={"csrf_token": token, **fields}, headers=HTML)

    def _kept_token(self) -> str:
        if self._known is None or self._known[0] != self._session():
            token = self.token("/problems/invalid")
            self._known = self._session(), token
        return self._known[1]

    def _session(self) -> str:
        cookie = self.client.get_cookie(self.client.application.config["SESSION_COOKIE_NAME"])
        return cookie.value if cookie else ""

    def sign_in(self, login: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        return self.send("/login", login=login, password=password, **fields)


@pytest.fixture
def browser(application: Flask) -> Browser:
    return Browser(application.test_client())


@pytest.fixture
def signed_in(application: Flask, morning: Morning) -> Callable[[str], Browser]:
    """Sign somebody of the demonstration city in."""

    def sign_in(login: str) -> Browser:
        made = Browser(application.test_client())
        assert made.sign_in(login).status_code == 303
        return made

    return sign_in


@pytest.fixture
def admin_account(morning: Morning) -> None:
    """An administrator, `chief`: the demonstration city has none."""
    chief = web.make_user(morning.runtime, Role.ADMIN, "chief")
    with unit_of_work(morning.runtime) as uow:
        assert chief.user_id
        uow.get(User, chief.user_id).password_hash = passwords.hash_as_it_is(PASSWORD)


@pytest.fixture
def admin(admin_account: None, signed_in: Callable[[str], Browser]) -> Browser:
    """The administrator's browser."""
    return signed_in("chief")
