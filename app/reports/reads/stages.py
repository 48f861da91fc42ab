"""Broken promises by the stage that used the hour up, which the ledger tells of each one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.promise.reads.attribution import attributions
from app.reports.errors import TooMuchAsked
from app.reports.reads import scope
from app.reports.reads.topics import Topic
from app.reports.rules.asked import Asked
from app.reports.rules.figures import Column, Line, Report, Unit
from app.reports.rules.measures import per_cent
from app.requests.rules.promise import Stage
from app.requests.tables import ServiceRequest

MOST = 10_000

COLUMNS = (
    Column("broken", Phrase("Broken")),
    Column("share", Phrase("Share"), Unit.PER_CENT),
)


def blamed(uow: UnitOfWork, topic: Topic, asked: Asked) -> Mapping[UUID, Stage]:
    """Return for each broken promise the stage that used the hour up.

    Raises:
        TooMuchAsked: there are more than `MOST`.
    """
    columns: tuple[Any, ...] = (
        *(ServiceRequest.id, ServiceRequest.state, ServiceRequest.requested_at, ServiceRequest.received_at),
        *(ServiceRequest.due_at, ServiceRequest.promise_s, ServiceRequest.on_site_at),
        *(ServiceRequest.arrival_verdict, ServiceRequest.solved_remotely_at),
    )
    query = scope.narrowed(uow, select(*columns), topic, asked).where(topic.behind["broken"](uow.now))
    rows: Sequence[Any] = uow.session.execute(query.limit(MOST + 1)).all()
    if len(rows) > MOST:
        raise TooMuchAsked(MOST)
    told = attributions(uow, rows)
    found = {key: story.blamed(uow.now) for key, story in told.items()}
    return {key: stage for key, stage in found.items() if stage is not None}


def stage_report(uow: UnitOfWork, topic: Topic, asked: Asked) -> Report:
    """Count broken promises by stage, in the order in which stages pass.

    Raises:
        TooMuchAsked: there are more than `MOST`.
    """
    counts = Counter(blamed(uow, topic, asked).values())
    total = sum(counts.values())
    lines = [
        Line(stage, {"broken": counts[stage], "share": per_cent(counts[stage], total)}) for stage in Stage
    ]
    return Report(COLUMNS, lines, {"broken": total, "share": per_cent(total, total)})
