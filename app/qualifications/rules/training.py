"""Attendance, and the share of somebody's training and certificates that is in order.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum


class Attendance(StrEnum):
    """What became of a place in a course."""

    PLANNED = "planned"
    ATTENDED = "attended"
    ABSENT = "absent"


def share_in_order(papers: Iterable[bool], attendance: Iterable[str]) -> tuple[float, int] | None:
    """Return the share of kinds of certificate that hold and of courses attended, and how many there are.

    `papers` says of each kind that somebody has, or needs for a skill of his, whether it holds.  Courses of
    which nobody entered who came say nothing.  None where there is nothing.
    """
    said = [one == Attendance.ATTENDED for one in attendance if one != Attendance.PLANNED]
    every: Sequence[bool] = [*papers, *said]
    return (round(sum(every) / len(every), 6), len(every)) if every else None


def mean_of_last(shares: Iterable[tuple[object, float]]) -> tuple[float, int] | None:
    """Return the mean of the last result of each examination, and how many; results in order of time."""
    last = dict(shares)
    return (round(sum(last.values()) / len(last), 6), len(last)) if last else None
