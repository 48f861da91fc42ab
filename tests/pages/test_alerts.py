"""A rescue is a choice of somebody by name: what changed meanwhile is shown, and nobody is sent instead."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from app.kernel import unit_of_work
from app.promise.commands.look import look
from app.promise.tables import Alert
from app.requests.tables import Visit
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def alarmed(morning: Morning) -> Alert:
    """The alert of the request that nobody has, with its rescue."""
    with unit_of_work(morning.runtime, write=False) as uow:
        area = uow.get(Visit, morning.visits["unassigned"]).territory_id
    look(morning.runtime, area)
    with unit_of_work(morning.runtime, write=False) as uow:
        wanted = select(Alert).where(Alert.visit_id == morning.visits["unassigned"])
        return uow.session.scalars(wanted).one()


def holder(morning: Morning) -> UUID | None:
    with unit_of_work(morning.runtime, write=False) as uow:
        return uow.get(Visit, morning.visits["unassigned"]).engineer_id


def test_press_for_somebody_who_is_proposed_no_more_sends_nobody(signed_in: SignIn, morning: Morning) -> None:
    alert = alarmed(morning)
    assert alert.rescue is not None
    proposed = alert.rescue["engineer_id"]
    browser = signed_in("dispatcher")
    page = browser.open("/").text
    assert f'name="engineer_id" value="{proposed}"' in page

    stale = browser.send(f"/alerts/{alert.id}/rescue", engineer_id=str(UUID(int=7)), next="/")
    assert stale.status_code == 303
    assert f"/alerts/{alert.id}/changed" in stale.location
    assert holder(morning) is None
    page = browser.open(stale.location).text
    assert "Nobody was sent" in page
    assert "Nobody has the visit." in page
    assert " instead</button>" in page

    done = browser.send(f"/alerts/{alert.id}/rescue", engineer_id=proposed, next="/")
    assert done.location == "/"
    assert str(holder(morning)) == proposed
