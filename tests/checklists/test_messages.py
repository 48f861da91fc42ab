from __future__ import annotations

from string import Formatter

import pytest

from checklists import LOCALES, load_shipped
from checklists.kinds import Choice
from checklists.messages import MESSAGES


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("code", MESSAGES)
def test_both_languages_of_a_message_have_the_same_places(code: str) -> None:
    assert places(MESSAGES[code].en) == places(MESSAGES[code].zh_cn)


def test_no_english_was_left_standing_as_chinese_in_a_template() -> None:
    # Units and trade names are the same in both languages; sentences are not.
    for template in load_shipped().templates:
        texts = [
            template.title,
            *(item.label for item in template.items),
            *(i.hint for i in template.items if i.hint),
        ]
        texts += [o.label for i in template.items if isinstance(i.kind, Choice) for o in i.kind.options]
        untranslated = [
            t.en for t in texts if t.en == t.zh_cn or not any("\u4e00" <= c <= "\u9fff" for c in t.zh_cn)
        ]
        assert untranslated == []


def test_texts_are_kept_in_the_two_languages_of_the_product() -> None:
    assert tuple(MESSAGES["yes"].as_dict()) == LOCALES
