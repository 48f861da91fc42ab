"""The table at the end of the day."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from app.demo.report import GREAT_CIRCLE, DayReport

_ROUTES_SHOWN = 12
_OUTCOMES = {
    "kept_proven": "  proven by the customer",
    "kept_by_office": "  by the word of the office",
    "kept_plausible": "  plausible by track and position",
    "unsettled": "Unsettled",
    "solved_remotely": "Solved by telephone",
}


def draw(report: DayReport) -> RenderableType:
    """Return the report as tables for a terminal."""
    return Group(_figures(report), _routes(report))


def draw_moments(report: DayReport, url: str) -> RenderableType:
    """Return what there is to look at on the server at `url`, a line each with its address below."""
    lines = Text()
    for one in report.moments:
        lines.append(f"{one.clock}  ", "cyan")
        lines.append(f"{one.what}  {one.code}\n")
        lines.append(f"       {url}{one.path}\n", "dim")
    return lines


def _figures(report: DayReport) -> Table:
    table = Table(
        title=f"{report.day} · {report.engineers} engineers", title_justify="left", show_header=False
    )
    table.add_column(style="bold")
    table.add_column(justify="right")
    kept = "-" if report.kept_pct is None else f"{report.kept_pct} %"
    table.add_row("Requests", str(report.requests))
    table.add_row("Cancelled by the customer", str(report.cancelled))
    table.add_row("Promises kept", f"{report.kept} of {report.kept + report.broken} ({kept})")
    for name, words in _OUTCOMES.items():
        table.add_row(words, str(report.outcomes[name]))
    table.add_row("Promises broken", str(report.broken))
    table.add_row("Doubtful arrivals", _doubts(report))
    wait = report.wait_min
    waits = " / ".join("-" if m is None else f"{m:.1f}" for m in (wait.mean, wait.p95, wait.longest))
    table.add_row("Wait: mean / p95 / longest", f"{waits} min")
    table.add_row("Breaches by stage", _counts(report.breaches_by_stage) or "none")
    stars = ", ".join(
        f"{'★' * star} {count}" for star, count in sorted(report.visits_by_star.items()) if count
    )
    table.add_row("Visits by star", stars or "none")
    fixed = report.first_time_fix_pct
    table.add_row("First-time fix", "-" if fixed is None else f"{fixed} %")
    table.add_row("Between", _counts(report.happened) or "nothing")
    table.add_row(
        "Without an end", ", ".join(report.unfinished) or "none", style="red" if report.unfinished else ""
    )
    if report.disagreements:
        table.add_row("Told, but not seen", "\n".join(report.disagreements), style="red")
    if report.roads != GREAT_CIRCLE:
        table.add_row("Drives", f"by road, planned with {report.planning}")
    if not report.expecting:
        table.add_row("Planned", "without requests that may come")
    table.add_row("Played", f"{report.simulated_h:.1f} h in {report.wall_s:.0f} s")
    return table


def _doubts(report: DayReport) -> str:
    """How many arrivals were doubted, and what came of them; what nobody settled, evidence or an end did."""
    settled = _counts(report.settled)
    rest = report.doubtful - sum(report.settled.values())
    without = f"; without a person {rest}" if rest > 0 else ""
    return f"{report.doubtful} (settled: {settled or 'none'}{without})"


def _counts(figures: Mapping[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in figures.items() if count)


def _routes(report: DayReport) -> Table:
    total = sum(report.calls.values())
    table = Table(title=f"{total} HTTP calls ({report.repeated_calls} repeated)", title_justify="left")
    table.add_column("Route")
    table.add_column("Calls", justify="right")
    ranked = sorted(report.calls.items(), key=lambda item: (-item[1], item[0]))
    for route, count in ranked[:_ROUTES_SHOWN]:
        table.add_row(route, str(count))
    if rest := ranked[_ROUTES_SHOWN:]:
        table.add_row(f"{len(rest)} more routes", str(sum(count for _, count in rest)), style="dim")
    return table
