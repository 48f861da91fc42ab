"""Accounts: what opens them, and what no longer does."""

from __future__ import annotations

import pytest

from app.accounts.commands import accounts, passwords
from app.accounts.tables import AccessToken, User
from app.kernel import Role, Runtime, unit_of_work
from app.kernel.errors import Invalid, NotAuthenticated, NotFound
from tests.support.clock import FakeClock
from tests.support.web import make_user

PASSWORD = "correct horse"


def test_the_right_password_opens_the_account_whatever_the_case_of_the_login(runtime: Runtime) -> None:
    who = make_user(runtime, Role.DISPATCHER, "li.na", PASSWORD)
    with unit_of_work(runtime) as uow:
        assert accounts.sign_in(uow, " Li.Na ", PASSWORD).id == who.user_id


@pytest.mark.parametrize(
    ("login", "password"), [("li.na", "wrong"), ("nobody", PASSWORD), ("nopassword", PASSWORD)]
)
def test_wrong_login_and_wrong_password_look_alike(runtime: Runtime, login: str, password: str) -> None:
    make_user(runtime, Role.DISPATCHER, "li.na", PASSWORD)
    make_user(runtime, Role.DISPATCHER, "nopassword")
    with pytest.raises(NotAuthenticated, match="Login or password is wrong"), unit_of_work(runtime) as uow:
        accounts.sign_in(uow, login, password)


def test_a_closed_account_stays_closed(runtime: Runtime) -> None:
    who = make_user(runtime, Role.DISPATCHER, "li.na", PASSWORD)
    with unit_of_work(runtime) as uow:
        user = uow.get(User, who.user_id)
        text, _ = accounts.issue_token(uow, user, "bearer")
        user.active = False
    with pytest.raises(NotAuthenticated), unit_of_work(runtime) as uow:
        accounts.sign_in(uow, "li.na", PASSWORD)
    with pytest.raises(NotAuthenticated), unit_of_work(runtime) as uow:
        accounts.principal_of(uow, text, ("bearer",))


def test_a_token_stands_for_its_account_until_it_is_revoked(runtime: Runtime) -> None:
    who = make_user(runtime, Role.MANAGER)
    with unit_of_work(runtime) as uow:
        text, row = accounts.issue_token(uow, uow.get(User, who.user_id), "bearer", "laptop")
        assert text not in row.token_hash
    with unit_of_work(runtime) as uow:
        assert accounts.principal_of(uow, text, ("bearer",)).user_id == who.user_id
        assert [token.label for token in accounts.tokens_of(uow, ("bearer",), who.user_id)] == ["laptop"]
        accounts.revoke(uow, row.id)
        accounts.revoke(uow, row.id)
    with unit_of_work(runtime) as uow:
        assert accounts.tokens_of(uow, ("bearer",)) == []
    with pytest.raises(NotAuthenticated), unit_of_work(runtime) as uow:
        accounts.principal_of(uow, text, ("bearer",))


def test_a_session_ends_by_itself(runtime: Runtime, clock: FakeClock) -> None:
    who = make_user(runtime, Role.MANAGER)
    with unit_of_work(runtime) as uow:
        text, _ = accounts.issue_token(uow, uow.get(User, who.user_id), "session")
    clock.advance(hours=runtime.settings.session_hours)
    with pytest.raises(NotAuthenticated), unit_of_work(runtime) as uow:
        accounts.principal_of(uow, text, ("session",))


def test_a_page_session_is_no_bearer_token(runtime: Runtime) -> None:
    who = make_user(runtime, Role.MANAGER)
    with unit_of_work(runtime) as uow:
        text, _ = accounts.issue_token(uow, uow.get(User, who.user_id), "session")
    with pytest.raises(NotAuthenticated), unit_of_work(runtime) as uow:
        accounts.principal_of(uow, text, ("bearer", "api_key"))


def test_signing_out_ends_the_session_and_an_unknown_one_changes_nothing(runtime: Runtime) -> None:
    who = make_user(runtime, Role.MANAGER)
    with unit_of_work(runtime) as uow:
        text, row = accounts.issue_token(uow, uow.get(User, who.user_id), "session")
    with unit_of_work(runtime) as uow:
        accounts.revoke_text(uow, "oh_unknown")
        accounts.revoke_text(uow, text)
    with unit_of_work(runtime) as uow:
        assert uow.get(AccessToken, row.id).revoked_at == uow.now


def test_an_api_key_carries_its_scopes_and_does_not_expire(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        text, row = accounts.issue_api_key(uow, "ERP", ["requests:write"])
        assert row.expires_at is None
    with unit_of_work(runtime) as uow:
        who = accounts.principal_of(uow, text, ("api_key",))
    assert who.role is Role.INTEGRATION
    assert who.scopes == {"requests:write"}


@pytest.mark.parametrize("scopes", [[], ["requests:write", "everything"]])
def test_an_api_key_needs_known_scopes(runtime: Runtime, scopes: list[str]) -> None:
    with pytest.raises(Invalid) as refused, unit_of_work(runtime) as uow:
        accounts.issue_api_key(uow, "ERP", scopes)
    assert list(refused.value.errors) == ["scopes"]


@pytest.mark.parametrize(
    "password", ["eleven long", "x1y2z" * 41, "ababababababab", "dispatcher-1", "Dispatcher-1dispatcher-1 "]
)
def test_passwords_that_are_quickly_guessed_are_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.hash_password(password, "dispatcher-1")
    assert list(refused.value.errors) == ["password"]


def test_an_account_is_found_by_its_login(runtime: Runtime) -> None:
    who = make_user(runtime, Role.ADMIN, "chief")
    with unit_of_work(runtime, write=False) as uow:
        assert accounts.user_by_login(uow, "Chief").id == who.user_id
        with pytest.raises(NotFound):
            accounts.user_by_login(uow, "nobody")
