from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from app.documents.report import service_report
from app.registers.tables import Customer, Engineer
from app.visits.tables import Charge
from checklists import Text
from tests.documents.reading import (
    dense,
    embedded_fonts,
    images_of,
    pages,
    picture_count,
    report,
    scanned,
    text,
)
from tests.documents.samples import (
    HEAD,
    VERIFY_URL,
    facts,
    long_template,
    minutes,
    part,
    photo,
    signed,
    signing,
    visit,
    void,
)

LONG_CHINESE = "这台设备的走纸通道需要彻底清洁并更换搓纸轮，" * 60
MARKUP = '#set text(red) *bold* $x^2$ @ref <label> `raw` [#panic("no")] \\u{41} = head // end'


def test_report_says_in_english_what_was_done() -> None:
    told = text(report(facts()))
    for words in (
        "Service report",
        "R000123",
        "Promise kept: on site 21 min before the time promised",
        "Work completed",
        "LaserPro 400",
        "Number E0042",
        "4 of 5 stars",
        "One pair of shoe covers in the bag",
        "arrival confirmed by the customer",
        "Pickup roller",
        "Tested with 200 pages.",
        "Page 1 of",
    ):
        assert words in told


def test_report_says_in_chinese_what_was_done() -> None:
    told = dense(report(facts(), "zh_CN"))
    for words in (
        "服务报告",
        "承诺兑现：提前21分钟到场",
        "服务完成",
        "上海蓝墨水文化传播有限公司",
        "工号E0042",
        "鞋套一双，已带",
        "搓纸轮",
        "客户已确认到场",
        "24小时热线4008001234",
        "客户签名",
        "记录摘要",
        "第1页",
    ):
        assert words in told


def test_times_are_those_of_the_site() -> None:
    assert "2 Mar 2026, 09:39" in text(report(facts()))
    assert "2 Mar 2026, 01:39" in text(report(facts(time_zone="Europe/London")))


@pytest.mark.parametrize(
    ("minute", "verdict"),
    [
        (60, "Promise kept: on site at the time promised"),
        (59.5, "Promise kept: on site at the time promised"),
        (58.5, "Promise kept: on site 1 min before the time promised"),
        (60.1, "On site 1 min late: we apologise"),
        (63, "On site 3 min late: we apologise"),
    ],
)
def test_minutes_are_never_counted_in_our_favour(minute: float, verdict: str) -> None:
    arrived = visit(on_site_at=minutes(minute), completed_at=minutes(120))
    told = service_report(facts(visit=arrived), HEAD, "en", VERIFY_URL)
    assert told.data["promise"]["text"] == verdict


def test_total_is_the_sum_of_parts_and_charges_to_the_cent() -> None:
    lines = [part("a", 3, 3333, Text("A", "甲")), part("b", 1, 1, Text("B", "乙"))]
    told = service_report(
        facts(parts=lines, charges=[Charge(kind="labour", label="", amount_cents=90_071_992_547_409_93)]),
        HEAD,
        "zh_CN",
        VERIFY_URL,
    )
    assert told.data["bill"]["totals"] == [
        ["配件小计", "¥100.00"],
        ["费用小计", "¥90,071,992,547,409.93"],
        ["合计", "¥90,071,992,547,509.93"],
    ]


def test_currency_without_cents_shows_none() -> None:
    yen = replace(HEAD, currency="JPY")
    told = service_report(facts(parts=[]), yen, "en", VERIFY_URL)
    assert told.data["bill"]["totals"] == [["Total", "¥8,001"]]


def test_visit_that_did_not_finish_says_why() -> None:
    ended = visit(state="incomplete", end_reason="part_missing: roller on order", summary="")
    told = text(report(facts(visit=ended, signing=signing(), parts=[], charges=[])))
    assert "Not finished: return visit needed" in told
    assert "A part is missing: roller on order" in told
    assert told.count("No signature was given.") == 2
    assert "No parts were fitted and nothing is charged." in told


def test_signature_that_is_void_is_said_to_be_void_and_its_ink_is_not_printed() -> None:
    why = Text("the charge “Travel” was taken off", "删除了费用“交通费”")
    state = signing(void("customer", "王芳", 81, why, since=120), signed("engineer", "李雷", 80))
    document = service_report(facts(signing=state), HEAD, "en", VERIFY_URL)
    customer, engineer = document.data["signatures"]["fields"]
    assert (customer["drawing"], bool(engineer["drawing"])) == ("", True)
    told = text(report(facts(signing=state)))
    assert "Signed, but void since 2 Mar 2026, 11:00, because the charge" in told
    assert "No signature was given." not in told


def test_ink_of_what_was_altered_is_not_printed_and_neither_is_the_altered_picture() -> None:
    why = Text("the stored bytes of a photo changed", "存档照片的内容被改动")
    changed = photo(1, "whole")
    state = signing(void("customer", "王芳", 81, why), void("engineer", "李雷", 80, why))
    pdf = report(facts(signing=state, photos=[changed], altered_photos=frozenset({changed.sha256})))
    told = text(pdf)
    assert told.count("Do not rely on this signature") == 2
    assert "The picture on file is lost, or not the one that was announced." in told
    assert picture_count(pdf) == 0


def test_photo_whose_bytes_have_not_come_is_said_to_be_missing() -> None:
    pdf = report(facts(photos=[photo(1, "whole"), photo(2, "on its way", complete=False)]))
    assert picture_count(pdf) == 1
    assert "The picture had not arrived when this was printed." in text(pdf)


def test_photos_carry_caption_time_and_hash() -> None:
    told = text(report(facts(photos=[photo(1, "Before")])))
    assert "Photo 1 Before" in told
    assert "2 Mar 2026, 09:46" in told
    assert f"SHA-256 {photo(1).sha256[:12]}" in told


def test_what_people_write_is_set_as_it_stands() -> None:
    # A break may stand inside a word that is longer than its column.
    strange = facts(
        customer=Customer(name=MARKUP),
        visit=visit(summary=MARKUP),
        engineer=Engineer(name=MARKUP, number="#1", stars=1),
        photos=[photo(1, MARKUP)],
        charges=[Charge(kind="x", label=MARKUP, amount_cents=1)],
    )
    told = dense(report(strange))
    assert told.count(MARKUP.replace(" ", "")) == 5


def test_signs_that_no_font_of_ours_draws_do_not_stop_the_report() -> None:
    told = text(report(facts(visit=visit(summary="It works \U0001f600 \ue000 \x01\u202e again"))))
    assert "It works" in told
    assert "again" in told


def test_long_content_flows_over_pages_and_loses_nothing() -> None:
    template = long_template(100)
    answers = {"long": {f"q{n}": f"Answer {n}: " + "x" * 300 for n in range(99)} | {"q99": LONG_CHINESE}}
    full = facts(
        templates=[template],
        answers=answers,
        photos=[photo(n, LONG_CHINESE[:180]) for n in range(12)],
        visit=visit(summary=LONG_CHINESE),
    )
    pdf = report(full, "zh_CN")
    read = pages(pdf)
    told, count = re.sub(r"\s+", "", "".join(read)), len(read)
    assert count > 6
    assert all(f"Answer{n}:x" in told for n in range(99))
    assert told.count("x") >= 99 * 300
    assert told.count("这台设备") >= 120
    assert picture_count(pdf) == 12
    assert all(f"第{n}页，共{count}页" in told for n in range(1, count + 1))
    assert len(pdf) < 1_000_000


def test_long_words_stay_inside_their_column() -> None:
    narrow = facts(
        customer=Customer(name="W" * 200),
        parts=[part("P" * 40, 999_999, 99_999_999, Text("N" * 120, "长" * 120), "S" * 120)],
        visit=visit(summary="L" * 4000),
    )
    document = service_report(narrow, HEAD, "en", VERIFY_URL)
    margin_px = round(1.7 / 2.54 * 110)
    assert all(is_blank(page, margin_px - 4) for page in images_of(document))


def is_blank(page: bytes, edge_px: int) -> bool:
    """Whether nothing is printed within that many pixels of the right edge."""
    with Image.open(io.BytesIO(page)) as image:
        strip = image.convert("L").crop((image.width - edge_px, 0, image.width, image.height))
        return strip.getextrema() == (255, 255)


def test_code_on_the_last_page_leads_to_the_verifying_page() -> None:
    document = service_report(facts(), HEAD, "en", VERIFY_URL)
    assert scanned(images_of(document)[-1]) == [VERIFY_URL]


def test_six_photos_make_less_than_a_megabyte_and_fonts_are_subsets() -> None:
    pdf = report(facts(photos=[photo(n) for n in range(6)]), "zh_CN")
    assert len(pdf) < 1_000_000
    assert embedded_fonts(pdf)
    assert all("+NotoSansCJK" in name for name in embedded_fonts(pdf))


def test_same_record_gives_the_same_bytes_and_another_one_others() -> None:
    first, again = report(facts()), report(facts())
    assert first == again
    documents = [
        service_report(facts(), HEAD, "en", VERIFY_URL),
        service_report(facts(), HEAD, "zh_CN", VERIFY_URL),
        service_report(facts(digest="0" * 64), HEAD, "en", VERIFY_URL),
        service_report(facts(photos=[photo(9)]), HEAD, "en", VERIFY_URL),
        service_report(
            facts(visit=visit(completed_at=minutes(82) + timedelta(seconds=1))), HEAD, "en", VERIFY_URL
        ),
    ]
    assert len({document.fingerprint for document in documents}) == len(documents)


def test_report_is_fit_for_the_archive_and_for_being_read_aloud() -> None:
    pdf = report(facts())
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_visit_that_the_office_ended_says_so() -> None:
    ended = visit(office_ended_by="Lin", office_end_reason="The phone is broken.")
    told = text(report(replace(facts(), visit=ended)))
    assert (
        "The visit was ended in the office, not on the engineer's phone; no signatures were asked for."
        in told
    )
