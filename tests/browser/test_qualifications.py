"""Papers in a real browser: a certificate that has expired, the words of the refusal, and its renewal."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.kernel import Principal, Role, unit_of_work
from app.registers.commands import registry
from app.registers.tables import Engineer
from app.requests.tables import ServiceRequest
from tests.browser.conftest import Come
from tests.support.morning import PASSWORD, Morning

ADMIN = Principal(Role.ADMIN, "admin")


def _enter(page: Page, begins: str, ends: str) -> None:
    page.get_by_label("Valid from").fill(begins)
    page.get_by_label("Valid until").fill(ends)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flash-good")).to_contain_text("Saved.")


def test_expired_certificate_keeps_off_until_it_is_renewed(come: Come, morning: Morning) -> None:
    with unit_of_work(morning.runtime, ADMIN) as uow:
        request = uow.get(ServiceRequest, morning.requests["unassigned"])
        engineer = next(
            one
            for one in uow.session.scalars(select(Engineer).order_by(Engineer.number))
            if request.skill_code in {skill.code for skill in one.skills}
        )
        name, who, asked = engineer.name, engineer.id, request.id
        said = {
            "code": "trade",
            "name_en": "Trade card",
            "name_zh": "上岗证",
            "skill_code": request.skill_code,
        }
        kind = registry.create(uow, "certificate_kind", said).id
        today = uow.now.date()
    office = come()
    office.sign_in("manager", PASSWORD)
    page = office.open(f"/certificates/new?engineer_id={who}&certificate_kind_id={kind}")
    _enter(page, str(today - timedelta(400)), str(today - timedelta(3)))
    words = re.compile("The certificate for .+ expired on " + str(today - timedelta(3)))
    expect(office.open(f"/qualifications/engineers/{who}").locator(".flash-bad")).to_contain_text(words)
    candidates = f"/requests/{asked}"
    row = office.open(candidates).locator("li, tr").filter(has_text=name).filter(has_text=words)
    expect(row.first).to_be_attached()
    page = office.open("/qualifications")
    page.get_by_role("row").filter(has_text="Trade card").get_by_role(
        "link", name="Enter the new one"
    ).click()
    _enter(page, str(today), str(today + timedelta(365)))
    expect(office.open(candidates).get_by_text(words)).to_have_count(0)
    rows = office.open("/qualifications").get_by_role("row")
    expect(rows.filter(has_text="Trade card")).to_have_count(0)
