"""What each engineer is engaged in at this instant, as the engine takes engineers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.dispatching.reads.open_visits import OpenVisit
from app.dispatching.rules.fair_share import KEPT_BACK_S, month_counted_s
from app.dispatching.rules.learned import AS_GIVEN, StarFactors
from app.kernel.epoch import to_epoch
from app.positions.reads.whereabouts import Drive, Seen, Work, carried_forward
from app.registers.rules.roster import Presence
from app.registers.tables import Engineer, Territory
from app.requests.rules.lifecycle import VisitState
from dispatch.model import problem
from dispatch.travel import Point, TravelTimes


class Crew:
    """Translates engineers; knows each one's engagement of the moment."""

    def __init__(
        self,
        now: datetime,
        territory: Territory,
        visits: Sequence[OpenVisit],
        shifts: Mapping[UUID, Presence],
        work: Sequence[Work],
        seen: Mapping[UUID, Seen],
        gone: Collection[UUID] = (),
        factors: StarFactors = AS_GIVEN,
    ) -> None:
        """`gone` are engineers who can answer nothing: only a drive under way is still theirs."""
        self._month_shares: Mapping[UUID, float] = {}
        self._factors = factors
        self._now, self._territory, self._shifts, self._seen = now, territory, shifts, seen
        self._work = work
        self._on_site = {w.engineer_id: w for w in work if w.state == VisitState.ON_SITE}
        self._gone = gone
        moving = [v for v in visits if v.engineer_id not in gone or v.state == VisitState.EN_ROUTE]
        self._heading = _headings([v for v in moving if v.engineer_id not in self._on_site])
        self._drives: dict[UUID, tuple[Point, int]] = {}

    def weigh_month(self, shares: Mapping[UUID, float]) -> None:
        """Have those go later who had more of the month's work than the others."""
        self._month_shares = shares

    def follow_drives(self, times: TravelTimes) -> None:
        """Work out how far those on the way have got."""
        drives = [
            Drive(key, visit.departed_at or self._now, visit.point)
            for key, visit in self._heading.items()
            if visit.state == VisitState.EN_ROUTE
        ]
        self._drives = carried_forward(drives, self._seen, times, self._now)

    def is_frozen(self, visit: OpenVisit, engineers: Sequence[Engineer], *, hold: bool = False) -> bool:
        """Whether the engineer is on the way and about to arrive, and still able to.

        With `hold` also where he said yes to what is pinned to him, or has only just said yes, however far
        off he is.
        """
        held = self._heading.get(visit.engineer_id) if visit.engineer_id else None
        if visit.engineer_id is None or held is None or held.id != visit.id:
            return False
        left = self._drives.get(visit.engineer_id)
        able = any(e.id == visit.engineer_id and e.active and e.available for e in engineers)
        freeze_s = self._territory.freeze_s
        if hold and (visit.pinned_engineer_id == visit.engineer_id or self._yes_age_s(visit) < freeze_s):
            return able
        return able and left is not None and left[1] <= freeze_s

    def _service_s(self, working: Work, engineer: Engineer) -> int:
        return self._factors.service_s(working.expected_s, working.fault_code, engineer.stars)

    def _yes_age_s(self, visit: OpenVisit) -> float:
        said_at = visit.accepted_at
        return (self._now - said_at).total_seconds() if said_at else float("inf")

    def engineer(self, engineer: Engineer) -> problem.Engineer:
        """One engineer as the engine takes him."""
        shift = self._shifts.get(engineer.id)
        working, heading = self._on_site.get(engineer.id), self._heading.get(engineer.id)
        free_at = self._may_leave_at(heading, shift)
        at = self._seen[engineer.id].point
        if working:
            expected = timedelta(seconds=self._service_s(working, engineer))
            begins_at = max(self._now, shift.starts_at) if shift else self._now
            free_at, at = max(begins_at, working.on_site_at + expected), working.point
        elif engineer.id in self._drives:
            at = self._drives[engineer.id][0]
        return problem.Engineer(
            id=str(engineer.id),
            stars=engineer.stars,
            skills=frozenset(skill.code for skill in engineer.skills),
            at=at,
            free_at_s=to_epoch(free_at),
            shift_end_s=to_epoch(shift.ends_at if shift else self._now),
            status="working" if working else "travelling" if heading else "idle",
            heading_to=str(heading.id) if heading else None,
            provider=str(engineer.provider_id) if engineer.provider_id else None,
            breaks=_breaks(shift),
            available=self._serves(engineer),
            worked_s=self._worked_s(engineer.id, shift),
        )

    def _may_leave_at(self, heading: OpenVisit | None, shift: Presence | None) -> datetime:
        """When one who is not at work can set out: on call, some minutes after the call."""
        begins_at = max(self._now, shift.starts_at) if shift else self._now
        if shift is None or not shift.on_call or (heading and heading.state == VisitState.EN_ROUTE):
            return begins_at
        setout = timedelta(seconds=shift.setout_s)
        if heading is not None and heading.accepted_at is not None:
            return max(begins_at, heading.accepted_at + setout)
        return begins_at + setout

    def _serves(self, engineer: Engineer) -> bool:
        if engineer.id in self._gone and engineer.id not in self._heading:
            return False
        return engineer.active and engineer.available and engineer.territory_id == self._territory.id

    def _worked_s(self, engineer_id: UUID, shift: Presence | None) -> int:
        if shift is None:
            return 0
        waiting_s = KEPT_BACK_S if shift.on_call else 0
        waiting_s += month_counted_s(self._month_shares.get(engineer_id, 1.0))
        spans = [
            ((w.ended_at or self._now) - w.on_site_at).total_seconds()
            for w in self._work
            if w.engineer_id == engineer_id and w.on_site_at >= shift.starts_at
        ]
        return waiting_s + max(0, round(sum(spans)))


def _headings(visits: Sequence[OpenVisit]) -> dict[UUID, OpenVisit]:
    """Engineer id → the visit driven to.

    One who said yes counts as on the way: the customer was told, so turning round costs the same.
    """
    ranks = {VisitState.EN_ROUTE: 1, VisitState.ACCEPTED: 0}
    bound = [v for v in visits if v.engineer_id and v.state in ranks]
    bound.sort(key=lambda v: (ranks[VisitState(v.state)], v.accepted_at or v.created_at))
    return {v.engineer_id: v for v in bound if v.engineer_id}


def _breaks(shift: Presence | None) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((to_epoch(begin), to_epoch(end)) for begin, end in (shift.breaks if shift else ())))
