"""The time of a route, both ways: how early each stop can be, and how late it may be.

Driving is one block, a service is one block; neither overlaps a break, and a break can lie between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Spans: TypeAlias = tuple[tuple[int, int], ...]


def first_free(start_s: int, length_s: int, breaks: Spans) -> int:
    """The earliest time from `start_s` on at which a block of that length overlaps no break."""
    for pause_s, resume_s in breaks:
        if pause_s < start_s + length_s and resume_s > start_s:
            start_s = resume_s
    return start_s


def last_free(end_s: int, length_s: int, breaks: Spans) -> int:
    """The latest start of a block of that length that ends by `end_s` and overlaps no break."""
    for pause_s, resume_s in reversed(breaks):
        if pause_s < end_s and resume_s > end_s - length_s:
            end_s = pause_s
    return end_s - length_s


def arrival(ready_s: int, drive_s: int, breaks: Spans) -> int:
    """When one who is ready then is at the other end of the drive."""
    return first_free(ready_s, drive_s, breaks) + drive_s


def first_start(arrive_s: int, service_s: int, windows: Spans, breaks: Spans) -> int | None:
    """The earliest start of service within a window; None if it is too late for all of them."""
    for opens_s, closes_s in windows:
        start_s = max(opens_s, arrive_s)
        if breaks:
            start_s = first_free(start_s, service_s, breaks)
        if start_s <= closes_s:
            return start_s
    return None


def last_start(done_by_s: int, service_s: int, windows: Spans, breaks: Spans) -> int | None:
    """The latest start of service within a window that is done by then; None if there is none."""
    for opens_s, closes_s in reversed(windows):
        latest_s = closes_s + service_s
        start_s = last_free(min(done_by_s, latest_s), service_s, breaks)
        if start_s >= opens_s:
            return start_s
    return None


def forward(
    start_s: int, drives_s: Sequence[int], services_s: Sequence[int], windows: Sequence[Spans], breaks: Spans
) -> list[int] | None:
    """The earliest start of service at every stop; None if one cannot be in time."""
    ready_s, starts = start_s, []
    for drive_s, service_s, spans in zip(drives_s, services_s, windows, strict=True):
        arrive_s = arrival(ready_s, drive_s, breaks) if breaks else ready_s + drive_s
        begin_s = first_start(arrive_s, service_s, spans, breaks)
        if begin_s is None:
            return None
        starts.append(begin_s)
        ready_s = begin_s + service_s
    return starts


def backward(
    latest_s: int, drives_s: Sequence[int], services_s: Sequence[int], windows: Sequence[Spans], breaks: Spans
) -> list[int] | None:
    """The latest start of service at every stop; `drives_s[n]` leads from the n-th stop onwards.

    `latest_s` is when the last of these drives must be over.
    """
    limit_s, starts = latest_s, []
    for n in range(len(services_s) - 1, -1, -1):
        done_by_s = last_free(limit_s, drives_s[n], breaks)
        begin_s = last_start(done_by_s, services_s[n], windows[n], breaks)
        if begin_s is None:
            return None
        starts.append(begin_s)
        limit_s = begin_s
    starts.reverse()
    return starts
