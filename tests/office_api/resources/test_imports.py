"""A file is imported whole or not at all, and what is wrong is told row by row."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.registers.api import import_parsing as door
from app.registers.commands import imports

API = "/api/v1"

FILES: dict[str, str] = {
    "territories": "code,name,centre_lat,centre_lon,radius_m\nbeijing,Beijing,39.9,116.4,30000\n",
    "skills": "code,name_en,name_zh\nlaptop,Laptops,笔记本电脑\nprinter,Printers,打印机\n",
    "providers": "name,stars,phone\nPartners,4,010 6255 1234\n",
    "depots": (
        "备件库,territory,地址,纬度,经度,电话,编号\nEast,beijing,Xidan 2,39.92,116.37,010 6255 1234,D-1\n"
    ),
    "engineers": (
        "number,name,stars,territory,provider,base_lat,base_lon,skills,stars_reason\n"
        "E1,Li Wei,4,beijing,Partners,39.9,116.4,laptop printer,Grade of 2025\n"
        "E2,Wang,3,beijing,,39.8,116.3,printer,\n"
    ),
    "shifts": "engineer,starts_at,ends_at\nE1,2026-03-02T09:00:00+08:00,2026-03-02T18:00:00+08:00\n",
    "customers": 'name,phone,special_needs\n海淀书店,,"no shoes, please"\nInk,13800138000,\n',
    "sites": "customer,territory,name,address,lat,lon\nInk,beijing,Ink office,Xidan 1,39.91,116.37\n",
    "assets": (
        "site,kind,model,serial_number,qr_code,warranty_ends_on\nInk office,printer,M404,S1,QR-1,2027-01-31\n"
    ),
    "named-engineers": "工号,方式,设备,原因,提出人\nE1,优先,S1,熟悉设备,Ms Li\n",
    "charge-kinds": (
        "code,name_en,name_zh,unit_price_cents,limit_cents,active\n"
        "night,Night work,夜间服务费,15000,30000,\nold_fee,Old fee,旧收费,0,5000,否\n"
    ),
    "contracts": "customer,number,promise_s,min_stars,starts_on\nInk,C-1,3600,3,2026-01-01\n",
}


def send(admin: FlaskClient, kind: str, data: str | bytes, query: str = "") -> TestResponse:
    content = data if isinstance(data, bytes) else data.encode()
    return admin.post(f"{API}/imports/{kind}{query}", data=content, content_type="text/csv")


def load(admin: FlaskClient, *kinds: str) -> None:
    for kind in kinds:
        answer = send(admin, kind, FILES[kind])
        assert answer.status_code == 200, answer.text


def test_every_kind_is_imported_and_finds_what_it_names(admin: FlaskClient) -> None:
    load(admin, *FILES)
    for kind, text in FILES.items():
        assert len(admin.get(f"{API}/{kind}").json) == text.count("\n") - 1
    first, second = admin.get(f"{API}/engineers").get_json()
    assert (first["skills"], first["stars"], second["provider_id"]) == (["laptop", "printer"], 4, None)
    names = [row["name"] for row in admin.get(f"{API}/customers?sort=-name").json]
    assert sorted(names) == ["Ink", "海淀书店"]
    assert admin.get(f"{API}/assets?serial_number=S1").json[0]["warranty_ends_on"] == "2027-01-31"


def test_a_byte_order_mark_and_windows_line_ends_are_read(admin: FlaskClient) -> None:
    answer = send(admin, "skills", b"\xef\xbb\xbf" + FILES["skills"].replace("\n", "\r\n").encode())
    told = {"kind": "skill", "rows": 2, "imported": 2, "dry_run": False, "errors": []}
    counted = {"new": 2, "changed": 0, "unchanged": 0, "wrong": 0, "more_errors": 0, "changes": []}
    counted |= {"no_point": 0, "no_number": 0, "warned": 0, "warnings": []}
    counted |= {"more_warnings": 0, "doubles": [], "doubtful": 0, "joined": 0}
    assert answer.json == told | counted | {"already_imported_at": None}


def test_a_file_as_excel_saves_it_in_china_is_read(admin: FlaskClient) -> None:
    sent = FILES["charge-kinds"].replace("\n", "\r\n").encode("gbk")
    assert send(admin, "charge-kinds", sent).json["imported"] == 2
    kinds = {row["code"]: row for row in admin.get(f"{API}/charge-kinds").json}
    assert (kinds["night"]["name_zh"], kinds["night"]["limit_cents"]) == ("夜间服务费", 30_000)
    assert [kinds[code]["active"] for code in ("night", "old_fee")] == [True, False]
    assert send(admin, "charge-kinds", sent.replace(b"15000", b"15001")).json["changed"] == 1
    for other in ("Müller", "Größe, Maß"):
        answer = send(admin, "providers", f'name\n"{other}"\n'.encode("latin-1"))
        assert "is not UTF-8" in answer.json["errors"]["file"][0]


def test_one_bad_row_keeps_all_out_and_every_bad_row_is_told(admin: FlaskClient) -> None:
    load(admin, "territories", "skills", "providers")
    text = FILES["engineers"] + (
        "E3,Zhao,9,beijing,,39.9,116.4,\n"
        "E4,Sun,3,atlantis,,39.9,116.4,\n"
        "E2,Qian,3,beijing,,39.9,116.4,\n"
        "E5,Zhou,three,beijing,,39.9,116.4,magic\n"
        "E6,Wu,3,,,99,116.4,\n"
        "E7,Feng\n"
        "E8,He,3,beijing,,39.9,116.4,,,more\n"
        "E9,Lu,3,beijing,,39.9,116.4,magic\n"
    )
    answer = send(admin, "engineers", text)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/import-refused")
    told = {(error["row"], error["field"]) for error in answer.json["report"]["errors"]}
    assert told == {
        (4, "stars"),
        (5, "territory"),
        (6, "number"),
        (7, "stars"),
        (7, "skills.0"),
        (8, "territory"),
        (8, "base_lat"),
        *((9, name) for name in ("territory", "base_lat", "base_lon")),
        (10, ""),
        (11, "skills.0"),
    }
    assert answer.json["errors"]["rows.6.number"] == ["E2 stands in row 3 of this file already"]
    assert (answer.json["report"]["rows"], answer.json["report"]["imported"]) == (10, 0)
    assert admin.get(f"{API}/engineers").json == []


def test_a_dry_run_checks_everything_and_writes_nothing(admin: FlaskClient) -> None:
    answer = send(admin, "skills", FILES["skills"], "?dry_run=true")
    assert (answer.status_code, answer.json["imported"], answer.json["dry_run"]) == (200, 2, True)
    assert admin.get(f"{API}/skills").json == []


def test_a_name_that_several_have_is_not_guessed(admin: FlaskClient) -> None:
    send(admin, "customers", "name,phone\nInk,\nInk,13800138000\n")
    answer = send(admin, "sites", "customer,name,lat,lon\nInk,Office,39.9,116.4\n")
    assert answer.json["errors"] == {
        "rows.2.customer": ["several are called Ink; say the customer's number instead of the name"]
    }
    key = admin.get(f"{API}/customers").json[0]["id"]
    assert send(admin, "sites", f"customer,name,lat,lon\n{key},Office,39.9,116.4\n").status_code == 200


@pytest.mark.parametrize(
    ("kind", "data", "path"),
    [
        ("skills", b"", "file"),
        ("skills", "code,name_en,name_zh\nlaptop,Laptops,Büromaschine\n".encode("latin-1"), "file"),
        ("skills", 'code,name_en,name_zh\nlaptop,"Laptops,x\n', "file"),
        ("skills", "code,colour\n", "rows.1.colour"),
        ("skills", "code,code\n", "rows.1.code"),
        ("planets", "name\n", "kind"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    admin: FlaskClient, kind: str, data: str | bytes, path: str
) -> None:
    answer = send(admin, kind, data)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [path])


def test_something_else_than_csv_is_refused(admin: FlaskClient) -> None:
    answer = admin.post(f"{API}/imports/skills", json={})
    assert list(answer.json["errors"]) == ["Content-Type"]


def test_files_have_a_largest_size(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MAX_BYTES", 10)
    assert send(admin, "skills", FILES["skills"]).status_code == 413


def test_files_have_a_largest_number_of_rows(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MAX_ROWS", 1)
    answer = send(admin, "skills", FILES["skills"])
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["file"])
    assert admin.get(f"{API}/skills").json == []


def test_a_report_stops_growing(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MAX_ERRORS", 3)
    answer = send(admin, "skills", "code,name_en,name_zh\n" + "X,,\n" * 9)
    assert (len(answer.json["report"]["errors"]), answer.json["report"]["rows"]) == (3, 9)


def test_a_repeated_import_adds_its_rows_once(admin: FlaskClient) -> None:
    for _ in range(2):
        answer = admin.post(
            f"{API}/imports/customers",
            data="name\nInk\n",
            content_type="text/csv",
            headers={"Idempotency-Key": "monday"},
        )
        assert answer.json["imported"] == 1
    assert len(admin.get(f"{API}/customers").json) == 1
