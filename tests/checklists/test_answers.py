from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists import AnswerInvalid, answer_text, check_answer
from tests.checklists.samples import item, template, text

HASH = "ab" * 32
ITEMS = template(
    item("yes_no"),
    item("choice", "choice"),
    item("number", "number", minimum=-5, maximum=100),
    item("precise", "number", decimals=1),
    item("text", "text"),
    item("photo", "photo"),
    item("signature", "signature"),
).by_key

GOOD = [
    ("yes_no", False, False),
    ("choice", "bad", "bad"),
    ("number", -5, -5),
    ("number", 100.0, 100),
    ("number", Decimal("7.00"), 7),
    ("precise", 0.1, 0.1),
    ("precise", Decimal("99.9"), 99.9),
    ("text", "  cafe\u0301\r\nbar ", "café\nbar"),
    ("text", "x" * 20, "x" * 20),
    ("photo", HASH.upper(), HASH),
    ("signature", "0198c5f0-7d1e-7abc-8000-000000000001", "0198c5f0-7d1e-7abc-8000-000000000001"),
]

BAD = [
    ("yes_no", 1, "not_yes_no"),
    ("yes_no", "true", "not_yes_no"),
    ("choice", "ugly", "not_a_choice"),
    ("choice", ["good"], "not_a_choice"),
    ("number", True, "not_a_number"),
    ("number", "5", "not_a_number"),
    ("number", float("nan"), "not_a_number"),
    ("number", float("inf"), "not_a_number"),
    ("number", Decimal("sNaN"), "not_a_number"),
    ("number", -6, "too_small"),
    ("number", 10**400, "too_large"),
    ("number", 5.5, "too_precise"),
    ("precise", 0.25, "too_precise"),
    ("text", None, "not_text"),
    ("text", " \n ", "empty"),
    ("text", "x" * 21, "too_long"),
    ("text", "a\x00b", "control_character"),
    ("text", "a\ud800b", "control_character"),
    ("photo", HASH[:-1], "not_a_photo"),
    ("photo", HASH + "\n", "not_a_photo"),
    ("photo", 5, "not_a_photo"),
    ("signature", "../etc", "not_a_signature"),
    ("signature", None, "not_a_signature"),
]


@pytest.mark.parametrize(("key", "value", "canonical"), GOOD)
def test_an_answer_is_made_canonical(key: str, value: object, canonical: object) -> None:
    answer = check_answer(ITEMS[key], value)
    assert answer == canonical
    assert type(answer) is type(canonical)


@pytest.mark.parametrize(("key", "value", "code"), BAD)
def test_an_answer_its_item_does_not_take_is_refused_in_both_languages(
    key: str, value: object, code: str
) -> None:
    with pytest.raises(AnswerInvalid) as caught:
        check_answer(ITEMS[key], value, f"answers[3].{key}")
    assert (caught.value.path, caught.value.code) == (f"answers[3].{key}", code)
    assert caught.value.message == caught.value.text.en != caught.value.text.zh_cn


def test_without_a_path_the_item_is_named() -> None:
    with pytest.raises(AnswerInvalid) as caught:
        check_answer(ITEMS["yes_no"], None)
    assert caught.value.path == "yes_no"


@given(
    st.sampled_from(sorted(ITEMS)),
    st.one_of(
        st.booleans(), st.integers(), st.floats(), st.text(), st.none(), st.sampled_from(["good", HASH])
    ),
)
def test_a_canonical_answer_is_its_own_canonical_form(key: str, value: object) -> None:
    try:
        answer = check_answer(ITEMS[key], value)
    except AnswerInvalid:
        return
    assert check_answer(ITEMS[key], answer) == answer


def test_answers_are_written_as_a_reader_sees_them() -> None:
    assert answer_text(ITEMS["yes_no"], answer=True).zh_cn == "是"
    assert answer_text(ITEMS["yes_no"], answer=False).en == "no"
    assert answer_text(ITEMS["choice"], "bad").as_dict() == text("Bad")
    assert answer_text(ITEMS["number"], 5).zh_cn == "5 中文 pages"
    assert answer_text(ITEMS["text"], "as is").zh_cn == "as is"
