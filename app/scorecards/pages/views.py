"""A scorecard as it is shown and written to files: the same columns for both, and the chart of a measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.reports.report.drawing import Bar, Drawing
from app.scorecards.pages.asking import AskedCards
from app.scorecards.reads.cards import Breach, breaches, breaches_by_month, by_month
from app.scorecards.reads.efforts import cost_rates, effort_by_month, effort_over
from app.scorecards.reads.rights import sees_costs
from app.scorecards.reads.subjects import ScorecardSubject
from app.scorecards.rules.costs import VisitCost, cost_of
from app.scorecards.rules.figures import ByMonth, Card, MonthSpan, cards, compared_span, course
from app.stars.pages import words as star_words
from app.stars.rules.measured import Measure
from app.web.languages import lang
from app.web.wording import say

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class CardColumn:
    """One subject over one span: figures, broken promises, and what visits cost, for whom that is told."""

    subject: ScorecardSubject
    span: MonthSpan
    cards: dict[Measure, Card]
    breaches: Sequence[Breach]
    by_month: ByMonth
    cost: VisitCost | None

    @property
    def broken(self) -> int:
        """How many promises were broken in all."""
        return sum(one.promises for one in self.breaches)


def name_of(subject: ScorecardSubject) -> str:
    """Return what a subject is called in the reader's language."""
    return subject.name_zh if lang().startswith("zh") else subject.name


def columns(uow: UnitOfWork, asked: AskedCards) -> list[CardColumn]:
    """Read the scorecards that are asked for, side by side."""
    spans = [asked.span, *([compared_span(asked.span, asked.than)] if asked.than else [])]
    every = MonthSpan(min(one.first for one in spans), max(one.last for one in spans))
    found = []
    for subject in asked.subjects:
        told = by_month(uow, subject, str(every.first), str(every.last))
        broken = breaches_by_month(uow, subject, every)
        costs = _costs(uow, subject, every, spans)
        found += [
            CardColumn(subject, one, cards(told, one), breaches(broken, one), told, cost)
            for one, cost in zip(spans, costs, strict=True)
        ]
    return found


def _costs(
    uow: UnitOfWork, subject: ScorecardSubject, every: MonthSpan, spans: Sequence[MonthSpan]
) -> list[VisitCost | None]:
    if not sees_costs(uow.principal):
        return [None for _ in spans]
    efforts, rates = effort_by_month(uow, subject, every), cost_rates(uow.settings)
    return [cost_of(effort_over(efforts, one), rates) for one in spans]


def on_chart(measure: Measure, value: float | None) -> float:
    """Return a figure as a chart has it: shares in per cent; what there is none of is no bar."""
    if value is None:
        return 0
    return round(value if measure in star_words.PLAIN else HUNDRED * value, 2)


def chart(asked: AskedCards, found: Sequence[CardColumn]) -> Markup:
    """Draw the chosen measure month by month, a colour for each subject; blank where there is nothing."""
    own = [column for column in found if column.span == asked.span]
    courses = [course(one.by_month, asked.span, asked.measure) for one in own]
    if not any(value for told in courses for _, value in told):
        return Markup("")
    written = star_words.written
    bars = [
        Bar(
            month[0][0],
            [on_chart(asked.measure, value) for _, value in month],
            " · ".join(written(asked.measure, value) for _, value in month),
        )
        for month in zip(*courses, strict=True)
    ]
    title = say(star_words.TITLES[asked.measure])
    if asked.measure not in star_words.PLAIN:
        title = say(Phrase("%(figure)s, per cent", figure=title))
    parts = [name_of(one.subject) for one in own]
    drawing = Drawing(title, parts, bars, days=True, stacked=False, language=lang())
    return Markup(drawing.svg())  # noqa: S704 - our drawing
