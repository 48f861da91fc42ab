from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from dispatch.benchmarks.charts import Line, Series, bars, growth

SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_well_formed_and_as_high_as_their_values() -> None:
    root = ET.fromstring(
        bars("A <title> & more", ["one"], [Series("x", [1.0]), Series("y", [2.0])], base=1.0)
    )
    drawn = [bar for bar in root.iter(f"{SVG}rect") if bar.get("rx") is None and bar.get("width") != "11"]
    low, high = (float(bar.get("height", "")) for bar in drawn)
    assert high == pytest.approx(2 * low, rel=0.01)
    assert root.findtext(f"{SVG}title") == "A <title> & more"


def test_solver_without_a_plan_has_words_in_place_of_a_bar() -> None:
    root = ET.fromstring(bars("t", ["one", "two"], [Series("x", [1.0, None])]))
    assert [text.text for text in root.iter(f"{SVG}text")].count("no plan") == 1


def test_tenfold_lies_equally_far_apart_on_logarithmic_paper() -> None:
    line = Line("x", [(10, 0.01), (100, 0.1), (1000, 1.0)], 1.0)
    root = ET.fromstring(growth("t", [line], "engineers", "seconds"))
    places = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in root.iter(f"{SVG}circle")]
    (x1, y1), (x2, y2), (x3, y3) = places
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.2)
    assert y1 - y2 == pytest.approx(y2 - y3, abs=0.2)
