"""Alerts of complaints, which stand beside the ladder: of a person who waits, not of a promise.  Pure."""

from __future__ import annotations

from enum import StrEnum


class ComplaintRung(StrEnum):
    """A complaint was noted; nobody saw to it while its clock ran."""

    NOTED = "complaint"
    OVERDUE = "complaint_overdue"
