"""Lets a message act, and notes what became of it: applied, refused, held, or for the dispatcher."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Conflict, Invalid
from app.kernel.stored_errors import stored
from app.phones.rules.claims import CLAIMING
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.requests.commands.moves import request_stream
from app.requests.hooks import begin_look
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import store
from app.visits.commands.field.acceptance import let_earlier_yes_count
from app.visits.commands.field.codes import count_untried
from app.visits.commands.field.context import JudgedMessage, TooEarly, TooLate, VisitMessage
from app.visits.commands.field.doubt import CLOCK_DOUBTFUL, doubts_clock, is_doubtful
from app.visits.commands.field.handlers import VISIT_HANDLERS
from app.visits.commands.field.receipt import plain
from app.visits.commands.field.refused import CLAIMS, was_refused
from app.visits.commands.field.signatures import revalidate_signatures
from app.visits.events.phone import JUDGED
from app.visits.reads.phone import visit_brief

LASTING = frozenset({"clock_corrected", "readings_dropped", "text_cleaned"})
"""Flags of what was mended when a message came: they stay whatever becomes of it."""


def judge(message: JudgedMessage, act: Callable[[], None], stream: str) -> None:
    """Let `act` do what the message says, and store the outcome with the message.

    Raises:
        Invalid: a field of a message that has not been answered yet is not valid.
    """
    event = message.event
    for flag in LASTING.intersection(event.flags):
        message.flag(flag)
    if is_doubtful(event):
        message.flag(CLOCK_DOUBTFUL)
    status, problem = _outcome(message, act)
    event.status, event.flags = status, message.flags
    event.answer = {"problem": problem} if problem else {}
    if status is not Status.APPLIED or message.flags:
        judged = JUDGED[status](
            visit_id=event.visit_id,
            engineer_id=event.engineer_id,
            event_id=event.event_id,
            message=event.kind,
            flags=message.flags,
            problem=problem,
        )
        ledger.record(message.uow, stream, judged)


def judge_visit(message: VisitMessage) -> None:
    """Likewise for a message about a visit; signatures that it makes untrue are voided.

    Raises:
        Invalid: as for `judge`.
    """
    judge(message, partial(act_on_visit, message), request_stream(message.request.id))
    if message.event.status == Status.NEEDS_REVIEW and message.event.kind in CLAIMING:
        begin_look(message.uow, message.visit.territory_id)


def replay_held(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> None:
    """Judge what waits for this visit again, from the earliest, until nothing moves any more."""
    waiting = list(store.held(uow, visit.id))
    while waiting:
        for event in waiting:
            judge_visit(VisitMessage(uow, event, lenient=True, visit=visit, request=request))
            answer_visits(uow, [event], visit)
            if event.status != Status.HELD:
                waiting.remove(event)
                break
        else:
            return


def answer_visits(uow: UnitOfWork, events: Sequence[PhoneEvent], visit: Visit) -> None:
    """Put the visit as it stands now into the answers."""
    shown = plain(visit_brief(uow, visit))
    for event in events:
        event.answer = {**event.answer, "visit": shown}


def act_on_visit(message: VisitMessage) -> None:
    """Let the handler of its kind do what the message says; signatures that it makes untrue are voided."""
    said_again = message.lenient and not message.approved and was_refused(message)
    if said_again and message.event.kind in CLAIMS:
        raise TooLate("refused_before")
    if doubts_clock(message):
        message.flag(CLOCK_DOUBTFUL)
    try:
        let_earlier_yes_count(message)
        if said_again:
            _ask_again(message)
        else:
            VISIT_HANDLERS[Kind(message.event.kind)](message)
    except (TooEarly, TooLate):
        count_untried(message)
        raise
    if revalidate_signatures(message.uow, message.visit, message.request):
        message.flag("signature_voided")


def _ask_again(message: VisitMessage) -> None:
    """Let the rule that refused a message for what was missing say whether it still is."""
    message.lenient = False
    try:
        VISIT_HANDLERS[Kind(message.event.kind)](message)
    except Conflict as no:
        raise TooLate("refused_before") from no
    finally:
        message.lenient = True


def _outcome(message: JudgedMessage, act: Callable[[], None]) -> tuple[Status, dict[str, Any] | None]:
    # Only a new one can still be sent back.
    is_new = message.event.status == store.UNJUDGED
    try:
        act()
    except TooEarly as early:
        message.flag(early.reason)
        return Status.HELD, None
    except TooLate as late:
        message.flag(late.reason)
        return Status.NEEDS_REVIEW, None
    except Conflict as no:
        if not message.lenient:
            return Status.REFUSED, stored(no)
        message.flag(snake(type(no).__name__))
        return Status.NEEDS_REVIEW, None
    except Invalid:
        if is_new:
            raise
        message.flag("invalid")
        return Status.NEEDS_REVIEW, None
    return Status.APPLIED, None


def snake(name: str) -> str:
    """Return the flag that an error's class gives."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
