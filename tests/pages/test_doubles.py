"""Customers recorded twice, each with a request open: merged and taken apart over the pages."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.kernel import unit_of_work
from app.kernel.tables import Event
from app.registers.commands import registry
from app.registers.tables import Customer, Engineer, Site
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import NewCustomer, NewSite, Report
from app.requests.tables import ServiceRequest
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def double_of(morning: Morning, name: str) -> tuple[UUID, UUID, UUID]:
    """Who asked for the request of that name, their second record, and the request open on that."""
    with morning.writing() as uow:
        first = uow.get(ServiceRequest, morning.requests[name])
        owner, site = uow.get(Customer, first.customer_id), uow.get(Site, first.site_id)
        told = Report(
            first.fault_code,
            "phone",
            customer=NewCustomer(f"{owner.name} Ltd", "02158881234801"),
            site=NewSite("Second desk", address=site.address, point=(site.lat, site.lon)),
        )
        request, _ = receive(uow, told)
        return owner.id, request.customer_id, request.id


def ledger(morning: Morning, *requests: UUID) -> list[tuple[str, int, str]]:
    streams = [f"request:{key}" for key in requests]
    with morning.writing() as uow:
        rows = uow.session.scalars(select(Event).where(Event.stream.in_(streams)).order_by(Event.number))
        return [(row.stream, row.number, row.hash) for row in rows]


def test_a_merger_holds_with_requests_open_on_both(signed_in: SignIn, morning: Morning) -> None:
    desk = signed_in("dispatcher")
    first, second, request_id = double_of(morning, "offered")
    stays, alias, page = f"/customers/{first}", f"/customers/{second}", f"/requests/{request_id}"
    assert f'href="{stays}"' in desk.open(page).text  # the warning, with its link
    assert f'href="{alias}"' in desk.open(stays).text
    before = ledger(morning, morning.requests["offered"], request_id)

    with unit_of_work(morning.runtime) as uow:
        said = "021 5888 1234 或 13812340099"
        registry.update(uow, "customer", uow.get(Customer, second), {"phone": said})
        name = uow.get(Customer, first).name
    way = f"{alias}/merge?into={first}"
    assert f'href="{way}"' in html.unescape(desk.open(stays).text)
    with unit_of_work(morning.runtime) as uow:  # the older card stays unless the other is chosen
        uow.get(Customer, first).created_at = uow.get(Customer, second).created_at - timedelta(days=1)
    assert f'into" value="{first}"' in desk.open(f"{stays}/merge?into={second}").text
    with morning.writing() as uow:
        engineer = uow.session.scalars(select(Engineer).where(Engineer.number == "1001")).one()
        named = {"engineer_id": engineer.id, "kind": "excluded", "reason": "asked", "customer_id": second}
        registry.create(uow, "named_engineer", named)
        excluded = f"Excluded: {engineer.name}"
    both = html.unescape(desk.open(way).text)
    assert excluded in both
    assert both.count(name) >= 2
    assert f'href="{stays}/merge?into={second}&chosen=1"' in both  # the other one may stay instead
    assert desk.send(f"{alias}/merge", into=str(first), reason="").location == f"{way}&chosen=1"
    assert "Nothing was written" not in desk.open(stays).text
    desk.send(f"{alias}/merge", into=str(first), reason="one shop")
    assert desk.open(alias).location == stays
    file = desk.open(stays).text
    assert "tel:+8613812340099" in file
    assert engineer.name in file  # whom the other card excludes
    for asked in ("13812340099", "58881234"):
        assert f'href="{stays}"' in desk.open(f"/customers?q={asked}").text
    for key in (morning.requests["offered"], request_id):
        assert f'href="/requests/{key}"' in file
    assert "021 5888 1234" in file  # the alias, with its number
    assert ledger(morning, morning.requests["offered"], request_id) == before
    assert "may be on record twice" not in desk.open(page).text

    desk.send(f"{alias}/unmerge", reason="two shops")
    assert f'href="/requests/{request_id}"' in desk.open(alias).text
    assert f'href="/requests/{request_id}"' not in desk.open(stays).text
    assert ledger(morning, morning.requests["offered"], request_id) == before
