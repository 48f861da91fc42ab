"""Charts: whole, readable, and in both languages."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.simulation.charts import report_chart, staffing_chart
from dispatch.simulation.experiment import Arm, Means, play_all
from dispatch.simulation.figures import Group
from dispatch.simulation.generator import Terms
from dispatch.simulation.report import ExperimentReport, make_report
from dispatch.simulation.series import city_series
from dispatch.simulation.staffing import find_staffing
from dispatch.simulation.svg import HEIGHT_OF_PANEL, WIDTH, ChartLine, ChartPoint, Panel, draw, ticks
from dispatch.simulation.texts import FIGURES, TEXTS, Language, say

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def report() -> ExperimentReport:
    arms = [Arm("nearest", "nearest"), Arm("<oldest> & first", "oldest_first")]
    series = city_series(1, Terms(hours=2), engineers=3, load=0.9)
    return make_report(play_all(list(series.scenarios(3, 3)), arms, Means()), arms)


def texts(document: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(document).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_chart_names_arms_axes_and_units_in_the_readers_language(
    report: ExperimentReport, language: Language
) -> None:
    shown = texts(report_chart(report, language))
    for key in ("chart_arms", "chart_difference", "chart_hours", "kept_axis", "hour_axis"):
        assert say(language, key) in shown
    assert "<oldest> & first" in shown
    assert say(language, "difference_axis", baseline="nearest") in shown


def test_chart_is_drawn_for_light_dark_and_paper(report: ExperimentReport) -> None:
    chart = report_chart(report)
    assert "prefers-color-scheme: dark" in chart
    assert "@media print" in chart


def test_staffing_chart_marks_targets_and_answers() -> None:
    def keep(size: int, days: int) -> list[Group]:
        return [Group(1000, min(1000, 900 + 10 * size + n % 2)) for n in range(days)]

    found = find_staffing(keep, 8, (95.0, 98.0), guess=2, most=20)
    shown = texts(staffing_chart(found))
    assert {"target 95 %", "target 98 %"} <= set(shown)
    assert {str(answer.engineers) for answer in found.answers} <= set(shown)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6))
def test_everything_lies_within_the_picture(values: list[float]) -> None:
    points = [ChartPoint(n, y, y - 1, y + abs(y) / 3) for n, y in enumerate(values)]
    document = draw([Panel("t", "x", "y", [ChartLine("a", points, joined=True), ChartLine("b", points)])])
    for node in ET.fromstring(document).iter():
        for name in ("x1", "x2", "cx"):
            assert 0 <= float(node.get(name, 0)) <= WIDTH
        for name in ("y1", "y2", "cy"):
            assert 0 <= float(node.get(name, 0)) <= HEIGHT_OF_PANEL


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_are_few_round_and_enclose_the_values(low: float, span: float) -> None:
    found = ticks(low, low + span)
    step = found[1] - found[0]
    assert found[0] <= low + step / 1e6
    assert found[-1] >= low + span - step / 1e6
    assert 2 <= len(found) <= 9
    # Three digits: at a million, neighbouring ticks a hundred-thousandth apart differ by no more.
    assert re.fullmatch(r"[125](\.0+)?e[+-]\d+", f"{step:.3e}")


def test_both_languages_say_the_same_things_with_the_same_parts() -> None:
    english, chinese = TEXTS["en"], TEXTS["zh-CN"]
    assert set(english) == set(chinese)
    assert set(FIGURES["en"]) == set(FIGURES["zh-CN"])
    for key, text in english.items():
        assert sorted(re.findall(r"{(\w+)}", text)) == sorted(re.findall(r"{(\w+)}", chinese[key])), key
