"""Phone sync: a batch of messages up, what changed down, in one call that may be repeated."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.kernel import unit_of_work
from app.kernel.errors import Forbidden
from app.kernel.phrases import Phrase
from app.phones.rules.counter_time import Tick
from app.visits.commands.field import Call, PhoneClock, meet_device, tick_of
from app.visits.reads import phone_sync
from app.visits.reads.voided_visits import voided_visits
from app.web.context import principal, runtime, transaction
from mobile_api.batch import take_all
from mobile_api.intake import PhoneBlueprint
from mobile_api.reading import language
from mobile_api.sync_bodies import Sync, SyncAnswer

blp = PhoneBlueprint("mobile_sync", __name__, url_prefix="/mobile/v1", description="Phone sync")


@blp.post("/sync")
@blp.arguments(Sync)
@blp.response(200, SyncAnswer)
@blp.doc(operationId="syncMyVisits")
def sync(body: dict[str, Any]) -> dict[str, Any]:
    """Take a batch, message by message, and tell what changed since the cursor."""
    counter = tick_of(body.get("boot_id"), body.get("counter_ms"), body["sent_at"])
    clock = _meet(body, counter)
    call = Call(body["sent_at"], clock.measured_s, body["device_id"] or None, counter)
    results = take_all(body["events"], call)
    return {**_news(body, principal().engineer_id), "results": results, "skew_s": round(clock.skew_s, 3)}


def _meet(body: dict[str, Any], counter: Tick | None) -> PhoneClock:
    # The clock is measured before anything else, so that the time spent on the batch is not taken for skew.
    with unit_of_work(runtime(), principal()) as uow:
        return meet_device(uow, body["device_id"], body["sent_at"], body["app_version"], counter)


def _news(body: dict[str, Any], engineer_id: UUID | None) -> dict[str, Any]:
    if engineer_id is None:
        raise Forbidden(Phrase("This account belongs to no engineer."))
    with transaction(write=False) as uow:
        found = phone_sync.changes_since(uow, engineer_id, body["cursor"], language(uow), body["limit"])
        uploads = phone_sync.open_uploads(uow, engineer_id)
        return {
            "now": uow.now,
            "reset": found.reset,
            "changes": found,
            "available": found.day.available,
            "uploads": uploads,
            "voided": voided_visits(uow, engineer_id),
            "cursor": str(found.holding),
            "more": found.more,
        }
