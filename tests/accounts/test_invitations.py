"""Invitations, and who is left to administer, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.commands import accounts, invitations, last_use
from app.accounts.errors import InvitationOver, NobodyLeft
from app.accounts.tables import AccessToken, Invitation, User
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Conflict, Invalid
from app.registers.commands import registry
from app.registers.errors import StillInUse
from tests.support.clock import FakeClock
from tests.support.web import make_user

PASSWORD = "nine boats on a quiet lake"


def invite(runtime: Runtime, admin: Principal, whom: Principal) -> str:
    with unit_of_work(runtime, admin) as uow:
        assert whom.user_id
        made = invitations.invite(uow, whom.user_id)
        return invitations.token_of(uow.settings, made)


@pytest.fixture
def admin(runtime: Runtime) -> Principal:
    return make_user(runtime, Role.ADMIN, "chief", PASSWORD)


def test_link_sets_the_password_once_and_ends_what_was_signed_in(runtime: Runtime, admin: Principal) -> None:
    whom = make_user(runtime, Role.DISPATCHER, "fang")
    with unit_of_work(runtime) as uow:
        accounts.issue_token(uow, uow.get(User, whom.user_id), "session")
    token = invite(runtime, admin, whom)
    with unit_of_work(runtime) as uow, pytest.raises(Invalid):
        invitations.accept(uow, token, "short")
    with unit_of_work(runtime) as uow:
        invitations.accept(uow, token, PASSWORD)
    with unit_of_work(runtime) as uow:
        assert accounts.sign_in(uow, "fang", PASSWORD).id == whom.user_id
        assert accounts.tokens_of(uow, ("session",), whom.user_id) == []
        with pytest.raises(InvitationOver):
            invitations.accept(uow, token, PASSWORD)


def test_link_is_not_in_the_database(runtime: Runtime, admin: Principal) -> None:
    token = invite(runtime, admin, make_user(runtime, Role.DISPATCHER, "fang"))
    with unit_of_work(runtime, write=False) as uow:
        (row,) = uow.session.scalars(select(Invitation)).all()
        assert token not in [str(value) for value in vars(row).values()]


def test_closed_and_programs_accounts_are_not_invited(runtime: Runtime, admin: Principal) -> None:
    closed, program = make_user(runtime, Role.MANAGER, "gone"), make_user(runtime, Role.INTEGRATION, "erp")
    with unit_of_work(runtime) as uow:
        uow.get(User, closed.user_id).active = False
    for whom in (closed, program):
        with pytest.raises(Conflict):
            invite(runtime, admin, whom)


def test_administrators_without_a_password_do_not_count(runtime: Runtime, admin: Principal) -> None:
    other = make_user(runtime, Role.ADMIN, "second")
    with unit_of_work(runtime, other) as uow, pytest.raises(StillInUse):
        registry.update(uow, "user", uow.get(User, admin.user_id), {"active": False})
    assert admin.user_id
    with unit_of_work(runtime, other) as uow, pytest.raises(NobodyLeft):
        invitations.reset(uow, admin.user_id)
    token = invite(runtime, admin, other)
    with unit_of_work(runtime) as uow:
        invitations.accept(uow, token, PASSWORD)
    with unit_of_work(runtime, other) as uow:
        registry.update(uow, "user", uow.get(User, admin.user_id), {"active": False})


def test_last_use_is_noted_to_some_minutes(runtime: Runtime, admin: Principal, clock: FakeClock) -> None:
    with unit_of_work(runtime) as uow:
        text, row = accounts.issue_token(uow, uow.get(User, admin.user_id), "bearer")
        key = row.id
    clock.advance(minutes=5)
    with unit_of_work(runtime) as uow:
        assert not last_use.is_due(uow, accounts.principal_of(uow, text, ("bearer",)))
    clock.advance(minutes=5)
    with unit_of_work(runtime) as uow:
        who = accounts.principal_of(uow, text, ("bearer",))
        assert last_use.is_due(uow, who)
        last_use.note(uow, who, "192.0.2.7")
    with unit_of_work(runtime, write=False) as uow:
        kept = uow.get(AccessToken, key)
        assert (kept.seen_at, kept.seen_from) == (clock.now, "192.0.2.7")
