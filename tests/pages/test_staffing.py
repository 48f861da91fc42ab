"""The page of staffing, its files and its operation say the same numbers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import select

from app.registers.tables import Territory

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pages.conftest import Browser
    from tests.support.morning import Morning

pytestmark = pytest.mark.any_database


def test_page_files_and_operation_tell_what_a_week_needs(
    signed_in: Callable[[str], Browser], morning: Morning
) -> None:
    with morning.writing() as uow:
        key = uow.session.scalars(select(Territory.id)).first()
    browser = signed_in("manager")
    assert "No request that needed a visit" in browser.open("/staffing").text
    morning.at(24 * 60)
    browser = signed_in("manager")
    page = browser.open("/staffing?target=95&weeks=4&stars=nonsense").text
    assert "Too few visits were made to learn" in page
    assert 'class="need-short"' in page
    told = browser.client.get(f"/api/v1/territories/{key}/staffing?weeks=4").json
    assert len(told["hours"]) == 168
    assert told["work"]["measured"] is False
    hour = max(told["hours"], key=lambda one: one["requests"]["mean"])
    assert hour["requests"]["low"] < hour["requests"]["mean"] < hour["requests"]["high"]
    needed = [one["needed"] for one in hour["targets"]]
    assert 0 < needed[0] <= needed[1] <= needed[2]
    assert {one["skill"] for one in told["kinds"]}
    book = openpyxl.load_workbook(io.BytesIO(browser.open("/staffing/file.xlsx").data))
    assert book.sheetnames == ["Hours", "Skills and stars", "About these figures"]
    assert book["Hours"].max_row == 169
    assert browser.open("/staffing/file.csv").text.count("\n") > 168
    assert signed_in("dispatcher").open("/staffing").status_code == 403
    wrong = browser.client.get(f"/api/v1/territories/{key}/staffing?skill=nonsense")
    assert wrong.status_code == 422
    assert "skill" in wrong.text
