"""What a grade proposes for a provider, and which decision is in force on a day.  Pure; people decide."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Protocol, TypeVar

USUAL = 100
"""Per cent of settlement and share of work where nobody decided anything."""


@dataclass(frozen=True, slots=True)
class Band:
    """From so many points on."""

    points: float
    factor_percent: int
    share_percent: int


@dataclass(frozen=True, slots=True)
class Consequences:
    """The table in one version, the highest band first."""

    version: int
    bands: Sequence[Band]

    def at(self, points: float) -> Band:
        """Return the band of a grade's points."""
        return next(band for band in self.bands if points >= band.points)


def parsed(text: str) -> Consequences:
    """Read the table.

    Raises:
        ValueError: its bands leave points out.
    """
    told = tomllib.loads(text)
    bands = sorted((Band(**band) for band in told["bands"]), key=lambda band: -band.points)
    if not bands or bands[-1].points > 0:
        raise ValueError("the last band has to begin at 0 points")
    return Consequences(int(told["version"]), bands)


@cache
def shipped() -> Consequences:
    """Return the table that comes with the product."""
    return parsed((resources.files("app.providers") / "consequences.toml").read_text("utf-8"))


class Decided(Protocol):
    """A decision that holds from a day on."""

    @property
    def effective_on(self) -> date:
        """Since when."""


D = TypeVar("D", bound=Decided)


def in_force(decisions: Iterable[D], day: date) -> D | None:
    """Return the decision that holds on a day: the newest; `decisions` come in the order they were made."""
    found = [one for one in decisions if one.effective_on <= day]
    newest = max((one.effective_on for one in found), default=None)
    return [one for one in found if one.effective_on == newest][-1] if found else None


def is_weak(quarters: Sequence[float], below: float, count: int) -> bool:
    """Tell whether each of the last `count` quarters came to less than `below` points."""
    last = quarters[-count:]
    return len(last) == count and max(last) < below
