from __future__ import annotations

import random
from typing import Any

import pytest

from app.demo.players.checklist import Worksheet
from checklists import Phase, describe, load_shipped, missing
from mobile_api.client.checklist import holds

SHIPPED = load_shipped().current()
ALL_TEMPLATES = [describe(template, "en") for template in SHIPPED]


def sheet(*items: dict[str, Any], answers_no: float = 0.0) -> Worksheet:
    return Worksheet([{"key": "t", "items": items}], random.Random(1), answers_no)


def item(key: str, kind: str = "yes_no", phase: str = "complete", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "required": {"phase": phase, "when": None}, "when": None} | more


def test_gate_asks_for_its_own_items_and_those_of_earlier_gates() -> None:
    worksheet = sheet(item("bag", phase="depart"), item("mat", phase="on_site"), item("result"))
    assert [row["item"] for row in worksheet.fill("on_site")] == ["bag", "mat"]
    assert [row["item"] for row in worksheet.fill("complete")] == ["result"]


def test_item_that_must_have_one_answer_gets_it() -> None:
    worksheet = sheet(item("clean", must_be=False), answers_no=0.0)
    assert worksheet.fill("complete")[0]["value"] is False


def test_hidden_item_is_not_answered_until_its_condition_holds() -> None:
    worksheet = sheet(
        item("why", "text", max_length=9, when={"item": "worn", "in": [False]}), item("worn"), answers_no=1.0
    )
    rows = worksheet.fill("complete")
    assert [row["item"] for row in rows] == ["worn", "why"]
    assert len(rows[1]["value"]) <= 9


def test_photos_are_named_by_the_hashes_that_were_taken() -> None:
    worksheet = sheet(item("before", "photo", "on_site"), item("after", "photo"))
    assert worksheet.photos_wanted("on_site") == 1
    assert worksheet.fill("on_site", ["aa"])[0]["value"] == "aa"
    assert worksheet.photos_wanted("complete") == 1
    assert worksheet.fill("complete", []) == []


def test_signatures_are_not_answered() -> None:
    assert sheet(item("signed", "signature")).fill("complete") == []


def test_item_of_an_unknown_type_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="hologram"):
        sheet(item("x", "hologram")).fill("complete")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, True),
        ({"item": "kind", "in": ["laser"]}, True),
        ({"item": "kind", "in": ["inkjet"]}, False),
        ({"item": "flag", "in": [1]}, False),
        ({"item": "flag", "in": [True]}, True),
        ({"item": "pages", "at_least": 5}, True),
        ({"item": "pages", "at_least": 1, "at_most": 4}, False),
        ({"item": "kind", "at_least": 1}, False),
        ({"item": "none", "answered": False}, True),
        ({"item": "kind", "answered": False}, False),
        ({"all": [{"item": "pages", "at_most": 5}, {"item": "flag", "in": [True]}]}, True),
        ({"any": [{"item": "pages", "at_most": 4}, {"item": "flag", "in": [False]}]}, False),
        ({"not": {"item": "kind", "in": ["laser"]}}, False),
    ],
)
def test_condition_is_judged_by_the_answers(condition: dict[str, Any] | None, expected: object) -> None:
    assert holds(condition, {"kind": "laser", "flag": True, "pages": 5}) is expected


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("answers_no", [0.0, 0.3])
def test_shipped_checklists_are_answered_so_that_every_gate_opens(seed: int, answers_no: float) -> None:
    worksheet = Worksheet(ALL_TEMPLATES, random.Random(seed), answers_no)
    for phase in Phase:
        photos = [f"{n:064x}" for n in range(worksheet.photos_wanted(phase))]
        worksheet.fill(phase, photos)
        lacking = missing(SHIPPED, worksheet.given, phase)
        assert [entry for entry in lacking if not entry.item.endswith("signature")] == []
