"""What is typed during a call outlives the browser, and goes once it is saved, thrown away, or a day old."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.hotline.commands import calls, keeping
from app.hotline.commands.calls import Taken
from app.hotline.commands.taking import Case, take
from app.hotline.reads import drafts
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.tables import CallDraft
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.tables import Event, Timer
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER

KEY = "019cac0f-278f-74ae-b3af-074d6b32dc1c"
OTHER = Principal(Role.DISPATCHER, name="Other", user_id=UUID("019cac0f-278f-74ae-b3af-074d6b32dc99"))


def test_a_draft_is_its_writers_alone_and_goes_with_the_call(runtime: Runtime) -> None:
    for said in ({"description": "no"}, {"description": "no power", "contact.name": "王"}):
        with unit_of_work(runtime, DISPATCHER) as uow:
            keeping.keep(uow, KEY, said)
    with unit_of_work(runtime, OTHER) as uow:
        assert (drafts.of_mine(uow), drafts.one(uow, KEY)) == ([], None)
        keeping.erase(uow, KEY)
    with unit_of_work(runtime, DISPATCHER) as uow:
        (mine,) = drafts.of_mine(uow)
        assert mine.typed == {"description": "no power", "contact.name": "王"}
        take(uow, Taken(KEY, CallOutcome.WRONG_NUMBER), Case())
        keeping.erase(uow, KEY)
        keeping.keep(uow, KEY, {"description": "too late"})
        assert drafts.of_mine(uow) == []


def test_only_a_few_drafts_are_kept_and_none_for_long(runtime: Runtime, clock: FakeClock) -> None:
    for n in range(drafts.MOST + 3):
        clock.advance(seconds=1)
        with unit_of_work(runtime, DISPATCHER) as uow:
            keeping.keep(uow, f"{KEY[:-2]}{n:02d}", {"description": "x" * 9000})
    with unit_of_work(runtime, DISPATCHER, write=False) as uow:
        kept = drafts.of_mine(uow)
        assert len(kept) == drafts.MOST
        assert len(kept[0].typed["description"]) == keeping.LONGEST_FIELD
    with unit_of_work(runtime) as uow:
        assert keeping.purge(uow, 500) == 0
    clock.advance(hours=24, minutes=1)
    with unit_of_work(runtime) as uow:
        assert keeping.purge(uow, 5) == 5
        assert keeping.purge(uow, 500) == drafts.MOST - 5
        assert uow.session.scalar(select(func.count()).select_from(CallDraft)) == 0


def test_a_complaint_has_its_clock_and_is_told_once_when_that_runs_out(
    runtime: Runtime, clock: FakeClock
) -> None:
    with unit_of_work(runtime, DISPATCHER) as uow:
        call = take(uow, Taken(KEY, CallOutcome.COMPLAINT, note="Rude."), Case()).call
        timer = uow.get(Timer, (calls.CALL_TIMER, str(call.id)))
        assert timer.due_at == call.due_at == uow.now + timedelta(hours=24)
        assert calls.fall_due(uow, call.id) == call.due_at
    clock.advance(hours=24, seconds=1)
    for _ in range(2):
        with unit_of_work(runtime) as uow:
            assert calls.fall_due(uow, call.id) is None
    with unit_of_work(runtime, DISPATCHER) as uow:
        told = select(func.count()).select_from(Event).where(Event.kind == "call.overdue")
        assert uow.session.scalar(told) == 1
        calls.done(uow, call.id, "Called.")
        calls.arm_open(uow)
        assert uow.session.get(Timer, (calls.CALL_TIMER, str(call.id))) is None
