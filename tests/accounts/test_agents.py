from __future__ import annotations

import pytest

from app.accounts.pages.agents import agent

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36{}"


@pytest.mark.parametrize(
    ("label", "told"),
    [
        (CHROME.format("Windows NT 10.0; Win64; x64", ""), "Chrome 141, Windows"),
        (CHROME.format("X11; Linux x86_64", ""), "Chrome 141, Linux"),
        (CHROME.format("Windows NT 10.0; Win64; x64", " Edg/140.0.0.0"), "Edge 140, Windows"),
        (CHROME.format("Linux; Android 14", " EdgA/140.0"), "Edge 140, Android"),
        (CHROME.format("Linux; Android 14", " MicroMessenger/8.0.50"), "WeChat 8, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari 604, iPhone"),
        ("Mozilla/5.0 something new", "Mozilla/5.0 something new"),
        ("Xiaomi 14", "Xiaomi 14"),
        ("", "–"),
        (None, "–"),
    ],
)
def test_a_browser_is_called_as_people_call_it(label: str | None, told: str) -> None:
    assert agent(label) == told
