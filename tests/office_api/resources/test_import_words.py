"""Files in the words of their writers: units, times of day, names beside numbers, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.office_api.resources.test_imports import load, send

CHINESE = {"Accept-Language": "zh-CN"}
NUMBERS = ("territories", "skills", "providers", "engineers")
pytestmark = pytest.mark.any_database


def look(admin: FlaskClient, kind: str, text: str) -> Any:
    return send(admin, kind, text, "?dry_run=true").json


def errors(admin: FlaskClient, kind: str, text: str) -> dict[str, list[str]]:
    told: dict[str, list[str]] = look(admin, kind, text)["errors"]
    return told


@pytest.mark.parametrize("said", ["60", "60分钟", "60 分", "1小时", "60 min", "3600秒"])
def test_minutes_may_be_written_with_their_unit(admin: FlaskClient, said: str) -> None:
    load(admin, "customers")
    head = "客户名称,合同号,开始日期,响应时间（分钟）\n"
    assert send(admin, "contracts", f"{head}Ink,C-1,2026-01-01,{said}\n").json["new"] == 1
    assert admin.get("/api/v1/contracts").json[0]["promise_s"] == 3600


def test_what_is_no_number_of_minutes_is_not_called_money(admin: FlaskClient) -> None:
    load(admin, "customers")
    told = errors(admin, "contracts", "客户名称,合同号,开始日期,响应时间\nInk,C-1,2026-01-01,六十\n")
    assert told == {"rows.2.promise_minutes": ["is no number of minutes such as 60"]}


def test_prices_change_in_the_unit_of_the_file(admin: FlaskClient) -> None:
    load(admin, "charge-kinds")
    told = look(admin, "charge-kinds", "代码,单价（元）\nnight,160\n")["changes"]
    assert told[0]["columns"] == [{"field": "unit_price", "old": "150.00", "new": "160.00"}]
    told = look(admin, "charge-kinds", "code,unit_price_cents\nnight,16000\n")["changes"]
    assert told[0]["columns"] == [{"field": "unit_price_cents", "old": "15000", "new": "16000"}]


def test_a_code_says_what_it_may_be(admin: FlaskClient) -> None:
    told = errors(admin, "charge-kinds", "代码,英文名称,中文名称,限额\nNight A,Night,夜间,300\n")
    assert "takes small letters" in told["rows.2.code"][0]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("工号,姓名,日期,上班,下班", "E1,Li Wei,2026/12/1,20:00,8:00"),
        ("姓名,工号,日期,上班时间,下班时间", "Li Wei,E1,2026年12月1日,20点,次日8:00"),
        ("工号,开始,结束", "E1,2026-12-01 20:00,08:00"),
        ("工号,日期,开始,结束", "E1,,2026-12-01 20:00,2026-12-02 08:00"),
    ],
)
def test_a_shift_of_times_alone_ends_on_the_next_day_where_it_must(
    admin: FlaskClient, head: str, row: str
) -> None:
    load(admin, *NUMBERS)
    answer = send(admin, "shifts", f"{head}\n{row}\n")
    assert answer.status_code == 200, answer.text
    (shift,) = admin.get("/api/v1/shifts").get_json()
    assert shift["starts_at"] == "2026-12-01T12:00:00+00:00"
    assert shift["ends_at"] == "2026-12-02T00:00:00+00:00"


def test_a_shift_without_a_readable_date_says_so(admin: FlaskClient) -> None:
    load(admin, *NUMBERS)
    told = errors(admin, "shifts", "工号,日期,上班,下班\nE1,some day,20:00,8:00\nE1,,20:00,8:00\n")
    assert "no date" in told["rows.2.date"][0]
    assert "no time" in told["rows.3.starts_at"][0]


def test_a_machine_finds_the_site_of_its_customer(admin: FlaskClient) -> None:
    load(admin, "customers")
    send(admin, "sites", "customer,name,lat,lon\nInk,总部,39.9,116.4\n海淀书店,总部,39.9,116.3\n")
    machine = "地点,类型,型号,序列号"
    told = errors(admin, "assets", f"{machine}\n总部,printer,M1,S1\n")
    assert "a column with the customer" in told["rows.2.site"][0]
    told = errors(admin, "assets", f"客户名称,{machine}\nInk,Nowhere,p,M1,S1\nPulp,总部,p,M1,S2\n")
    assert told == {
        "rows.2.site": ["Ink has none that is called Nowhere"],
        "rows.3.customer": ["none is called Pulp"],
    }
    assert send(admin, "assets", f"客户名称,{machine}\nInk,总部,printer,M1,S1\n").json["new"] == 1
    (asset,) = admin.get("/api/v1/assets").get_json()
    sites = {site["id"]: site["customer_id"] for site in admin.get("/api/v1/sites").json}
    customers = {row["id"]: row["name"] for row in admin.get("/api/v1/customers").json}
    assert customers[sites[asset["site_id"]]] == "Ink"


def test_a_number_that_stands_twice_names_the_other_row(admin: FlaskClient) -> None:
    load(admin, "territories")
    at = "beijing,39.9,116.4"
    row = f"工号,姓名,区域,纬度,经度\nE1,A,{at}\nE2,B,{at}\nE1,C,{at}\n"
    assert errors(admin, "engineers", row) == {"rows.4.number": ["E1 stands in row 2 of this file already"]}


def test_a_line_of_totals_is_told_once(admin: FlaskClient) -> None:
    told = look(admin, "customers", "客户编号,客户名称,电话\nK1,Ink,13800138000\n合计,2\n")["report"]
    assert [(one["row"], one["field"]) for one in told["errors"]] == [(3, "")]


def test_words_without_a_number_are_kept_and_counted(admin: FlaskClient) -> None:
    text = "客户编号,客户名称,电话\nK1,Ink,abc\nK2,Pulp,12\nK3,Toner,13800138000\nK4,Drum,\n"
    assert look(admin, "customers", text)["no_number"] == 2
    assert send(admin, "customers", text).json["no_number"] == 2
    assert {row["phone_as_said"] for row in admin.get("/api/v1/customers").json} >= {"abc", "12"}
    assert send(admin, "customers", text, "?again=true").json["no_number"] == 0


def test_an_unknown_skill_lists_those_there_are(admin: FlaskClient) -> None:
    load(admin, "territories", "skills")
    text = "工号,姓名,区域,纬度,经度,技能\nE1,A,beijing,39.9,116.4,复印机\n"
    told = errors(admin, "engineers", text)["rows.2.skills.0"]
    assert told == ["there is no skill 复印机; there are: laptop (Laptops), printer (Printers)"]
    answer = admin.post(
        "/api/v1/imports/engineers?dry_run=true", data=text, content_type="text/csv", headers=CHINESE
    )
    assert "笔记本电脑（laptop）、打印机（printer）" in answer.json["errors"]["rows.2.skills.0"][0]


def test_columns_that_the_file_lacks_are_called_as_people_do(admin: FlaskClient) -> None:
    load(admin, *NUMBERS)
    text = "工号,开始,结束,班次类型\nE1,2026-12-01 20:00,2026-12-02 08:00,备勤\n"
    answer = admin.post(
        "/api/v1/imports/shifts/wrong-rows", data=text, content_type="text/csv", headers=CHINESE
    )
    last = answer.data.decode().splitlines()[1].split(",")[-1]
    assert last.startswith("出发分钟 ")
    assert "setout" not in last
