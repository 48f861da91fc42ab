"""What callers say, and which fault they mean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.hotline.rules.faults import Named, is_clear, ranked

CITY = Path(__file__).parents[2] / "app/demo/cities/faults.json"
FAULTS = [
    Named(one["code"], (one["name_en"], one["name_zh"], one["skill"])) for one in json.loads(CITY.read_text())
]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("my laptop won't turn on any more", "laptop_no_boot"),
        ("the notebook fell, the screen is cracked", "laptop_screen"),
        ("I spilled coffee over the laptop", "laptop_liquid"),
        ("paper is stuck in the printer", "printer_jam"),
        ("the PC is terribly slow", "desktop_slow"),
        ("no wi-fi in the whole office", "network_wifi"),
        ("server is down", "server_down"),
        ("笔记本开不了机", "laptop_no_boot"),
        ("打印机卡纸了", "printer_jam"),
        ("咖啡洒在笔记本上了", "laptop_liquid"),
        ("台式机中毒了，老是弹窗", "desktop_virus"),
        ("公司断网了", "network_down"),
    ],
)
def test_the_first_is_meant(said: str, meant: str) -> None:
    assert ranked(said, FAULTS)[0][0] == meant


def test_nothing_is_clear_where_nothing_was_said() -> None:
    assert ranked("hello, good morning", FAULTS) == []
    assert not is_clear([])
    assert not is_clear(ranked("printer", FAULTS))
    assert is_clear(ranked("打印机卡纸了", FAULTS))
