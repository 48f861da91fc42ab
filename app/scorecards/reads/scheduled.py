"""Views that somebody has sent to himself, and whether he may still see them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.accounts.commands.accounts import acting
from app.kernel import Principal, Role, UnitOfWork
from app.kernel.errors import Forbidden, NotFound
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.outbox.hooks import EmailReader
from app.scorecards.reads.subjects import ScorecardSubject, subject
from app.scorecards.rules.schedules import RepeatedView
from app.scorecards.tables import ScheduledView

_MANAGEMENT = frozenset({Role.MANAGER, Role.ADMIN})
_REPORTED_TO = _MANAGEMENT | {Role.DISPATCHER}
"""Who may open the reports."""


def own_views(uow: UnitOfWork) -> Sequence[ScheduledView]:
    """Return those of the caller, those that are sent first."""
    of = ScheduledView
    query = select(of).where(of.user_id == uow.principal.user_id)
    return uow.session.scalars(query.order_by(of.stopped_at.is_not(None), of.created_at, of.id)).all()


def view_of(row: ScheduledView) -> RepeatedView:
    """Return the view of a row."""
    return RepeatedView(row.path, row.query, row.span)


def seen_subjects(uow: UnitOfWork, view: RepeatedView) -> list[ScorecardSubject]:
    """Return whose scorecards a view shows; none where it shows something else.

    Raises:
        Forbidden, NotFound: the caller may not see it.
    """
    who = uow.principal
    if view.kind is not None:
        kind = view.kind
        return [subject(uow, kind, key) for key in view.keys]
    if who.role not in (_REPORTED_TO if view.is_report else _MANAGEMENT):
        raise Forbidden
    return []


def may_see(uow: UnitOfWork, view: RepeatedView) -> bool:
    """Whether the caller may see a view, or what is left of it."""
    try:
        seen_subjects(uow, view)
    except (Forbidden, NotFound):
        return False
    return True


def reader_of_view(uow: UnitOfWork, event: Event) -> EmailReader | None:
    """Return whom a view is sent and what the message says; None once it was stopped."""
    row = uow.session.get(ScheduledView, UUID(data_of(event)["scheduled_view_id"]))
    who = acting(uow, row.user_id) if row is not None and row.stopped_at is None else None
    if row is None or who is None:
        return None
    link = f"{uow.settings.public_url}{view_of(row).address(event.at, row.time_zone)}"
    return EmailReader(
        key=f"user:{row.user_id}",
        locale=locale_of(uow, who),
        zone=ZoneInfo(row.time_zone),
        email=row.email,
        facts={"name": row.name, "link": link},
    )


def locale_of(uow: UnitOfWork, who: Principal) -> str:
    """Return the language that somebody reads."""
    return who.locale or uow.settings.default_locale
