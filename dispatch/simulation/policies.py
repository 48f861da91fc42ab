"""Policies by name."""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

from dispatch.simulation.world import Policy

POLICIES: Final = {
    "live": "dispatch.live:plan_snapshot",
    "present": "dispatch.live:plan_present",
    "star_blind": "dispatch.simulation.blind:plan_snapshot",
    "nearest": "dispatch.simulation.baselines:nearest",
    "oldest_first": "dispatch.simulation.baselines:oldest_first",
}
"""Name → module:function; anything else that is named is itself `module:function`."""


class UnknownPolicy(ValueError):
    """There is no policy of that name."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name, self.why = name, why

    def __reduce__(self) -> tuple[type[UnknownPolicy], tuple[str, str]]:
        return UnknownPolicy, (self.name, self.why)


def load_policy(name: str) -> Policy:
    """Import the policy: one of `POLICIES`, or `module:function` with the signature of `Policy`.

    Raises UnknownPolicy.
    """
    module, colon, function = POLICIES.get(name, name).partition(":")
    if not colon:
        raise UnknownPolicy(name, f"is neither one of {', '.join(POLICIES)} nor module:function")
    try:
        found = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise UnknownPolicy(name, str(error)) from error
    if not callable(found):
        raise UnknownPolicy(name, "cannot be called")
    return cast("Policy", found)
