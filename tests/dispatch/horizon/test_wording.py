from __future__ import annotations

import pytest

from dispatch.horizon import refusals
from dispatch.horizon.assemble import NOBODY
from dispatch.horizon.wording import SENTENCES, Language, sentence
from dispatch.model.eligibility import Refusal

CODES = {
    value.code
    for value in vars(refusals).values()
    if isinstance(value, type) and issubclass(value, Refusal) and value is not Refusal
}


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert CODES | {NOBODY["code"]} == set(SENTENCES)
    assert all(set(texts) == {"en", "zh-CN"} for texts in SENTENCES.values())


@pytest.mark.parametrize(
    ("language", "words"), [("en", "E1: has 2 stars, needs 4"), ("zh-CN", "E1：星级为 2，需要 4")]
)
def test_sentence_names_the_engineer_and_the_numbers(language: Language, words: str) -> None:
    assert sentence({"engineer": "E1", "code": "too_few_stars", "has": 2, "needs": 4}, language) == words


def test_sentence_about_nobody_names_nobody() -> None:
    assert sentence(NOBODY, "en") == "nobody is at work"
