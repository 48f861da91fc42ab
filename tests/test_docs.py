"""What the documents point at is there: files by their paths, other documents, and their headings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.imports import ROOT

DOCUMENTS = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]
TOP = "app|checklists|dispatch|mobile_api|tests|frontend|docs|deploy|packages"
PATH = re.compile(rf"`((?:{TOP})/[\w/.-]+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)#?([^)\s]*)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(document: Path) -> set[str]:
    """The names that a reader's browser gives to a document's headings."""
    words = (re.sub(r"[^\w\s-]", "", title.lower()) for title in HEADING.findall(document.read_text("utf-8")))
    return {one.strip().replace(" ", "-") for one in words}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    named = PATH.findall(document.read_text("utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    astray = []
    for file, heading in LINK.findall(document.read_text("utf-8")):
        target = (document.parent / file) if file else document
        if not target.exists() or (heading and heading not in anchors(target)):
            astray.append(f"{file}#{heading}")
    assert astray == []
