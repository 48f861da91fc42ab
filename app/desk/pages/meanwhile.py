"""What happened to a request since somebody opened its page, in words."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.desk.pages import timeline
from app.kernel import UnitOfWork
from app.registers.reads.people import engineer_names
from app.requests.reads import history
from app.visits.reads import message_facts


def since(
    uow: UnitOfWork,
    request_id: UUID,
    seen: int,
    matters: Callable[[history.HistoryEvent], bool] = lambda _: True,
) -> list[timeline.Told]:
    """Tell what came after event `seen`, as far as it `matters`, newest first."""
    events = [one for one in history.history(uow, request_id) if one.number > seen and matters(one)]
    return timeline.told(
        events,
        engineer_names(uow),
        message_facts.figures_of_request(uow, request_id),
        history.people_of(uow, events),
    )
