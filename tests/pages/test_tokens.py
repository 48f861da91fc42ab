"""Colours that people can tell apart: every pair of tokens that meets on a page, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "app/web/static/css"
LEVELS = ("late", "danger", "watch", "steady", "on_site", "call_back", "over")
TEXT, EDGE = 4.5, 3.0

TEXTS = [
    *[
        (text, ground)
        for text in ("text", "text-2", "accent")
        for ground in ("ground", "surface", "surface-2")
    ],
    *[(level, ground) for level in LEVELS for ground in ("surface", "surface-2", f"{level}-soft")],
    ("accent", "accent-soft"),
    *[("map-text", f"map-{ground}") for ground in ("ground", "water", "green", "built", "road")],
    ("accent-text", "accent"),
    *[("text", f"{level}-soft") for level in LEVELS],
]
EDGES = [
    *[(edge, ground) for edge in ("line-strong", "focus") for ground in ("ground", "surface")],
    ("on-mark", "late"),
    ("on-mark", "danger"),
]


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme; what the dark one does not say is as in the light one."""
    light, dark = ((CSS / f"{name}.css").read_text(encoding="utf-8") for name in ("tokens", "dark"))
    colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", light))
    return colours | (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_contrast_that_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read_on_their_grounds(scheme: str) -> None:
    colours = tokens(scheme)
    found = {(text, ground): contrast(colours[text], colours[ground]) for text, ground in TEXTS}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < TEXT} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_controls_and_the_focus_can_be_seen(scheme: str) -> None:
    colours = tokens(scheme)
    found = {(edge, ground): contrast(colours[edge], colours[ground]) for edge, ground in EDGES}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < EDGE} == {}


def test_the_dark_scheme_says_every_colour_anew() -> None:
    light, dark = tokens("light"), tokens("dark")
    assert {name for name in light if light[name] == dark[name]} == set()


def test_paper_is_white_whatever_the_screen() -> None:
    assert "prefers-color-scheme" not in (CSS / "tokens.css").read_text(encoding="utf-8")
    page = (CSS.parents[1] / "templates/base.html").read_text(encoding="utf-8")
    (sheet,) = [line for line in page.splitlines() if "dark.css" in line]
    assert 'media="screen' in sheet


@pytest.mark.parametrize("sheet", sorted(path.name for path in CSS.glob("*.css")))
def test_sheets_use_only_tokens_that_exist(sheet: str) -> None:
    text = (CSS / sheet).read_text(encoding="utf-8")
    known = set(re.findall(r"--([\w-]+):", text + (CSS / "tokens.css").read_text(encoding="utf-8")))
    assert set(re.findall(r"var\(--([\w-]+)", text)) - known == set()
