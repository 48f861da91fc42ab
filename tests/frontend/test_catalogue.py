"""The texts of the scripts come out of the catalogue of the pages, or the build ends."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

Tool = Callable[[str], ModuleType]


def catalogue(**said: str) -> Catalog:
    made = Catalog(locale="zh_Hans_CN")
    for text, chinese in said.items():
        made.add(text, chinese)
    return made


def test_only_what_is_said_is_shipped(tool: Tool) -> None:
    found = tool("catalogue").translated({"Save"}, catalogue(Save="保存", Board="看板"))
    assert found == {"Save": "保存"}


def test_a_text_without_a_translation_is_named(tool: Tool) -> None:
    with pytest.raises(KeyError, match="Remove"):
        tool("catalogue").translated({"Save", "Remove"}, catalogue(Save="保存", Remove=""))


def test_quotes_and_chinese_survive(tool: Tool) -> None:
    module = tool("catalogue").module({'Say "x"': "说“x”"})
    assert '"Say \\"x\\"": "说“x”"' in module
