"""Setting right what is derived about a promise; what was recorded stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from app.arrivals.commands.effective_arrival import set_effective_arrival, withdraw_effective_arrival
from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid, VersionConflict
from app.kernel.phrases import Phrase
from app.promise.events import PromiseCorrected
from app.promise.reads.attribution import attribution
from app.promise.rules.attribution import CORRECTABLE
from app.requests.commands.moves import request_stream
from app.requests.reads.outcomes import first_arrived
from app.requests.reads.places import clock_of_place
from app.requests.rules.promise import ArrivalVerdict, Stage
from app.requests.tables import ServiceRequest

_NAMES = {
    "assigned_at": Phrase("the assignment"),
    "accepted_at": Phrase("the acceptance"),
    "departed_at": Phrase("the departure"),
    "on_site_at": Phrase("the arrival"),
    "completed_at": Phrase("the completion"),
}


def correct(
    uow: UnitOfWork,
    request_id: UUID,
    changes: Mapping[str, datetime | str | None],
    reason: str,
    seen: int | None = None,
) -> ServiceRequest:
    """Record that milestones of the promise, or the stage to blame, were otherwise than recorded.

    `changes` maps `assigned_at`, `accepted_at`, `departed_at`, `on_site_at` to an instant or `stage` to a
    stage; None goes back to what was recorded.  The last word on each holds.  An arrival is written onto
    the request as the effective one, by the office's word, and None goes back to what the visits recorded
    and were judged: every list, report and page reads it there.  `seen` is how many corrections there were
    when it was decided.

    Raises:
        NotFound: there is no such request.
        VersionConflict: somebody has corrected it since.
        Invalid: nothing is changed, or an instant is before the request, in the future, or out of the order
            in which an engineer is assigned, says yes, departs, arrives and is done.
    """
    request = uow.get(ServiceRequest, request_id)
    locks.again(uow, request)
    if not changes:
        raise Invalid(dict.fromkeys(("stage", *CORRECTABLE), Phrase("says nothing to correct")))
    if seen is not None and seen != len(attribution(uow, request).corrections):
        raise VersionConflict("request", request.code)
    said = {name: _checked(uow, request, name, value) for name, value in changes.items()}
    _refuse_disorder(uow, request, changes)
    ledger.record(uow, request_stream(request.id), PromiseCorrected(changes=said, reason=reason))
    if "on_site_at" in changes:
        _set_arrival(uow, request, changes["on_site_at"])
    return request


def _refuse_disorder(
    uow: UnitOfWork, request: ServiceRequest, changes: Mapping[str, datetime | str | None]
) -> None:
    """Refuse what would come before or after its neighbour, as that counts after all that was set right."""
    story, first = attribution(uow, request), first_arrived(uow, request.id)
    steps: dict[str, datetime | None] = {}
    for name in CORRECTABLE:
        said = changes.get(name)
        recorded = getattr(story.recorded, name)
        holds = recorded if name in changes else getattr(story.milestones, name)
        steps[name] = said if isinstance(said, datetime) else holds
    if first is not None and request.arrival_engineer_id is None:
        steps["completed_at"] = first.completed_at
    known = [(name, at) for name, at in steps.items() if at is not None]
    wrong = {}
    for (name, at), (later, later_at) in pairwise(known):
        if at <= later_at:
            continue
        if later in changes:
            told = clock_of_place(uow, request.id, at)
            wrong[later] = Phrase("is before %(step)s, %(at)s", step=_NAMES[name], at=told)
        elif name in changes:
            told = clock_of_place(uow, request.id, later_at)
            wrong[name] = Phrase("is after %(step)s, %(at)s", step=_NAMES[later], at=told)
    if wrong:
        raise Invalid(wrong)


def _set_arrival(uow: UnitOfWork, request: ServiceRequest, at: datetime | str | None) -> None:
    if isinstance(at, datetime):
        set_effective_arrival(uow, request, at, ArrivalVerdict.BY_OFFICE)
    else:
        withdraw_effective_arrival(uow, request)


def _checked(uow: UnitOfWork, request: ServiceRequest, name: str, value: datetime | str | None) -> str | None:
    if isinstance(value, datetime):
        if not request.requested_at <= value <= uow.now:
            raise Invalid({name: Phrase("is not between the request and now")})
        return value.isoformat()
    if value is not None and value not in set(Stage):
        raise Invalid({name: Phrase("is not a stage")})
    return value
