"""What an engineer was measured at over a span, for the rubric."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp
from uuid import UUID

from app.kernel import UnitOfWork
from app.stars.reads.comparison import standings
from app.stars.reads.work import Span
from app.stars.rules.comparing import Standing
from app.stars.rules.measured import Measure, Measured
from app.stars.rules.measures import Measure as Compared

_LINES: Mapping[Compared, Measure] = {
    Compared.FIRST_FIX: Measure.FIRST_TIME_FIX,
    Compared.LASTING: Measure.NO_REPEAT,
    Compared.PACE: Measure.TIME_AGAINST_EXPECTED,
    Compared.PROMISE: Measure.PROMISE_OWN_STAGES,
    Compared.SCORE: Measure.CUSTOMER_SCORE,
}


def figures_of(uow: UnitOfWork, span: Span, engineer_id: UUID) -> Mapping[Measure, Measured]:
    """Return the adjusted figures of the comparison; measures that nothing was observed for are missing."""
    return {
        _LINES[compared]: _measured(people[engineer_id], exp if compared is Compared.PACE else float)
        for compared, people in standings(uow, span).items()
        if engineer_id in people
    }


def _measured(one: Standing, unit: Callable[[float], float]) -> Measured:
    return Measured(unit(one.adjusted), unit(one.low), unit(one.high), one.count)
