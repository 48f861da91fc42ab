from __future__ import annotations

import pytest

from checklists import Text, localise


@pytest.mark.parametrize("locale", ["zh", "zh-CN", "zh_CN", "zh-Hans-CN", "ZH-tw"])
def test_every_kind_of_chinese_reads_chinese(locale: str | None) -> None:
    assert localise(Text("mat", "垫布"), locale) == "垫布"


@pytest.mark.parametrize("locale", ["en", "en-GB", "fr", "", None])
def test_every_other_locale_reads_english(locale: str | None) -> None:
    assert localise(Text("mat", "垫布"), locale) == "mat"


def test_a_text_inside_a_text_speaks_the_same_language() -> None:
    filled = Text("{what} missing", "缺少{what}").with_values(what=Text("mat", "垫布"))
    assert (filled.en, filled.zh_cn) == ("mat missing", "缺少垫布")
