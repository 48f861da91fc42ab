"""An engineer none of whose phones is signed in is not asked."""

from __future__ import annotations

from uuid import UUID

from app.accounts.commands import accounts
from app.accounts.tables import User
from app.dispatching.commands.planner import plan_territory
from app.kernel import unit_of_work
from app.kernel.principal import Role
from app.registers.tables import Engineer
from tests.support.town import Town


def _signed_in(town: Town, times: int) -> list[UUID]:
    with unit_of_work(town.runtime) as uow:
        user = User(
            id=uow.new_id(),
            login="wang",
            name="Wang",
            role=Role.ENGINEER,
            engineer_id=town.engineers[0],
            active=True,
            created_at=uow.now,
            updated_at=uow.now,
        )
        uow.session.add(user)
        uow.session.flush()
        web = [accounts.issue_token(uow, user, "session")[1].id]
        return web + [accounts.issue_token(uow, user, "bearer")[1].id for _ in range(times)]


def _is_silent(town: Town) -> bool:
    with unit_of_work(town.runtime, write=False) as uow:
        return uow.get(Engineer, town.engineers[0]).phone_silent_since is not None


def test_phone_is_silent_once_the_last_one_is_signed_out(town: Town) -> None:
    web, first, second = _signed_in(town, 2)
    for token_id, silent in ((web, False), (first, False), (second, True)):
        with unit_of_work(town.runtime) as uow:
            accounts.revoke(uow, token_id)
        assert _is_silent(town) is silent


def test_engineer_without_a_phone_gets_no_offer_while_somebody_else_can_hear_one(town: Town) -> None:
    _, only = _signed_in(town, 1)
    with unit_of_work(town.runtime) as uow:
        accounts.revoke(uow, only)
    town.report(0)
    plan_territory(town.runtime, town.territory_id)
    (offer,) = town.pending_offers()
    assert offer.engineer_id == town.engineers[1]
