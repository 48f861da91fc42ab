"""What an experiment shows: each arm's figures with intervals, and every arm against the first by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dispatch.simulation.experiment import Arm, Played
from dispatch.simulation.figures import NUMBERS, Group, StarGroup, summed
from dispatch.simulation.intervals import (
    CONFIDENCE,
    Interval,
    averaged,
    mean_interval,
    paired_difference,
    share_interval,
)

COMPARED: Final = (
    "kept_pct",
    "late",
    "promise_cost",
    "mean_wait_min",
    "p95_wait_min",
    "max_wait_min",
    "drive_min_per_visit",
    "turned_round",
    "utilisation_pct",
)
"""The figures in which arms are compared."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One arm over all days; `refused` counts its orders against the rules by code."""

    arm: str
    figures: Mapping[str, Interval]
    by_min_stars: Mapping[int, Group]
    by_district: Mapping[str, Group]
    by_hour: Mapping[int, Group]
    by_stars: Mapping[int, StarGroup]
    refused: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An arm less the baseline, day by day."""

    arm: str
    baseline: str
    figures: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class ExperimentReport:
    """The whole experiment: `blocks` is how many cities it took, `repeats` how many values make a mean."""

    days: int
    blocks: int
    repeats: int
    confidence: float
    summaries: Sequence[Summary]
    comparisons: Sequence[Comparison]
    played: Sequence[Played]

    def to_dict(self) -> dict[str, Any]:
        """JSON form, with every day played."""
        return {
            "days": self.days,
            "blocks": self.blocks,
            "repeats": self.repeats,
            "confidence": self.confidence,
            "arms": [_summary_dict(summary) for summary in self.summaries],
            "comparisons": [
                {
                    "arm": one.arm,
                    "baseline": one.baseline,
                    "figures": {
                        name: interval.to_dict() | {"separates": interval.separates}
                        for name, interval in one.figures.items()
                    },
                }
                for one in self.comparisons
            ],
            "played": [_played_dict(one) for one in self.played],
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """One flat row for each day under each arm, for a table."""
        for one in self.played:
            yield {"arm": one.arm, "block": one.block, "day": one.day} | one.figures.numbers()


def make_report(
    played: Sequence[Played], arms: Sequence[Arm], confidence: float = CONFIDENCE
) -> ExperimentReport:
    """Sum up what was played; the first arm is what the others are compared with.

    Over several blocks the mean of each block is one value: its days share a city and a crew.
    """
    of_arm = {arm.name: [one for one in played if one.arm == arm.name] for arm in arms}
    first = of_arm[arms[0].name]
    blocks = len({one.block for one in first})
    summaries = [_summary(name, days, confidence) for name, days in of_arm.items()]
    comparisons = [
        Comparison(
            name,
            arms[0].name,
            {
                figure: paired_difference(_values(days, figure), _values(first, figure), confidence)
                for figure in COMPARED
            },
        )
        for name, days in list(of_arm.items())[1:]
    ]
    repeats = summaries[0].figures["kept_pct"].n
    return ExperimentReport(len(first), blocks, repeats, confidence, summaries, comparisons, played)


def _values(days: Sequence[Played], figure: str) -> list[float]:
    values = [float(getattr(one.figures, figure)) for one in days]
    blocks = [one.block for one in days]
    return averaged(values, blocks) if len(set(blocks)) > 1 else values


def _summary(name: str, days: Sequence[Played], confidence: float) -> Summary:
    codes = sorted(refusal.code for one in days for refusal in one.refused)
    return Summary(
        arm=name,
        figures={figure: mean_interval(_values(days, figure), confidence) for figure in NUMBERS},
        by_min_stars=summed(one.figures.by_min_stars for one in days),
        by_district=summed(one.figures.by_district for one in days),
        by_hour=summed(one.figures.by_hour for one in days),
        by_stars=_stars_summed([one.figures.by_stars for one in days]),
        refused={code: codes.count(code) for code in dict.fromkeys(codes)},
    )


def _stars_summed(days: Sequence[Mapping[int, StarGroup]]) -> dict[int, StarGroup]:
    """Grades over all days: heads and visits added up, shares of time weighed by heads."""
    found = {}
    for stars in sorted({stars for day in days for stars in day}):
        groups = [day[stars] for day in days if stars in day]
        heads = sum(group.engineers for group in groups)
        found[stars] = StarGroup(
            engineers=heads,
            visits=sum(group.visits for group in groups),
            working_pct=sum(group.working_pct * group.engineers for group in groups) / heads,
            driving_pct=sum(group.driving_pct * group.engineers for group in groups) / heads,
        )
    return found


def _summary_dict(summary: Summary) -> dict[str, Any]:
    return {
        "arm": summary.arm,
        "figures": {name: interval.to_dict() for name, interval in summary.figures.items()},
        "by_min_stars": {str(key): _group_dict(group) for key, group in summary.by_min_stars.items()},
        "by_district": {key: _group_dict(group) for key, group in summary.by_district.items()},
        "by_hour": {str(key): _group_dict(group) for key, group in summary.by_hour.items()},
        "by_stars": {
            str(stars): {
                "engineer_days": group.engineers,
                "visits": group.visits,
                "working_pct": group.working_pct,
                "driving_pct": group.driving_pct,
            }
            for stars, group in summary.by_stars.items()
        },
        "refused": dict(summary.refused),
    }


def _group_dict(group: Group) -> dict[str, Any]:
    row: dict[str, Any] = {"requests": group.requests, "kept": group.kept, "kept_pct": group.kept_pct}
    if group.requests:
        low, high = share_interval(group.kept, group.requests)
        row |= {"low_pct": 100 * low, "high_pct": 100 * high}
    return row


def _played_dict(one: Played) -> dict[str, Any]:
    return {
        "arm": one.arm,
        "block": one.block,
        "day": one.day,
        "figures": one.figures.numbers(),
        "refused": [refusal.to_dict() for refusal in one.refused],
    }
