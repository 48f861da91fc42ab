from __future__ import annotations

import pytest

from checklists import faults, load_shipped
from checklists.writing import as_data
from tests.checklists.samples import item, template_data, text
from tests.checklists.test_template import BROKEN


@pytest.mark.parametrize("template", load_shipped().templates, ids=lambda one: one.key)
def test_a_template_that_is_well_formed_has_none(template: object) -> None:
    assert faults(as_data(template)) == []


@pytest.mark.parametrize(("data", "path"), BROKEN.values(), ids=BROKEN.keys())
def test_what_the_parser_refuses_is_among_them(data: object, path: str) -> None:
    assert path in [error.path for error in faults(data, "file")]


def test_all_are_told_at_once_in_both_languages() -> None:
    data = template_data(
        item("a", label={"en": "", "zh-CN": ""}),
        item("b", "choice", options=[{"key": "X", "label": text("x")}, {"key": "y", "label": {"en": "y"}}]),
        item("c", "number", minimum="0", unit={}),
        item("d", when={"item": "ghost", "answered": True}, required="later"),
        title={"en": "x"},
        order=-1,
    )
    found = faults(data)
    assert [error.path for error in found] == [
        "order",
        "title.zh-CN",
        "items[1].options[0].key",
        "items[1].options[1].label.zh-CN",
        "items[2].minimum",
        "items[2].unit.en",
        "items[2].unit.zh-CN",
        "items[0].label.en",
        "items[0].label.zh-CN",
        "items[3].when.item",
        "items[3].required.phase",
    ]
    assert all(error.text.en != error.text.zh_cn for error in found)


def test_a_condition_on_a_broken_item_is_not_blamed() -> None:
    data = template_data(item("a", "choice", options=[]), item("b", when={"item": "a", "equals": "x"}))
    assert [error.path for error in faults(data)] == ["items[0].options"]


def test_a_circle_is_told_once_everything_else_is_right() -> None:
    data = template_data(item("a", when={"item": "a", "answered": True}))
    assert [error.path for error in faults(data)] == ["items[0].when"]
