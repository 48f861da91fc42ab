"""Having a view sent to oneself regularly, and stopping it."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import UnitOfWork, locks, timers
from app.kernel.base import longest
from app.kernel.errors import Forbidden, Invalid
from app.kernel.phrases import Phrase
from app.outbox.commands.recipients import channel_for_email
from app.scorecards.commands.sending import SCHEDULED
from app.scorecards.reads.scheduled import seen_subjects
from app.scorecards.rules.schedules import RepeatedView, ViewEvery, next_time
from app.scorecards.tables import ScheduledView
from app.stars.reads.facts import zone_of_all

MOST_VIEWS = 20


def schedule(
    uow: UnitOfWork, view: RepeatedView, name: str, every: ViewEvery, clock: time, email: str
) -> ScheduledView:
    """Have a view sent to the caller; the same asked again is the same.

    Raises:
        Forbidden, NotFound: he may not see it.
        Invalid: the address is too long, no channel takes it, or he has as many as anybody may.
    """
    seen_subjects(uow, view)
    _check(uow, email)
    who = uow.principal.user_id
    if who is None:
        raise Forbidden
    of = ScheduledView
    own = select(of).where(of.user_id == who, of.stopped_at.is_(None))
    same = own.where(
        of.path == view.path, of.query == view.query, of.every == every, of.clock == f"{clock:%H:%M}"
    )
    known = uow.session.scalars(same).first()
    if known is not None:
        known.email, known.span = email, view.span
        return known
    if (uow.session.scalar(select(func.count()).select_from(own.subquery())) or 0) >= MOST_VIEWS:
        raise Invalid({"view": Phrase("You have as many as anybody may; stop one first.")})
    zone = zone_of_all(uow)
    row = ScheduledView(
        id=uow.new_id(),
        user_id=who,
        name=name[: longest(of.name)],
        path=view.path,
        query=view.query,
        span=view.span,
        every=str(every),
        clock=f"{clock:%H:%M}",
        time_zone=zone,
        email=email,
        next_at=next_time(every, clock, zone, uow.now),
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    timers.arm(uow, SCHEDULED, "", row.next_at)
    return row


def _check(uow: UnitOfWork, email: str) -> None:
    if len(email) > longest(ScheduledView.email):
        raise Invalid({"email": Phrase("This is no e-mail address.")})
    if channel_for_email(uow, email) is None:
        raise Invalid(
            {"email": Phrase("No channel is set up that sends e-mail; whoever runs the installation can.")}
        )


def stop(uow: UnitOfWork, scheduled_view_id: UUID) -> ScheduledView:
    """Stop one of the caller's; a second time changes nothing."""
    row = locks.row(uow, ScheduledView, scheduled_view_id)
    row.stopped_at = row.stopped_at or uow.now
    return row
