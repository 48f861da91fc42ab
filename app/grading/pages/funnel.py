"""The funnel plot of the calibration, drawn by pygal as all charts are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from markupsafe import Markup

from app.grading.rules.calibration import LIMITS, Funnel, Placed
from app.kernel.phrases import Phrase
from app.reports.report.drawing import WIDTH, for_page, without_plugins
from app.web.languages import lang
from app.web.wording import say

_HEIGHT, _FONT, _STEPS = 380, 13, 24
_TITLE = Phrase("Points by number of visits")


def funnel_markup(funnel: Funnel, people: Sequence[Placed]) -> Markup:
    """Return the plot: everybody as a dot, and the limits within which chance alone scatters."""
    import pygal
    from pygal.style import Style

    without_plugins()
    title = say(_TITLE)
    most = max((one.visits for one in people), default=1) * 1.05
    sizes = {f"{name}_font_size": _FONT for name in ("label", "major_label", "legend")}
    chart: Any = pygal.XY(
        title=title,
        style=Style(title_font_size=15, **sizes),
        width=WIDTH,
        height=_HEIGHT,
        js=[],
        css=[],
        no_prefix=True,
        legend_at_bottom=True,
        max_scale=6,
        xrange=(0, most),
        x_title=say(Phrase("Visits")),
        y_title=say(Phrase("Points")),
        value_formatter=lambda value: f"{value:g}",
        x_value_formatter=lambda value: f"{value:g}",
        truncate_legend=-1,
    )
    chart.add(
        say(Phrase("Engineers")),
        [{"value": (one.visits, round(one.total, 1)), "label": one.name} for one in people],
        stroke=False,
        dots_size=4,
    )
    least = max(1, min(one.visits for one in people) // 2)
    visits = [least + (most - least) * n / _STEPS for n in range(_STEPS + 1)]
    for name, times in zip((Phrase("95 of 100"), Phrase("998 of 1,000")), LIMITS, strict=True):
        ways = [[(n, funnel.limits(round(n), times)[end]) for n in visits] for end in (0, 1)]
        chart.add(say(name), [*ways[0], None, *ways[1]], show_dots=False, allow_interruptions=True)
    root: ET.Element = chart.render_tree()
    for_page(root, title, lang(), dots=True)
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - our drawing
