"""What others wait longer because a visit is put before theirs.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from app.requests.rules.returns import NO_PROMISE
from dispatch.insertion.best_fit import DelayedVisit
from dispatch.model.problem import Problem

LEAST_S = 60
"""Less is nobody's business."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """So many `visits` come later, by `delay_s` in all; `late` of them past their promise, or longer past."""

    visits: int = 0
    delay_s: int = 0
    late: int = 0

    @classmethod
    def of(cls, knock_on: Iterable[DelayedVisit], problem: Problem | None = None) -> Self:
        """Sum up what an insertion delays; by `problem` a return visit breaks no promise."""
        felt = [one for one in knock_on if one.delay_s >= LEAST_S or one.late_s > 0]
        return cls(
            len(felt),
            sum(one.delay_s for one in felt),
            sum(one.late_s > 0 for one in felt if _is_owed(one, problem)),
        )


def _is_owed(one: DelayedVisit, problem: Problem | None) -> bool:
    return problem is None or problem.job(one.job).priority > NO_PROMISE


NOBODY = PutOff()
