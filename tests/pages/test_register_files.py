"""Registers go out in the reader's language and come in as they were; long files are looked at as well."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.registers.api.import_kinds import KINDS
from app.registers.commands import queued_imports
from app.registers.pages import imports as imports_page
from app.registers.pages.declared import DECLARED
from app.shell.worker.long_jobs import run_next
from tests.pages.conftest import HTML, Browser
from tests.support.morning import Morning

CHINESE = {"Accept-Language": "zh-CN"}
HEAD = "客户编号,客户名称,联系电话\n"
FIRST = HEAD + "K1,晨光,01062781234\nK2,远景,13800138000\n"
SECOND = HEAD + "K1,晨光印务,01062781234\nK2,远景,13800138000\nK3,新客户,abc\nK4,坏,1.38E+10\n合计,4\n"


def send(admin: Browser, path: str, **fields: Any) -> str:
    """Send a form; returns where it led."""
    data = {"csrf_token": admin.token("/imports"), **fields}
    sent = admin.client.post(path, data=data, headers=HTML | CHINESE)
    assert sent.status_code in {200, 303}, sent.status
    return sent.location or path


def upload(admin: Browser, kind: str, data: bytes) -> str:
    return send(admin, "/imports", kind=kind, file=(io.BytesIO(data), "客户.csv"))


def tallies(page: str) -> list[int]:
    return [int(count) for count in re.findall(r"<dt>[^<]*</dt><dd>(\d+)</dd></div>", page)]


def work(morning: Morning) -> None:
    while run_next(morning.runtime):
        pass


def test_every_register_goes_out_in_chinese_and_comes_in_unchanged(admin: Browser) -> None:
    for name, declared in DECLARED.items():
        if declared.plural not in KINDS:
            continue
        data = admin.open(f"/{declared.plural}/export", **CHINESE).data
        head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        assert any(not cell.isascii() for cell in head), name
        page = admin.open(upload(admin, declared.plural, data), **CHINESE).text
        assert tallies(page) == [0, 0, len(rows), 0], (name, head, rows[:2], page)


def test_digits_that_are_names_keep_their_first_zero_in_a_spreadsheet(
    admin: Browser, morning: Morning
) -> None:
    send(admin, upload(admin, "customers", FIRST.encode()))
    text = admin.open("/customers/export?q=晨光", **CHINESE).data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["客户名称"], row["电话"], row["启用"]) == ("晨光", '="01062781234"', "是")


def test_one_of_several_of_one_name_goes_out_by_what_tells_it_apart(admin: Browser) -> None:
    two = HEAD + "K1,晨光,01062781234\nK2,晨光,13800138000\n"
    send(admin, upload(admin, "customers", two.encode()))
    sites = "客户,名称,纬度,经度\nK1,总部,39.9,116.4\nK2,总部,39.9,116.3\n"
    send(admin, upload(admin, "sites", sites.encode()))
    machines = "客户,地点,类型,型号,序列号\nK1,总部,打印机,M1,S1\nK2,总部,打印机,M1,S2\n"
    send(admin, upload(admin, "assets", machines.encode()))
    data = admin.open("/assets/export", **CHINESE).data
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {row["客户"] for row in rows} >= {"K1", "K2"}
    page = admin.open(upload(admin, "assets", data), **CHINESE).text
    assert tallies(page) == [0, 0, len(rows), 0]


def test_a_long_file_is_looked_at_like_a_short_one_and_imported_from_there(
    admin: Browser, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(admin, upload(admin, "customers", FIRST.encode()))
    short = tallies(admin.open(upload(admin, "customers", SECOND.encode()), **CHINESE).text)
    for module in (queued_imports, imports_page):
        monkeypatch.setattr(module, "LARGE", 2)
    followed = send(admin, upload(admin, "customers", SECOND.encode()), check="1")
    assert "refresh" in admin.open(followed).text
    work(morning)
    page = admin.open(followed, **CHINESE).text
    assert tallies(page) == short == [1, 1, 1, 2]
    for said in (
        "检查文件",
        "<del>晨光</del>",
        "<ins>晨光印务</ins>",
        "联系电话</td>",
        "1 行的电话识别不出号码",
    ):
        assert said in page
    result = re.findall(r'href="(/jobs/[0-9a-f-]+/result)"', page)[0]
    wrong = admin.open(result).data.decode()
    assert wrong.splitlines()[0].endswith(",未导入原因")
    assert "K4" in wrong
    jobs = admin.open("/jobs", **CHINESE).text
    assert "检查完毕，尚未写入任何内容：新增 1 行，更改 1 行，未变 1 行，有误 2 行。" in jobs
    assert "<progress" not in jobs
    form = dict(re.findall(r'name="(once)" value="([^"]+)"', page))
    places = [send(admin, followed, good_rows="1", **form) for _ in range(2)]
    assert places[0] == places[1] != followed
    work(morning)
    page = admin.open(places[0], **CHINESE).text
    assert "已导入：新增 1 行，更改 1 行，未变 1 行；有误 2 行未导入，见文件。" in page
    assert '<form method="post" action="/imports/jobs/' not in page


def test_what_came_of_a_file_is_for_administrators(
    admin: Browser, morning: Morning, signed_in: Callable[[str], Browser]
) -> None:
    followed = send(admin, upload(admin, "customers", FIRST.encode()), background="1")
    assert signed_in("dispatcher").open(followed).status_code == 403
    assert (
        admin.open(followed.rpartition("/")[0] + "/019cac0f-278f-7111-8000-000000000000").status_code == 404
    )


def test_a_form_warns_of_a_telephone_that_is_none(admin: Browser) -> None:
    page = admin.open("/customers/new").text
    once = dict(re.findall(r'name="(once)" value="([^"]+)"', page))
    path = send(admin, "/customers/new", name="晨光", phone="abc", locale="zh_CN", active="true", **once)
    assert "“abc”中无法识别出电话号码" in admin.open(path, **CHINESE).text
