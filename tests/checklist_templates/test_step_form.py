"""What a step's form shows reads back as the same step."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checklist_templates.rules import steps
from app.checklist_templates.rules.condition_rows import Rows, condition_of, rows_of
from app.checklist_templates.rules.step_form import field_of, step_of, values_of
from app.checklist_templates.rules.trying import answer_from, try_out
from checklists import Phase, as_data, faults, load_shipped
from checklists.conditions import holds, parse_condition
from tests.checklists.samples import item, template, template_data
from tests.checklists.test_writing import CONDITIONS

ITEMS = (
    item("free", "text"),
    item("yes"),
    item("pick", "choice"),
    item("many", "number"),
)
KINDS = {key: one.kind for key, one in template(*ITEMS).by_key.items()}
TYPES = steps.types_of(template_data(*ITEMS))
STEPS = [
    (one.key, step, steps.types_of(as_data(one)))
    for one in load_shipped().templates
    for step in as_data(one)["items"]
]


@pytest.mark.parametrize(("key", "step", "types"), STEPS, ids=lambda one: str(one)[:30])
def test_every_shipped_step_comes_back_as_it_was(key: str, step: dict[str, Any], types: Any) -> None:
    assert step_of(values_of(step), types) == step, key


@given(CONDITIONS, st.dictionaries(st.sampled_from(["free", "yes", "pick", "many"]), st.integers(0, 9)))
def test_a_condition_comes_back_with_the_same_meaning(
    condition: dict[str, Any], chosen: dict[str, int]
) -> None:
    back = condition_of(rows_of(condition), TYPES)
    possible: dict[str, list[Any]] = {
        "free": ["x"],
        "yes": [True, False],
        "pick": ["good", "bad"],
        "many": list(range(10)),
    }
    answers = {key: possible[key][n % len(possible[key])] for key, n in chosen.items()}
    one, other = (parse_condition(said, "", KINDS) for said in (condition, back))
    assert holds(one, answers) == holds(other, answers)


@pytest.mark.parametrize("text", ["{", "x", "[1]", "{ item = 1 }"])
def test_a_text_that_is_no_condition_is_kept_for_its_fault(text: str) -> None:
    when = condition_of(Rows(text=text), TYPES)
    found = faults(template_data(*ITEMS, item("e", when=when)))
    assert {one.path.partition(".when")[0] for one in found} == {"items[4]"}


@given(st.dictionaries(st.sampled_from([*values_of(STEPS[0][1]), "options.0.key"]), st.text()))
def test_whatever_is_typed_is_kept_and_shown_again(values: dict[str, str]) -> None:
    step = step_of(values, TYPES)
    values_of(step)
    faults(template_data(step))


def test_a_step_with_a_new_key_takes_its_conditions_along() -> None:
    content = template_data(item("a"), item("b", when={"any": [{"not": {"item": "a", "equals": True}}]}))
    changed = steps.changed(content, 0, item("z"))
    assert changed["items"][1]["when"] == {"any": [{"not": {"item": "z", "equals": True}}]}


def test_steps_are_moved_no_further_than_the_ends() -> None:
    content = template_data(item("a"), item("b"), item("c"))
    moved, at = steps.moved(content, 0, 1)
    assert ([one["key"] for one in moved["items"]], at) == (["b", "a", "c"], 1)
    assert steps.moved(content, 0, -1)[1] == 0
    added, at = steps.added(content, 0)
    assert added["items"][at]["key"] == "step_4"
    assert [one["key"] for one in steps.removed(added, at)["items"]] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("options[2].label.zh-CN", "options.2.zh-CN"),
        ("options[0].key", "options.0.key"),
        ("options", "options"),
        ("when.any[1].item", "when"),
        ("required.when.item", "need"),
        ("required", "required.phase"),
        ("label", "label.en"),
        ("minimum", "minimum"),
    ],
)
def test_a_fault_stands_at_its_field(path: str, name: str) -> None:
    assert field_of(path) == name


def test_conditions_are_tried_as_a_phone_does() -> None:
    general = load_shipped().get("general_on_site")
    none = try_out(general, {})
    assert "mains_isolated" not in [one.key for one in none.shown]
    texts = {"state_found": "unsafe", "test_minutes": "999", "mains_isolated": "no", "photo_before": "1"}
    tried = try_out(general, {key: answer_from(general.by_key[key], text) for key, text in texts.items()})
    assert "mains_isolated" in [one.key for one in tried.shown]
    assert list(tried.wrong) == ["test_minutes"]
    assert "mains_isolated" in [one.item for one in tried.lacks[Phase.ON_SITE]]
