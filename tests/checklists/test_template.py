from __future__ import annotations

from typing import Any

import pytest

from checklists import SignerRole, TemplateError, describe, parse_template
from tests.checklists.samples import item, template, template_data, text


def without(data: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != name}


def when(condition: dict[str, Any]) -> dict[str, Any]:
    return template_data(
        item("a", when=condition), item("b"), item("c", "choice"), item("n", "number"), item("p", "photo")
    )


BROKEN = {
    "a file that holds a list": ([], "file"),
    "no title": (without(template_data(), "title"), "file.title"),
    "a title without Chinese": (template_data(title={"en": "x"}), "file.title.zh-CN"),
    "a title in a third language": (template_data(title={**text("x"), "fr": "x"}), "file.title.fr"),
    "an empty label": (template_data(item("a", label={"en": " ", "zh-CN": "x"})), "file.items[0].label.en"),
    "an unknown field": (template_data(colour="red"), "file.colour"),
    "a misspelt rule": (template_data(item("a", requierd="complete")), "file.items[0].requierd"),
    "a bad key": (template_data(item("Not A Key")), "file.items[0].key"),
    "a key used twice": (template_data(item("a"), item("a")), "file.items[1].key"),
    "version zero": (template_data(version=0), "file.version"),
    "a version that is true": (template_data(version=True), "file.version"),
    "no items": (template_data(items=[]), "file.items"),
    "an item that is text": (template_data(items=["a"]), "file.items[0]"),
    "a fault code that is a number": (template_data(applies_to=["printer", 3]), "file.applies_to[1]"),
    "an unknown type": (template_data(item("a", "colour")), "file.items[0].type"),
    "an option used twice": (
        template_data(item("a", "choice", options=[{"key": "x", "label": text("x")}] * 2)),
        "file.items[0].options[1].key",
    ),
    "a range upside down": (
        template_data(item("a", "number", minimum=5, maximum=5)),
        "file.items[0].maximum",
    ),
    "a limit that is text": (template_data(item("a", "number", minimum="0")), "file.items[0].minimum"),
    "a limit that is NaN": (
        template_data(item("a", "number", minimum=float("nan"))),
        "file.items[0].minimum",
    ),
    "an unknown signer": (template_data(item("a", "signature", signer="cat")), "file.items[0].signer"),
    "an unknown phase": (template_data(item("a", required="later")), "file.items[0].required.phase"),
    "must_be without required": (template_data(item("a", must_be=True)), "file.items[0].must_be"),
    "must_be that is no answer": (
        template_data(item("a", "choice", required="complete", must_be="ugly")),
        "file.items[0].must_be",
    ),
    "must_be on a text": (
        template_data(item("a", "text", required="complete", must_be="x")),
        "file.items[0].must_be",
    ),
    "a condition on nothing": (when({"item": "ghost", "equals": True}), "file.items[0].when.item"),
    "a condition that asks nothing": (when({"item": "b"}), "file.items[0].when"),
    "a condition that asks too much": (
        when({"item": "b", "equals": True, "in": [True]}),
        "file.items[0].when.in",
    ),
    "a value its item never takes": (when({"item": "b", "equals": "yes"}), "file.items[0].when.equals"),
    "an unknown option": (when({"item": "c", "in": ["good", "ugly"]}), "file.items[0].when.in[1]"),
    "a photo compared": (when({"item": "p", "equals": "0" * 64}), "file.items[0].when.equals"),
    "a limit on a choice": (when({"item": "c", "at_least": 1}), "file.items[0].when"),
    "limits upside down": (when({"item": "n", "at_least": 5, "at_most": 1}), "file.items[0].when.at_most"),
    "answered that is a number": (when({"item": "b", "answered": 1}), "file.items[0].when.answered"),
    "a broken part": (
        when({"all": [{"item": "b", "equals": True}, {"any": [{"not": {"item": "x", "equals": True}}]}]}),
        "file.items[0].when.all[1].any[0].not.item",
    ),
    "a condition in the rule": (
        template_data(item("a", required={"phase": "complete", "when": {"item": "x", "answered": True}})),
        "file.items[0].required.when.item",
    ),
    "an item that hides itself": (
        template_data(item("a", when={"item": "a", "equals": True})),
        "file.items[0].when",
    ),
}


@pytest.mark.parametrize(("data", "path"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_template_is_refused_with_the_path_of(data: object, path: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_template(data, "file")
    assert caught.value.path == path
    assert caught.value.message


def test_items_hidden_by_each_other_in_a_circle_are_named() -> None:
    def on(key: str) -> dict[str, Any]:
        return {"item": key, "equals": True}

    with pytest.raises(TemplateError, match="b → c → b"):
        template(item("a", when=on("b")), item("b", when=on("c")), item("c", when=on("b")), item("d"))


def test_conditions_cannot_be_nested_without_end() -> None:
    condition = {"item": "b", "equals": True}
    for _ in range(20):
        condition = {"not": condition}
    with pytest.raises(TemplateError, match="nested"):
        template(item("a", when=condition), item("b"))


def test_a_fault_below_the_one_named_is_covered_and_a_similar_one_is_not() -> None:
    printer = template()
    assert printer.applies("printer")
    assert printer.applies("printer.paper_jam")
    assert not printer.applies("printer2")


def test_signatures_answer_the_items_of_their_signer() -> None:
    signed = template(item("by_customer", "signature"), item("by_engineer", "signature", signer="engineer"))
    assert signed.signature_answers({SignerRole.CUSTOMER: "s-1"}) == {"by_customer": "s-1"}


def test_a_described_template_can_be_evaluated_by_a_phone() -> None:
    data = template_data(
        item("n", "number", decimals=1, hint=text("hint")),
        item("c", "choice", when={"item": "n", "at_least": 5}),
        item("t", "text", when={"all": [{"item": "n", "answered": True}, {"item": "c", "equals": "good"}]}),
        item("s", "signature", when={"any": [{"not": {"item": "n", "at_most": 2, "at_least": 1}}]}),
        item("y", required={"phase": "complete", "when": {"item": "n", "answered": False}}, must_be=True),
        item("z", required="depart"),
    )
    described = describe(parse_template(data), "zh")
    by_key = {row["key"]: row for row in described["items"]}

    assert described["title"] == "中文 Sample"
    assert by_key["n"]["unit"] == "中文 pages"
    assert by_key["n"]["hint"] == "中文 hint"
    assert (by_key["n"]["minimum"], by_key["n"]["maximum"], by_key["n"]["decimals"]) == (0, 100, 1)
    assert by_key["c"]["options"][0] == {"key": "good", "label": "中文 Good"}
    assert by_key["c"]["when"] == {"item": "n", "at_least": 5}
    assert by_key["t"]["max_length"] == 20
    assert by_key["t"]["when"] == {"all": [{"item": "n", "answered": True}, {"item": "c", "in": ["good"]}]}
    assert by_key["s"]["signer"] == "customer"
    assert by_key["s"]["when"] == {"any": [{"not": {"item": "n", "at_least": 1, "at_most": 2}}]}
    assert by_key["y"]["must_be"] is True
    assert by_key["y"]["required"] == {"phase": "complete", "when": {"item": "n", "answered": False}}
    assert by_key["z"]["required"] == {"phase": "depart", "when": None}


def test_a_checklist_of_one_fault_is_not_for_the_faults_above_it() -> None:
    narrow = template(applies_to=["printer.fuser"])
    assert narrow.applies("printer.fuser.worn")
    assert not narrow.applies("printer")
