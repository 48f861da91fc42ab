from __future__ import annotations

import pytest

from checklists import Change, Text
from checklists.changes import changes
from checklists.void_words import MOST_SAID, Names, because

NAMES = Names(
    money=lambda cents: Text(f"{cents} c", f"{cents} 分"),
    charges={"travel": Text("Travel", "交通费")},
    parts={"roller": Text("Roller", "搓纸轮")},
    items={("sheet", "work"): Text("Work done", "处理措施")},
)
TRAVEL = {"id": "travel", "label": "", "amount_cents": 150}
ROLLER = {"id": "roller/", "code": "roller", "serial_number": "", "quantity": 1, "unit_price_cents": 9}
PHOTO = {"id": "a", "sha256": "a", "length": 1}
SIGNED = {
    "charges": [TRAVEL],
    "parts": [ROLLER],
    "photos": [PHOTO],
    "answers": {"sheet": {"work": "x"}},
    "times": {"on_site_at": "1"},
    "request": {"id": "r"},
    "notes": "",
}


@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        ({"charges": [TRAVEL | {"amount_cents": 9}]}, "the charge “Travel” changed from 150 c to 9 c", "由"),
        ({"charges": []}, "the charge “Travel” of 150 c was taken off", "删除"),
        ({"charges": [TRAVEL, TRAVEL | {"id": "gold"}]}, "the charge “gold” of 150 c was added", "新增"),
        ({"charges": [TRAVEL | {"label": "x"}]}, "the words of the charge “Travel” changed", "说明"),
        ({"parts": []}, "1 × the part “Roller” for 9 c was taken off", "删除"),
        (
            {"parts": [ROLLER | {"quantity": 3}]},
            "the quantity of “Roller” changed from 1 to 3, 9 c to 27 c",
            "金额由 9 分 改为 27 分",
        ),
        ({"photos": []}, "a photo was withdrawn", "撤回"),
        ({"photos": [PHOTO, PHOTO | {"id": "b"}]}, "a photo was added", "新增"),
        ({"photos": [PHOTO | {"sha256": "b"}]}, "the stored bytes of a photo changed", "改动"),
        ({"answers": {"sheet": {"work": "y"}}}, "the answer to “Work done” changed", "处理措施"),
        ({"answers": {"sheet": {}}}, "the answer to “Work done” was taken back", "撤回"),
        ({"answers": {}}, "the answer to “Work done” was taken back", "撤回"),
        ({"answers": {"sheet": {"work": "x", "b": 1}}}, "“b” was answered", "填写"),
        ({"times": {"on_site_at": "2"}}, "the time “on site” changed", "到场"),
        ({"request": {"id": "s"}}, "what is said of the request changed", "报修"),
    ],
)
def test_each_change_is_said_in_words(change: dict[str, object], english: str, chinese: str) -> None:
    [said] = because("record_changed", changes(SIGNED, SIGNED | change), SIGNED, NAMES)
    assert said.en == english
    assert chinese in said.zh_cn


@pytest.mark.parametrize("reason", ["signature_altered", "signed_record_altered", "other_visit", "replaced"])
def test_other_reasons_are_said_too(reason: str) -> None:
    [said] = because(reason, [], SIGNED, NAMES)
    assert said.en != said.zh_cn != ""


def test_signature_voided_before_changes_were_kept_says_that_the_record_changed() -> None:
    assert because("record_changed", [], SIGNED, NAMES)[0].en == "the record changed"


def test_many_changes_are_counted() -> None:
    many = [Change(f"answers.sheet.q{n}", "changed", 1, 2) for n in range(MOST_SAID + 4)]
    said = because("record_changed", many, SIGNED, NAMES)
    assert (len(said), said[-1].en) == (MOST_SAID + 1, "and 4 more changes")
