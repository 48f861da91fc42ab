"""The requests behind a figure: the very rows that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, false, select

from app.kernel import UnitOfWork
from app.kernel.paging import Page, counted
from app.reports.reads import scope
from app.reports.reads.reports import TOPICS
from app.reports.reads.stages import blamed
from app.reports.rules.asked import Asked, By
from app.requests.rules.card import CardAnswers, answers_of
from app.requests.tables import ServiceRequest


@dataclass(frozen=True, slots=True)
class Behind:
    """One row: its request; of a visit its engineer, of a rating all that was given, and by what link."""

    request: ServiceRequest
    engineer_id: Any = None
    score: int | None = None
    comment: str = ""
    answers: CardAnswers | None = None
    handed_over: bool = False


def behind(uow: UnitOfWork, asked: Asked, figure: str, key: str | None, number: int, size: int) -> Page:
    """Return a page of what `figure` counts on the line of `key`, or of all where that is None; newest first.

    A figure or a key that the report does not have counts nothing.

    Raises:
        TooMuchAsked: its broken promises are too many to tell the stage of each.
    """
    query = _query(uow, asked, figure, key)
    total = counted(uow, query)
    within = min(max(number, 1), max(1, -(-total // size)))
    found = uow.session.execute(query.offset(size * (within - 1)).limit(size)).all()
    return Page(_rows(uow, found), within, size, total)


def _query(uow: UnitOfWork, asked: Asked, figure: str, key: str | None) -> Select[Any]:
    topic = TOPICS[asked.topic]
    narrower: list[Any] = []
    if figure not in topic.behind:
        narrower.append(false())
    else:
        narrower.append(topic.behind[figure](uow.now))
    if key is not None and asked.by is By.STAGE:
        stages = blamed(uow, topic, asked)
        narrower.append(ServiceRequest.id.in_([one for one, stage in stages.items() if stage == key]))
    elif key is not None and asked.by in (By.DAY, By.MONTH):
        of_these_days = scope.days_of(asked, key)
        if of_these_days is None:
            narrower.append(false())
        else:
            asked = of_these_days
    elif key is not None:
        narrower.append(scope.of_key(topic, asked, key))
    query = select(ServiceRequest.id, *topic.shown())
    query = scope.narrowed(uow, query, topic, asked).where(*narrower)
    return query.order_by(ServiceRequest.requested_at.desc(), ServiceRequest.id.desc())


def _rows(uow: UnitOfWork, found: Sequence[Any]) -> list[Behind]:
    keys = [row[0] for row in found]
    loaded = uow.session.scalars(select(ServiceRequest).where(ServiceRequest.id.in_(keys)))
    requests = {request.id: request for request in loaded}
    return [
        Behind(
            requests[row[0]],
            getattr(row, "engineer_id", None),
            getattr(row, "score", None),
            getattr(row, "comment", ""),
            answers_of(row) if hasattr(row, "score") else None,
            getattr(row, "handed_over", False),
        )
        for row in found
    ]


def is_day_or_month(asked: Asked, key: str) -> bool:
    """Whether a line of days or months can have such a key."""
    return scope.days_of(asked, key) is not None
