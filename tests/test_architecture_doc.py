"""The picture of the rooms shows all of them, and each walk visits a file once."""

from __future__ import annotations

import re

import pytest

from tests.support.imports import ROOT
from tests.test_architecture import CAPABILITIES

DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PATH = re.compile(r"`([\w/]+/[\w/.]+\.py)`")
WALKS = {
    section.partition("\n")[0]: section.partition("\n## ")[0].splitlines()[1:]
    for section in DOCUMENT.split("\n### Walk: ")[1:]
}


def test_there_are_three_walks() -> None:
    assert list(WALKS) == ["a request, from POST to plan", "a phone's arrival", "an alert"]


@pytest.mark.parametrize("walk", WALKS)
def test_each_step_of_a_walk_names_one_file(walk: str) -> None:
    steps = [line for line in WALKS[walk] if line.strip()]
    assert [line for line in steps if not re.match(r"\d+\. `[\w/]+\.py` ", line)] == []
    assert [line for line in steps if len(PATH.findall(line)) != 1] == []


@pytest.mark.parametrize("walk", WALKS)
def test_no_file_is_visited_twice_in_a_walk(walk: str) -> None:
    visited = [path for line in WALKS[walk] for path in PATH.findall(line)]
    assert len(visited) == len(set(visited))


@pytest.mark.parametrize("room", CAPABILITIES)
def test_picture_shows_every_room(room: str) -> None:
    assert f" {room.removeprefix('app.')} " in DOCUMENT.partition("```")[2].partition("```")[0]
