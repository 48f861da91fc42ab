"""Where idle engineers should wait.

Sending idle engineers about has not been shown to keep more promises on days whose demand the engine does not
know, and it costs driving, so none are moved; the seam is here for a demand forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch.model.plan import Move
from dispatch.model.problem import Problem


def moves(problem: Problem, routes: Mapping[str, Sequence[str]]) -> tuple[Move, ...]:
    """Moves of engineers without a route (engineer id → job ids)."""
    del problem, routes
    return ()
