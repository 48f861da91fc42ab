from __future__ import annotations

from string import Formatter

import pytest

from app import capabilities
from app.outbox.commands.causes import OF_THE_HOUSE, notices_on
from app.outbox.commands.texts import GENERIC, LOCALES, RUNGS, TEST, render, rung, texts


def _slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_exists_in_both_languages_with_the_same_placeholders() -> None:
    english, chinese = (texts(locale) for locale in LOCALES)
    assert english.keys() == chinese.keys()
    for key in english:
        assert english[key].keys() == chinese[key].keys()
        for part in english[key]:
            assert _slots(english[key][part]) == _slots(chinese[key][part]), (key, part)


def test_every_notice_has_a_text() -> None:
    capabilities.install()
    templates = {notice.template for channel in OF_THE_HOUSE for notice in notices_on(channel).values()}
    assert {*templates, GENERIC, TEST, RUNGS} <= texts("en").keys()


def test_chinese_is_chinese_and_english_is_not() -> None:
    for key, parts in texts("zh_CN").items():
        for text in parts.values():
            assert key == GENERIC or any("一" <= letter <= "鿿" for letter in text), key
    assert all(text.isascii() for parts in texts("en").values() for text in parts.values())


@pytest.mark.parametrize("locale", LOCALES)
def test_fact_that_is_not_known_is_a_dash(locale: str) -> None:
    assert "–" in render("delayed", locale, {"code": "R1"}).body


def test_kind_without_a_text_of_its_own_gets_the_generic_one() -> None:
    assert render("stranger_event", "en", {"kind": "stranger.event"}).title == "stranger.event –"


def test_braces_in_facts_are_not_read_as_placeholders() -> None:
    assert render("cancelled", "en", {"code": "{site}", "site": "{x}"}).title == "Request {site} cancelled"


def test_language_without_texts_falls_back_to_english() -> None:
    assert render("arrived", "fr", {}).title == "Engineer arrived"
    assert rung("unassigned", "zh_CN") == "尚未派单"
