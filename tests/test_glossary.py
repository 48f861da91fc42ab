"""The glossary holds every word that pages use for the code's terms, and every state, in both languages."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import ModuleType

import pytest

from app.kernel.phrases import Phrase
from frontend.room_texts import joined, read_all
from tests.support.imports import ROOT, source_files

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = {
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in GLOSSARY.splitlines()
    if "|" in line
}
FIGURE = re.compile(r"%\(\w+\)s")


def _modules(*floors: str) -> Iterator[ModuleType]:
    for name in sorted(source_files()):
        if name.partition(".")[0] == "app" and set(name.split(".")[2:]) & set(floors):
            yield importlib.import_module(name)


def _words() -> Iterator[tuple[str, str]]:
    """Yield (key, English) of every table in a file of words."""
    for module in _modules("words"):
        for table in vars(module).values():
            if isinstance(table, Mapping):
                yield from ((str(key), text.id) for key, text in table.items() if isinstance(text, Phrase))


def _states() -> Iterator[tuple[str, str]]:
    """Yield (enum, value) of every enum among tables and rules."""
    for module in _modules("tables", "rules", "principal"):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, StrEnum) and kind.__module__ == module.__name__:
                yield from ((kind.__name__, member.value) for member in kind)


@pytest.fixture(scope="module")
def chinese() -> Mapping[str, str]:
    whole = joined(read_all())
    return {str(message.id): str(message.string) for message in whole if isinstance(message.id, str)}


def test_every_word_of_the_pages_stands_in_the_glossary(chinese: Mapping[str, str]) -> None:
    rows = {(f"`{key}`", FIGURE.sub("…", text), FIGURE.sub("…", chinese[text])) for key, text in _words()}
    assert len(rows) > 100
    assert sorted(rows - ROWS) == []


def test_every_state_stands_in_the_glossary_under_the_name_of_its_enum() -> None:
    missing = []
    for kind, value in _states():
        _, found, section = GLOSSARY.partition(f"(`{kind}`)\n")
        if (
            not re.search(rf"^\| `{value}` \| .+ \| .+ \|$", section.partition("\n#")[0], re.MULTILINE)
            or not found
        ):
            missing.append(f"{kind}: {value}")
    assert missing == []


def test_every_term_has_its_chinese() -> None:
    terms = [row for row in ROWS if len(row) == 4 and row[0] != "English" and "---" not in row[0]]
    assert len(terms) > 80
    assert [row for row in terms if not re.search("[\u4e00-\u9fff]", row[1])] == []
