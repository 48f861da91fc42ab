"""Who gets which work: figures lead to their visits, files say the same, and what grades taught is shown."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from html import unescape
from typing import TYPE_CHECKING
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from app.dispatching.commands import overrides
from app.dispatching.commands.learning_stars import learn_stars
from app.kernel import unit_of_work
from app.registers.tables import Engineer, NamedAs, NamedEngineer
from app.reports.rules.fairness import compared
from app.requests.tables import ServiceRequest, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pages.conftest import Browser
    from tests.support.morning import Morning

    SignIn = Callable[[str], Browser]

pytestmark = pytest.mark.any_database
_ROW = r'<th scope="row">{}</th><td class="number"[^>]*>(?:<a href="([^"]+)">)?(\d+)'


def _figure(page: str, title: str) -> tuple[str, int]:
    found = re.search(_ROW.format(re.escape(title)), page)
    assert found, title
    return unescape(found[1] or ""), int(found[2])


@pytest.fixture
def decided(morning: Morning) -> Morning:
    """The morning with an entry that required who came, and a request that a customer's minimum decided."""
    with morning.writing() as uow:
        visit = uow.get(Visit, morning.visits["on_site"])
        request = uow.get(ServiceRequest, visit.request_id)
        request.min_stars, request.min_stars_by = 4, "customer"
        assert visit.engineer_id is not None
        uow.session.add(
            NamedEngineer(
                id=uow.new_id(),
                engineer_id=visit.engineer_id,
                kind=NamedAs.REQUIRED,
                site_id=request.site_id,
                reason="Has the key",
                asked_by="Ms Li",
                starts_on=date(2026, 1, 1),
                created_at=uow.now,
                updated_at=uow.now,
            )
        )
    with morning.writing() as uow:
        overrides.pin(uow, morning.visits["steady"])
    return morning


def test_each_figure_opens_as_many_visits_as_it_says_and_files_say_the_same(
    signed_in: SignIn, decided: Morning
) -> None:
    browser = signed_in("manager")
    page = browser.open("/dispatch/audit").text
    told = {
        "Minimum of stars: the customer&#39;s own": 1,
        "Somebody is required by the register": 1,
        "… and came or is to come": 1,
        "Pinned by a dispatcher": 1,
        "Given against the register, with a reason": 0,
    }
    for title, expected in told.items():
        address, count = _figure(page, title)
        assert count == expected, title
        assert bool(address) is bool(expected)
        if address:
            assert browser.open(address).text.count('<a class="code" href="/requests/') == expected
    assert "★" in page
    csv = browser.open("/dispatch/audit/file.csv").text
    assert "Pinned by a dispatcher,1" in csv
    book = openpyxl.load_workbook(io.BytesIO(browser.open("/dispatch/audit/file.xlsx").data))
    assert book.sheetnames == ["Rules", "Groups"]


def test_odd_spans_are_told_and_others_roles_are_kept_out(signed_in: SignIn, decided: Morning) -> None:
    browser = signed_in("manager")
    assert "flash-bad" in browser.open("/dispatch/audit?from=yesterday").text
    assert browser.open("/dispatch/audit/file.csv?from=yesterday").status_code == 422
    assert "Nothing stands behind" in browser.open("/dispatch/audit/visits?figure=nonsense").text
    assert (
        _figure(browser.open("/dispatch/audit?to=2020-01-01&from=2019-12-01").text, "Pinned by a dispatcher")[
            1
        ]
        == 0
    )
    for role in ("provider", "customer"):
        for path in ("/dispatch/audit", "/dispatch/audit/visits", "/dispatch/learned"):
            assert signed_in(role).open(path).status_code == 403, (role, path)


def test_what_grades_taught_is_shown_with_counts_and_default(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("manager")
    assert "Nothing has been learned yet" in browser.open("/dispatch/learned").text
    held = set()
    with unit_of_work(morning.runtime) as uow:
        for visit in uow.session.scalars(select(Visit).where(Visit.on_site_at.is_not(None))):
            assert visit.on_site_at is not None
            visit.state, visit.completed_at = "completed", visit.on_site_at + timedelta(minutes=30)
            held.add(uow.get(Engineer, UUID(str(visit.engineer_id))).stars)
    learn_stars(morning.runtime)
    page = browser.open("/dispatch/learned").text
    assert held
    assert all(f'aria-label="{stars} of 5 stars"' in page for stars in held)
    told = browser.client.get("/api/v1/dispatch/learned-stars").json
    assert {"measure", "stars", "value", "default", "visits", "engineers"} <= told[0].keys()


def test_a_group_stands_out_only_beyond_chance_and_one_engineer_is_no_group() -> None:
    def drives(*means: float) -> list[tuple[int, float]]:
        return [(n, mean + (k % 5)) for n, mean in enumerate(means) for k in range(20)]

    even = compared({"a": drives(20, 21, 22, 19), "b": drives(21, 20, 19, 22)})
    assert {one.apart for one in even.values()} == {0}
    far = compared({"a": drives(20, 21, 22, 19), "b": drives(40, 41, 39, 42)})
    assert (far["a"].apart, far["b"].apart) == (-1, 1)
    alone = compared({"a": drives(20, 21), "b": drives(60)})
    assert alone["b"].apart == 0
