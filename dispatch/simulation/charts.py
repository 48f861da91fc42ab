"""The laboratory's charts: arms with intervals, differences, the day's course, and staffing."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch.simulation.figures import Group
from dispatch.simulation.intervals import Interval
from dispatch.simulation.report import ExperimentReport
from dispatch.simulation.staffing import Staffing
from dispatch.simulation.svg import ChartLine, ChartPoint, Panel, Rule, draw
from dispatch.simulation.texts import Language, say

_PERCENT = (0.0, 100.0)


def report_chart(report: ExperimentReport, language: Language = "en") -> str:
    """An experiment as SVG: promises kept by arm, paired differences, and kept by hour."""
    panels = [_arms(report, language)]
    if report.comparisons:
        panels.append(_differences(report, language))
    return draw([*panels, _hours(report, language)], language)


def staffing_chart(found: Staffing, language: Language = "en") -> str:
    """Promises kept by crew size as SVG, with the targets and each answer marked."""
    answers = {answer.engineers: answer.target_pct for answer in found.answers}
    points = [
        _point(crew.size, crew.kept_pct, label=str(crew.size) if crew.size in answers else "")
        for crew in found.tried
    ]
    panel = Panel(
        title=say(language, "chart_staffing"),
        x_label=say(language, "crew_axis"),
        y_label=say(language, "kept_axis"),
        lines=[ChartLine(say(language, "kept_axis"), points, joined=True)],
        rules=[
            Rule(answer.target_pct, say(language, "target", target=f"{answer.target_pct:g}"))
            for answer in found.answers
        ],
        bounds=_PERCENT,
    )
    return draw([panel], language)


def _arms(report: ExperimentReport, language: Language) -> Panel:
    return Panel(
        title=say(language, "chart_arms"),
        x_label="",
        y_label=say(language, "kept_axis"),
        lines=[
            ChartLine(one.arm, [_point(n, one.figures["kept_pct"])]) for n, one in enumerate(report.summaries)
        ],
        names=[one.arm for one in report.summaries],
        bounds=_PERCENT,
    )


def _differences(report: ExperimentReport, language: Language) -> Panel:
    baseline = report.comparisons[0].baseline
    return Panel(
        title=say(language, "chart_difference"),
        x_label="",
        y_label=say(language, "difference_axis", baseline=baseline),
        lines=[
            ChartLine(baseline, []),  # keeps each arm's colour and shape that of the panel above
            *(
                ChartLine(one.arm, [_point(n, one.figures["kept_pct"])])
                for n, one in enumerate(report.comparisons)
            ),
        ],
        rules=[Rule(0, baseline)],
        names=[one.arm for one in report.comparisons],
    )


def _hours(report: ExperimentReport, language: Language) -> Panel:
    return Panel(
        title=say(language, "chart_hours"),
        x_label=say(language, "hour_axis"),
        y_label=say(language, "kept_axis"),
        lines=[ChartLine(one.arm, _course(one.by_hour), joined=True) for one in report.summaries],
        bounds=_PERCENT,
    )


def _course(by_hour: Mapping[int, Group]) -> list[ChartPoint]:
    return [ChartPoint(hour, group.kept_pct) for hour, group in by_hour.items() if group.kept_pct is not None]


def _point(x: float, interval: Interval, label: str = "") -> ChartPoint:
    return ChartPoint(x, interval.mean, interval.low, interval.high, label)
