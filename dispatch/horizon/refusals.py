"""Why a shift may not serve a planned visit, whatever else it does; with the numbers."""

from __future__ import annotations

from dispatch.horizon.clock import Spans
from dispatch.horizon.problem import PlannedVisit, Shift, Technician
from dispatch.model.eligibility import (
    Excluded,
    MissingSkill,
    OtherProvider,
    PinnedElsewhere,
    Refusal,
    RouteFull,
    TooFewStars,
)


class NoWindow(Refusal):
    """None of the visit's windows (`needs`) meets the shift (`has`)."""

    code = "no_window"


class MissingTool(Refusal):
    """The van lacks tools (`needs`) and visits no depot."""

    code = "missing_tool"


class MissingPart(Refusal):
    """The van holds too few parts (`needs`) and visits no depot."""

    code = "missing_part"


class OutOfReach(Refusal):
    """The shift is too short for this visit alone, or its windows are missed."""

    code = "out_of_reach"


class NoTime(Refusal):
    """Could be served alone, but not beside the visits that the plan serves."""

    code = "no_time"


def clipped(windows: Spans, shift: Shift) -> Spans:
    """The part of the windows in which a shift could start a service; no windows mean any time."""
    if not windows:
        return ((shift.start_s, shift.latest_s),)
    met = ((max(a, shift.start_s), min(b, shift.latest_s)) for a, b in windows)
    return tuple((a, b) for a, b in met if a <= b)


def refusals(technician: Technician, shift: Shift, visit: PlannedVisit) -> list[Refusal]:
    """All reasons against giving the visit to the shift; empty if rules alone do not forbid it."""
    found: list[Refusal] = []
    if lacking := visit.skills - technician.skills:
        found.append(MissingSkill(tuple(sorted(technician.skills)), ", ".join(sorted(lacking))))
    if technician.stars < visit.min_stars:
        found.append(TooFewStars(technician.stars, visit.min_stars))
    if technician.id in visit.excluded_engineers:
        found.append(Excluded(technician.id, None))
    if visit.required_engineer not in (None, technician.id):
        found.append(PinnedElsewhere(technician.id, visit.required_engineer))
    if visit.provider not in (None, technician.provider):
        found.append(OtherProvider(technician.provider, visit.provider))
    if shift.max_visits == 0:
        found.append(RouteFull(0, 1))
    if not clipped(visit.windows, shift):
        spans = ", ".join(f"{a}-{b}" for a, b in visit.windows)
        found.append(NoWindow(f"{shift.start_s}-{shift.latest_s}", spans))
    return found + ([] if technician.depots else _van(technician, visit))


def _van(technician: Technician, visit: PlannedVisit) -> list[Refusal]:
    found: list[Refusal] = []
    if lacking := visit.tools - technician.tools:
        found.append(MissingTool(tuple(sorted(technician.tools)), ", ".join(sorted(lacking))))
    for name, count in sorted(visit.parts.items()):
        if count > technician.parts.get(name, 0):
            found.append(MissingPart(technician.parts.get(name, 0), f"{count} {name}"))
    return found
