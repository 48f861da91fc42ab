from __future__ import annotations

from typing import Any

import pytest

from checklists import (
    AnswerInvalid,
    Phase,
    Template,
    localise,
    missing,
    missing_in,
    shown_answers,
    visible_items,
)
from tests.checklists.samples import item, template

BROKEN = {"item": "broken", "equals": True}
CHAIN = template(
    # Deliberately out of order: a condition may look at an item further down.
    item("why", "text", when={"item": "what", "in": ["bad"]}, required="complete"),
    item("what", "choice", when=BROKEN, required="complete"),
    item("broken", required="complete"),
)


def codes(checklist: Template, answers: dict[str, Any], phase: Phase = Phase.COMPLETE) -> dict[str, str]:
    return {found.item: found.code for found in missing_in(checklist, answers, phase)}


def test_an_item_hidden_by_its_condition_is_not_required() -> None:
    assert codes(CHAIN, {"broken": False}) == {}
    assert codes(CHAIN, {"broken": True}) == {"what": "unanswered"}
    assert codes(CHAIN, {"broken": True, "what": "bad"}) == {"why": "unanswered"}


def test_a_stale_answer_of_a_hidden_item_is_ignored_but_retained() -> None:
    answers = {"broken": False, "what": "bad", "why": "dropped"}
    assert [i.key for i in visible_items(CHAIN, answers)] == ["broken"]
    assert codes(CHAIN, answers) == {}
    assert shown_answers([CHAIN], {"sample": answers}) == {"sample": {"broken": False}}
    assert [i.key for i in visible_items(CHAIN, {**answers, "broken": True})] == ["why", "what", "broken"]


def test_an_item_falls_due_at_its_gate_and_stays_due() -> None:
    checklist = template(
        item("a", required="depart"), item("b", required="on_site"), item("c", required="complete")
    )
    assert list(codes(checklist, {}, Phase.DEPART)) == ["a"]
    assert list(codes(checklist, {}, Phase.ON_SITE)) == ["a", "b"]
    assert list(codes(checklist, {}, Phase.COMPLETE)) == ["a", "b", "c"]
    assert missing_in(checklist, {}, Phase.COMPLETE)[0].phase is Phase.DEPART


def test_an_answer_that_must_be_yes_binds_at_its_own_gate_alone() -> None:
    checklist = template(item("covers", required="depart", must_be=True))
    assert codes(checklist, {"covers": False}, Phase.DEPART) == {"covers": "not_as_required"}
    assert codes(checklist, {"covers": True}, Phase.DEPART) == {}
    assert codes(checklist, {"covers": False}, Phase.COMPLETE) == {}


def test_a_rule_may_hold_only_when_another_answer_calls_for_it() -> None:
    checklist = template(
        item("broken"), item("photo", "photo", required={"phase": "complete", "when": BROKEN})
    )
    assert codes(checklist, {"broken": False}) == {}
    assert codes(checklist, {"broken": True}) == {"photo": "unanswered"}


def test_a_stored_answer_its_item_does_not_take_blocks_completion() -> None:
    checklist = template(item("pages", "number"), item("note", "text"))
    assert codes(checklist, {"pages": 101, "note": "ok"}) == {"pages": "invalid"}
    assert codes(checklist, {"pages": 101}, Phase.DEPART) == {}


def test_what_is_missing_is_said_in_both_languages() -> None:
    checklist = template(item("covers", required="depart", must_be=True))
    assert localise(missing_in(checklist, {}, Phase.DEPART)[0].text, "zh") == "“中文 covers”尚未填写。"
    refused = missing_in(checklist, {"covers": False}, Phase.DEPART)[0].text
    assert localise(refused, "en") == "covers: must be “yes”."
    assert localise(refused, "zh") == "“中文 covers”必须为“是”。"


def test_each_template_reads_its_own_answers() -> None:
    one, two = (
        template(item("a", required="complete"), key="one"),
        template(item("a", required="complete"), key="two"),
    )
    found = missing([one, two], {"one": {"a": True}}, Phase.COMPLETE)
    assert [(m.template, m.item) for m in found] == [("two", "a")]


def test_signatures_stay_out_of_the_record_they_stand_for() -> None:
    checklist = template(item("a"), item("signed", "signature", required="complete"))
    given = {"sample": {"a": True, "signed": "s-1"}}
    assert shown_answers([checklist], given) == {"sample": {"a": True}}
    assert missing([checklist], given, Phase.COMPLETE) == []


def test_an_invalid_answer_cannot_enter_the_record() -> None:
    with pytest.raises(AnswerInvalid) as caught:
        shown_answers([template(item("a"))], {"sample": {"a": "yes"}})
    assert caught.value.path == "answers.sample.a"


@pytest.mark.parametrize(
    ("condition", "shown_for"),
    [
        ({"item": "n", "at_least": 10, "at_most": 20}, {10, 20}),
        ({"item": "n", "at_least": 20}, {20, 21}),
        ({"item": "n", "equals": 0}, {0}),
        ({"item": "n", "answered": True}, {0, 9, 10, 20, 21}),
        ({"item": "n", "answered": False}, {None}),
        ({"not": {"item": "n", "at_least": 10}}, {None, 0, 9}),
        ({"all": [{"item": "n", "at_least": 10}, {"not": {"item": "n", "equals": 20}}]}, {10, 21}),
        ({"any": [{"item": "n", "in": [9, 21]}, {"item": "n", "answered": False}]}, {None, 9, 21}),
    ],
)
def test_a_condition_shows_its_item_for_just_these_numbers(
    condition: dict[str, Any], shown_for: set[int | None]
) -> None:
    checklist = template(item("n", "number"), item("x", when=condition))
    numbers = [None, 0, 9, 10, 20, 21]
    shown = {n for n in numbers if any(i.key == "x" for i in visible_items(checklist, {"n": n}))}
    assert shown == shown_for


def test_false_is_not_zero_and_true_is_no_number() -> None:
    checklist = template(
        item("n", "number"),
        item("zero", when={"item": "n", "equals": 0}),
        item("some", when={"item": "n", "at_least": 0}),
    )
    assert [i.key for i in visible_items(checklist, {"n": False})] == ["n"]
