"""Void signatures, charges that wait and oddities, in a real browser at both widths and in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.kernel import unit_of_work
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind
from tests.browser.conftest import Come
from tests.support.build import Job
from tests.support.morning import PASSWORD, Morning
from tests.support.phone import Phone


@pytest.fixture
def signed(morning: Morning) -> Phone:
    """A visit that was signed for 80 yuan, then cost more, and then asked for 9,990 on top."""
    with unit_of_work(morning.runtime) as uow:
        visit = uow.get(Visit, morning.visits["on_site"])
        request = uow.get(ServiceRequest, visit.request_id)
        assert visit.engineer_id is not None
        job = Job(
            visit.territory_id, visit.engineer_id, request.customer_id, request.site_id, request.id, visit.id
        )
    phone = Phone(morning.runtime, morning.clock, job)
    phone.send(Kind.CHARGE, {"kind": "labour", "amount_cents": 8000}).unwrap()
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    phone.send(Kind.CHARGE, {"kind": "labour", "amount_cents": 16000}).unwrap()
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 999_000}).unwrap()
    with unit_of_work(morning.runtime) as uow:
        visit = uow.get(Visit, job.visit_id)
        visit.state, visit.completed_at = "completed", uow.now + timedelta(seconds=40)
        visit.on_site_at = uow.now
        assert uow.session.scalars(select(Visit).where(Visit.id == visit.id)).one() is visit
    return phone


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_pages_say_what_is_void_and_do_not_scroll_sideways(
    come: Come, morning: Morning, signed: Phone, locale: str
) -> None:
    customer, office = come("phone", locale), come("desk", locale)
    office.sign_in("dispatcher", PASSWORD)
    assert not office.is_too_wide(f"/requests/{signed.job.request_id}")
    expect(office.page.locator(".held")).to_contain_text("9,990.00")
    expect(office.page.locator(".odd li")).to_have_count(2)
    assert not customer.is_too_wide(morning.link("on_site"))
    void = customer.page.locator(".signing .is-broken")
    expect(void).to_have_count(2)
    expect(void.first).to_contain_text("80.00")


def test_customer_has_to_tick_that_the_change_is_known(come: Come, morning: Morning, signed: Phone) -> None:
    window = come("phone")
    page = window.open(morning.link("on_site"))
    page.get_by_role("button", name="Confirm the result").click()
    expect(page.get_by_text("A signature under this visit is void")).to_be_visible()  # the browser asks first
    page.get_by_label("I know what changed").check()
    page.get_by_role("button", name="Confirm the result").click()
    expect(page.get_by_text("The result is confirmed.")).to_be_visible()
    del signed


def test_refresh_keeps_a_tick_unless_what_it_stands_for_changed(
    come: Come, morning: Morning, signed: Phone
) -> None:
    page = come("phone").open(morning.link("on_site"))
    know = page.get_by_label("I know what changed")
    know.check()
    page.locator("label[for=score-4]").click()
    come("phone").open(morning.link("on_site")).get_by_role("button", name="has arrived").click()
    expect(page.get_by_text("Arrival confirmed")).to_be_visible()  # refreshed
    expect(know).to_be_checked()
    expect(page.locator("#score-4")).to_be_checked()
    approve_travel(come, signed)
    expect(page.get_by_label("CN¥10,150.00")).not_to_be_checked()
    expect(page.locator("#score-4")).to_be_checked()


def approve_travel(come: Come, signed: Phone) -> Page:
    window = come()
    window.sign_in("manager", PASSWORD)
    page = window.open(f"/requests/{signed.job.request_id}")
    page.locator(".held input[name=reason]").fill("The customer agreed by telephone")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved. It is on the bill.")).to_be_visible()
    return page


def test_manager_approves_a_charge_with_a_reason(come: Come, signed: Phone) -> None:
    page = approve_travel(come, signed)
    expect(page.locator(".held")).to_have_count(0)
    expect(page.locator(".signing")).to_contain_text("10,150.00")
