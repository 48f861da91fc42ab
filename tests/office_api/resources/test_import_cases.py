"""Files as companies have them come in: charsets, dialects, headers, dates."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.office_api.resources.test_imports import FILES, load

API = "/api/v1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEIJING = "code,name,centre_lat,centre_lon,area_code\nbeijing,北京,39.9,116.4,010\n"


def send(
    admin: FlaskClient, kind: str, data: bytes | str, query: str = "", content_type: str = "text/csv"
) -> TestResponse:
    content = data if isinstance(data, bytes) else data.encode()
    return admin.post(f"{API}/imports/{kind}{query}", data=content, content_type=content_type)


def book(*rows: list[object]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def names(admin: FlaskClient, kind: str = "customers") -> list[str]:
    return sorted(row["name"] for row in admin.get(f"{API}/{kind}").json)


CHINESE = (
    '客户名称,电话,邮箱,特殊要求\r\n北京晨光印务,010-62781234-801,a@example.cn,"先打电话,再上门"\r\n,,,\r\n'
)


@pytest.mark.parametrize(
    "data",
    [
        CHINESE.encode(),
        CHINESE.encode("utf-8-sig"),
        CHINESE.encode("gb18030"),
        CHINESE.encode("utf-16"),
        CHINESE.encode("utf-16-le"),
        CHINESE.encode("utf-16-be"),
        ("sep=;\r\n" + CHINESE.replace(",", ";").replace("话;再", "话,再")).encode("utf-8-sig"),
        CHINESE.replace(",", "\t").replace("话\t再", "话,再").encode("utf-16"),
        ("客户清单,,,\r\n2026年,,,\r\n" + CHINESE).encode(),
    ],
    ids=["plain", "mark", "gb", "utf16", "le", "be", "sep", "tab", "title"],
)
def test_one_list_comes_in_from_any_program(admin: FlaskClient, data: bytes) -> None:
    answer = send(admin, "customers", data)
    assert (answer.status_code, answer.json["new"]) == (200, 1), answer.text
    (row,) = admin.get(f"{API}/customers").get_json()
    assert (row["name"], row["special_needs"]) == ("北京晨光印务", "先打电话,再上门")
    assert row["phone_numbers"][0]["extension"] == "801"


def test_a_declared_charset_is_obeyed(admin: FlaskClient) -> None:
    data = "name\n臺北書店\n".encode("big5")
    assert send(admin, "customers", data).status_code == 422
    assert send(admin, "customers", data, content_type="text/csv; charset=big5").status_code == 200
    assert send(admin, "customers", "name\nMüller\n".encode("cp1252"), "?charset=latin-1").status_code == 200
    assert names(admin) == ["Müller", "臺北書店"]
    assert "is not written in utf-8" in send(admin, "customers", data, "?charset=utf-8").text
    assert list(send(admin, "customers", data, "?charset=rot13").json["errors"]) == ["charset"]


def test_a_workbook_with_dates_numbers_and_a_title(admin: FlaskClient) -> None:
    load(admin, "customers")
    send(admin, "sites", "customer,name,lat,lon\nInk,Ink office,39.9,116.4\n")
    made = book(
        ["设备清单"],
        [],
        ["地点", "类型", "型号", "序列号", "保修截止", "在用"],
        ["Ink office", "printer", "M404", 12345678901, 46083, "是"],
    )
    answer = send(admin, "assets", made, content_type=XLSX)
    assert answer.status_code == 200, answer.text
    (row,) = admin.get(f"{API}/assets").get_json()
    assert (row["serial_number"], row["warranty_ends_on"]) == ("12345678901", "2026-03-02")
    assert send(admin, "assets", made, content_type=XLSX).json["already_imported_at"]


@pytest.mark.parametrize("data", [b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 old", b""])
def test_what_is_no_workbook_is_refused(admin: FlaskClient, data: bytes) -> None:
    answer = send(admin, "skills", data, content_type=XLSX)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["file"])


def test_a_workbook_that_unpacks_without_end_is_refused(admin: FlaskClient) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(11):
            packed.writestr(f"xl/{n}.xml", bytes(10_000_000))
    answer = send(admin, "skills", kept.getvalue(), content_type=XLSX)
    assert "unpacks to more than 100 MB" in answer.json["errors"]["file"][0]


def test_shifts_are_in_the_local_time_of_the_territory(admin: FlaskClient) -> None:
    load(admin, "territories", "skills", "providers", "engineers")
    text = "工号,开始,结束\nE1,2026/12/1 8:00,2026/12/1 18:00\nE1,2026年12月1日 18:00,2026-12-02 02:00\n"
    assert send(admin, "shifts", text.encode("gb18030")).json["imported"] == 2
    first, second = admin.get(f"{API}/shifts").get_json()
    assert (first["starts_at"], second["ends_at"]) == (
        "2026-12-01T00:00:00+00:00",
        "2026-12-01T18:00:00+00:00",
    )
    clash = send(admin, "shifts", "工号,开始,结束\nE1,2026/12/1 9:00,2026/12/1 10:00\n")
    assert clash.json["errors"] == {"rows.2.starts_at": ["overlaps the shift from 2026-12-01 08:00"]}
    assert clash.json["report"]["errors"][0]["column"] == "开始"


def test_a_grown_file_changes_only_what_changed(admin: FlaskClient) -> None:
    head = "客户编号,客户名称,联系电话\n"
    assert send(admin, "customers", f"{head}K1,Ink,010 6278 1234\nK2,Pulp,\n").json["new"] == 2
    shown = {row["external_id"]: row["updated_at"] for row in admin.get(f"{API}/customers").json}
    grown = f"{head}K2,Pulp and Paper,\nK1,Ink,010 6278 1234\nK3,Toner,\n"
    preview = send(admin, "customers", grown, "?dry_run=true").json
    assert [preview[state] for state in ("new", "changed", "unchanged", "wrong")] == [1, 1, 1, 0]
    told = {"field": "name", "old": "Pulp", "new": "Pulp and Paper"}
    assert preview["changes"] == [{"row": 2, "name": "Pulp", "columns": [told]}]
    assert send(admin, "customers", grown).json["changed"] == 1
    rows = {row["external_id"]: row for row in admin.get(f"{API}/customers").json}
    assert (rows["K1"]["updated_at"], rows["K2"]["name"]) == (shown["K1"], "Pulp and Paper")
    assert send(admin, "customers", grown, "?again=true").json["unchanged"] == 3


def test_rows_without_an_id_are_found_again_by_what_tells_them_apart(admin: FlaskClient) -> None:
    text = "name,phone\nInk,13800138000\nInk,13900139000\nInk,13800138000\nPulp,\n"
    assert send(admin, "customers", text).json["new"] == 3
    assert send(admin, "customers", text, "?again=true").json["unchanged"] == 4
    assert send(admin, "customers", text + "Toner,\n").json["new"] == 1
    load(admin, "territories", "skills", "providers", "engineers", "shifts")
    for kind in ("territories", "skills", "providers", "engineers", "shifts"):
        again = send(admin, kind, FILES[kind], "?again=true").json
        assert again["unchanged"] == again["rows"], again


def test_what_a_file_does_not_give_stays(admin: FlaskClient) -> None:
    send(admin, "customers", "external_id,name,email,special_needs\nK1,Ink,a@example.cn,ring twice\n")
    assert send(admin, "customers", "external_id,phone\nK1,13800138000\n").json["changed"] == 1
    (row,) = admin.get(f"{API}/customers").get_json()
    assert (row["email"], row["special_needs"], row["name"]) == ("a@example.cn", "ring twice", "Ink")


def test_every_error_of_every_row_is_told_at_once(admin: FlaskClient) -> None:
    load(admin, "territories", "skills", "providers")
    text = (
        "工号,姓名,星级,区域,纬度,经度,技能,在用,颜色\n"
        "E1,Li,9,atlantis,99,116.4,magic,maybe,red\n"
        "E2,,3,beijing,39.9,116.4,magic laptop,是,\n"
    )
    report = send(admin, "engineers", text).json["report"]
    told = {(error["row"], error["column"]) for error in report["errors"]}
    assert told == {
        (1, "颜色"),
        *((2, name) for name in ("星级", "区域", "纬度", "在用")),
        *((3, name) for name in ("姓名", "技能")),
    }
    assert send(admin, "engineers", text, "?ignore_unknown=true").json["report"]["wrong"] == 2


def test_a_mapping_is_remembered(admin: FlaskClient) -> None:
    text = "Firma,Farbe\nInk,red\n"
    assert send(admin, "customers", text).status_code == 422
    query = "?map=Firma%3Dname&map=Farbe%3D"
    assert send(admin, "customers", text, f"{query}&dry_run=true").status_code == 200
    assert send(admin, "customers", text).status_code == 422  # a dry run remembers nothing
    assert send(admin, "customers", text, query).json["new"] == 1
    assert send(admin, "customers", "FIRMA;Farbe\nPulp;blue\n").json["new"] == 1
    assert list(send(admin, "customers", text, "?map=Firma%3Dmoon").json["errors"]) == ["map"]


def test_good_rows_come_in_and_the_bad_come_back_as_a_file(admin: FlaskClient) -> None:
    text = "客户名称;邮箱\r\nInk;a@example.cn\r\nPulp;no address\r\n".encode("gb18030")
    answer = send(admin, "customers", text, "?good_rows=true")
    assert (answer.status_code, answer.json["imported"], answer.json["wrong"]) == (200, 1, 1)
    assert names(admin) == ["Ink"]
    back = admin.post(f"{API}/imports/customers/wrong-rows", data=text, content_type="text/csv")
    lines = back.data.decode("gb18030").split("\r\n")
    assert lines[0] == "客户名称;邮箱;Why it was not imported"
    assert lines[1] == "Pulp;no address;邮箱 Not a valid email address."
    mended = back.data.replace(b"no address", b"b@example.cn")
    assert send(admin, "customers", mended).json["new"] == 1
    made = book(["name", "email"], ["Pulp", "b@example.cn"], ["=1+1", "no"])
    back = admin.post(f"{API}/imports/customers/wrong-rows", data=made, content_type=XLSX)
    rows = list(openpyxl.load_workbook(io.BytesIO(back.data)).active.values)
    assert (rows[0][0], len(rows)) == ("name", 2)


def test_prices_of_parts_stand_in_the_currencys_own_unit(admin: FlaskClient) -> None:
    text = '料号,中文名称,英文名称,单价(元)\nA-1,硒鼓,Drum,"1,280.50"\nA-2,辊,Roller,12.345\n'
    answer = send(admin, "parts", text, "?good_rows=true").json
    assert [(error["row"], error["column"]) for error in answer["errors"]] == [(3, "单价(元)")]
    (row,) = admin.get(f"{API}/parts").get_json()
    assert (row["code"], row["unit_price_cents"]) == ("A-1", 128_050)
    assert send(admin, "parts", text.replace("12.345", "12.34")).json["new"] == 1


@pytest.mark.parametrize(
    ("cell", "field"), [("1.38E+10", "phone"), ("#N/A", "phone"), ("02/03/2026", "email")]
)
def test_what_a_spreadsheet_spoilt_is_not_taken(admin: FlaskClient, cell: str, field: str) -> None:
    answer = send(admin, "customers", f"name,{field}\nInk,{cell}\n")
    assert list(answer.json["errors"]) == [f"rows.2.{field}"]


def test_sites_come_in_without_points(admin: FlaskClient) -> None:
    send(admin, "customers", "name\n北京甲公司\n")
    answer = send(
        admin, "sites", "customer,name,address,erp_no\n北京甲公司,总部,北京市朝阳区建国路88号,S-0001\n"
    )
    assert answer.json["new"] == 1, answer.text
    (row,) = admin.get(f"{API}/sites").get_json()
    assert (row["point"], row["external_id"]) == (None, "S-0001")
    half = send(admin, "sites", "customer,name,lat\n北京甲公司,仓库,39.9\n")
    assert list(half.json["errors"]) == ["rows.2.lon"]


def test_file_that_says_a_row_twice_makes_one(admin: FlaskClient) -> None:
    twice = "好客户,13811112222,ok@example.com\n"
    said = f"名称,电话,邮箱\n{twice}另一家,13811113333,\n{twice}".encode("gb18030")
    for query, new in (("?dry_run=true", 2), ("", 2), ("?again=true", 0)):
        told = send(admin, "customers", said, query).json
        assert (told["new"], told["unchanged"], told["wrong"]) == (new, 3 - new, 0)
    assert names(admin) == ["另一家", "好客户"]


def test_line_of_totals_is_no_row(admin: FlaskClient) -> None:
    told = send(admin, "customers", "名称,电话,邮箱\n好客户,13811112222,\n合计,,\n", "?dry_run=true").json
    told = told.get("report", told)
    assert told["wrong"] == 1
    assert "totals" in told["errors"][0]["message"]


def test_sites_that_are_nowhere_are_counted(admin: FlaskClient) -> None:
    send(admin, "customers", "名称\n甲公司\n")
    told = send(admin, "sites", "客户,地点,地址\n甲公司,总部,没有这条路 88 号\n", "?dry_run=true").json
    assert (told["new"], told["no_point"]) == (1, 1)


def test_sites_outside_of_their_territory_or_of_all_are_told_of_and_taken(admin: FlaskClient) -> None:
    send(admin, "territories", BEIJING)
    send(admin, "customers", "名称\n甲公司\n")
    rows = "甲公司,总部,39.9,116.4,\n甲公司,分部,31.2,121.5,beijing\n甲公司,三部,31.2,121.5,\n"
    for query in ("?dry_run=true", ""):
        told = send(admin, "sites", f"客户,地点,纬度,经度,区域\n{rows}", query).json
        assert (told["new"], told["warned"], told["wrong"]) == (3, 2, 0)
        said = [(one["row"], one["column"], one["message"][:32]) for one in told["warnings"]]
        assert said == [
            (3, "纬度", "The point lies outside of the te"),
            (4, "纬度", "The point lies in no territory t"),
        ]


def test_engineers_bring_skills_by_the_words_of_their_company(admin: FlaskClient) -> None:
    send(admin, "territories", BEIJING)
    skills = (
        "代码,英文名称,中文名称,别名\nprinter,Printers,打印,打印机维修；printer repair\nnet,Networks,网络,\n"
    )
    assert send(admin, "skills", skills).json["new"] == 2
    at = "39.9,116.4"
    rows = f"1,王强,beijing,打印机维修;网络,{at}\n2,李,beijing,Printer Repair,{at}\n"
    file = f"工号,姓名,区域,技能,纬度,经度\n{rows}"
    assert send(admin, "engineers", file).json["errors"] == []
    assert [one["skills"] for one in admin.get(f"{API}/engineers").json] == [["net", "printer"], ["printer"]]
    clash = send(
        admin, "skills", "code,name_en,name_zh,aliases\nlan,LAN,局域网,networks\n", "?dry_run=true"
    ).json
    assert clash["errors"]["rows.2.aliases"] == ["networks means the skill net already"]


@pytest.mark.parametrize(("said", "stars"), [("五星", 5), ("3星", 3), ("★★", 2), ("四星级", 4), ("5", 5)])
def test_grades_and_skills_come_as_people_write_them(admin: FlaskClient, said: str, stars: int) -> None:
    send(admin, "territories", BEIJING)
    send(admin, "skills", "code,name_en,name_zh\nprinter,Printers,打印复印设备\n")
    heads = "工号,姓名,星级,区域,技能,纬度,经度,stars_reason"
    file = f"{heads}\n1001,王强,{said},beijing,打印复印设备,39.9,116.4,去年评定\n"
    told = send(admin, "engineers", file)
    assert told.json["errors"] == []
    (made,) = admin.get(f"{API}/engineers").get_json()
    assert (made["stars"], made["skills"]) == (stars, ["printer"])
