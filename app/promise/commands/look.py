"""One look at a territory's open promises.

Rungs that fell due are raised, once each, in the order in which they did; alerts are repeated or cleared;
promises that are settled are watched no more.

Rescues are prepared before the transaction that writes.  A look is claimed row by row, by an UPDATE on the
condition that nobody looked meanwhile, and all that it finds is recorded in the transaction of the claim:
whoever dies in between has claimed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from app.kernel import Runtime, UnitOfWork, locks, unit_of_work
from app.promise.commands import alerts
from app.promise.commands.rescue import Prepared, prepare
from app.promise.commands.triggers import SWEEP
from app.promise.commands.verdict import Verdict, judge
from app.promise.reads.watched import ladder_of, unwatched, watched
from app.promise.rules.ladder import Ladder
from app.promise.tables import Alert, Watch
from app.registers.tables import Territory
from app.requests.tables import ServiceRequest

AT_ONCE = 100
"""Promises that one transaction writes about; a worker that was away for days has more to tell."""


def look(runtime: Runtime, territory_id: UUID) -> datetime | None:
    """Look at every open promise of the territory; returns when to look again, None where none is open.

    Raises:
        NotFound: there is no such territory.
        TryAgain: a passing clash; the promises not yet written about are found by the next look.
    """
    while True:
        with unit_of_work(runtime, write=False) as uow:
            ladder = ladder_of(uow.get(Territory, territory_id))
            missing = unwatched(uow, territory_id)
            verdicts = [judge(one, ladder, uow.now) for one in watched(uow, territory_id)]
            pressing = sorted((v for v in verdicts if v.to_write), key=lambda verdict: verdict.order)
            batch, rest = pressing[:AT_ONCE], pressing[AT_ONCE:]
            rescues = prepare(uow, territory_id, [v.visit_id for v in batch if v.needs_rescue])
            now = uow.now
        if missing:
            _begin(runtime, missing)
        if batch:
            until = rest[0].order if rest else now
            _write(runtime, territory_id, ladder, batch, rescues, min(until, now))
        if not (missing or rest):
            return _again_at(verdicts, ladder, now)


def _begin(runtime: Runtime, request_ids: Iterable[UUID]) -> None:
    """Watch promises that were given before there was a watch."""
    with unit_of_work(runtime) as uow:
        for request_id in request_ids:
            request = locks.row_or_none(uow, ServiceRequest, request_id)
            if request is not None and uow.session.get(Watch, request_id) is None:
                uow.session.add(
                    Watch(request_id=request_id, territory_id=request.territory_id, next_due_at=uow.now)
                )


def _write(
    runtime: Runtime,
    territory_id: UUID,
    ladder: Ladder,
    batch: Sequence[Verdict],
    rescues: Mapping[UUID, Prepared],
    until: datetime,
) -> None:
    """Claim the batch and record what is found now; rungs due after `until` wait for the next batch."""
    with unit_of_work(runtime) as uow:
        claimed = [v.request_id for v in sorted(batch, key=lambda v: v.request_id) if _claim(uow, v)]
        fresh = [judge(one, ladder, uow.now) for one in watched(uow, territory_id, claimed)]
        for one in fresh:
            alerts.clear(uow, one.watched, one.to_clear)
        uow.session.flush()  # a rung has one open alert, also where it goes over to another engineer
        due = [(step.due_at, one, step) for one in fresh for step in one.due if step.due_at <= until]
        for _, one, step in sorted(due, key=lambda item: (item[0], item[1].request_id)):
            prepared = rescues.get(one.visit_id) if one.visit_id else None
            alerts.raise_alert(uow, one.watched, step, prepared.of(step.rung) if prepared else None)
        for one in fresh:
            prepared = rescues.get(one.visit_id) if one.visit_id else None
            for alert in one.to_repeat:
                alerts.repeat(uow, alert, prepared.of(alert.rung) if prepared else None)
            _leave(uow, one, ladder, until)


def _claim(uow: UnitOfWork, verdict: Verdict) -> bool:
    """Take one look; False where somebody else has looked since this one was prepared."""
    watch = verdict.watched.watch
    taken = uow.session.execute(
        update(Watch)
        .where(
            Watch.request_id == watch.request_id,
            Watch.looks == watch.looks,
            Watch.next_due_at.is_(None)
            if watch.next_due_at is None
            else Watch.next_due_at == watch.next_due_at,
        )
        .values(looks=watch.looks + 1)
        .returning(Watch.request_id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def _leave(uow: UnitOfWork, one: Verdict, ladder: Ladder, until: datetime) -> None:
    """Note when the promise is due to be looked at again, or stop watching it."""
    watch = one.watched.watch
    waiting = [step for step in one.due if step.due_at > until]
    if one.watched.facts.settled and not waiting:
        raised = select(Alert).where(Alert.request_id == watch.request_id, Alert.cleared_at.is_(None))
        alerts.clear(uow, one.watched, uow.session.scalars(raised).all())
        uow.session.execute(delete(Watch).where(Watch.request_id == watch.request_id))
        return
    told = uow.session.scalars(
        select(Alert.told_at).where(
            Alert.request_id == watch.request_id, Alert.cleared_at.is_(None), Alert.acknowledged_at.is_(None)
        )
    )
    moments = [at + ladder.repeat for at in told]
    moments += [step.due_at for step in (*waiting, *one.coming)]
    watch.next_due_at, watch.eta_late_since = min(moments, default=None), one.eta_late_since


def _again_at(verdicts: Sequence[Verdict], ladder: Ladder, now: datetime) -> datetime | None:
    if all(one.watched.facts.settled for one in verdicts):
        return None
    moments = [at for one in verdicts for at in one.moments if at > now]
    if any(one.to_write for one in verdicts):
        moments.append(now + ladder.repeat)
    return min([*moments, now + SWEEP])
