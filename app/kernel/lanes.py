"""Which kinds of due work run beside each other, so that a slow kind never holds up a prompt one.

A lane does one thing at a time in each worker process; `WIDTH` names those that do more.
"""

from __future__ import annotations

from types import MappingProxyType

PROMPT = "prompt"
"""Short work against the database alone, and every kind that is not named below."""

_SLOW = MappingProxyType(
    {
        "plan": frozenset({"plan"}),  # solving takes its budget
        "outside": frozenset({"outbox"}),  # waits for other people's servers
        "upkeep": frozenset({"seal", "purge", "learn"}),  # grows with the day's work
    }
)

LANES = (*_SLOW, PROMPT)

WIDTH = MappingProxyType({"outside": 4})
"""How many things at a time a lane does, where not one: slow receivers wait beside each other."""


def lane_of(kind: str) -> str:
    """Return the lane that timers of `kind` run in."""
    return next((lane for lane, kinds in _SLOW.items() if kind in kinds), PROMPT)
