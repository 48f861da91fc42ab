from __future__ import annotations

from datetime import timedelta

import pytest

from app.kernel import Runtime, unit_of_work
from app.kernel.tables import Event, Timer
from app.outbox.commands import subscriptions
from app.outbox.commands.schedule import WEBHOOK_ATTEMPTS
from app.outbox.commands.sending import PAUSE_AFTER
from app.outbox.errors import NotDead
from app.outbox.reads.outbox import health
from app.outbox.tables import Delivery, Subscription
from tests.support.clock import FakeClock
from tests.support.outbox import Crash, Outside, deliveries, happen, states, subscribe, work

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


def _until_dead(reached: Runtime, clock: FakeClock) -> None:
    for _ in range(WEBHOOK_ATTEMPTS):
        work(reached)
        with unit_of_work(reached, write=False) as uow:
            clock.now = max(clock.now, deliveries(uow)[0].due_at)


def test_event_is_delivered_once_with_what_the_stream_would_say(reached: Runtime, outside: Outside) -> None:
    subscribe(reached)
    happen(reached, "visit.assigned", "request:0196a000-0000-7000-8000-000000000009", eta_at="soon")
    work(reached)
    work(reached)
    (sent,) = outside.got
    assert sent.url == "https://erp.example/hook"
    assert sent.json["type"] == sent.json["data"]["kind"] == "visit.assigned"
    assert sent.json["data"]["request_id"] == "0196a000-0000-7000-8000-000000000009"
    assert sent.json["data"]["data"] == {"eta_at": "soon"}
    assert sent.headers["Idempotency-Key"] == sent.key
    assert states(reached) == ["sent"]


def test_what_was_recorded_before_the_subscription_is_not_told(reached: Runtime, outside: Outside) -> None:
    happen(reached)
    subscribe(reached)
    work(reached)
    assert outside.got == []


@ON_SQLITE
def test_kinds_choose_what_is_told(reached: Runtime, outside: Outside) -> None:
    subscribe(reached, kinds=["alert.*", "visit.completed"])
    subscribe(reached, name="all", url="https://all.example/")
    for kind in ("alert.raised", "alerts.odd", "visit.completed", "visit.planned", "user.created"):
        happen(reached, kind)
    work(reached)
    by_url: dict[str, list[str]] = {}
    for sent in outside.got:
        by_url.setdefault(sent.url, []).append(sent.json["type"])
    assert by_url["https://erp.example/hook"] == ["alert.raised", "visit.completed"]
    assert by_url["https://all.example/"] == [
        "alert.raised",
        "alerts.odd",
        "visit.completed",
        "visit.planned",
    ]


def test_worker_that_dies_before_the_receiver_took_it_is_followed_by_one_that_sends_it(
    reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    subscribe(reached)
    happen(reached)
    outside.failing = Crash()
    with pytest.raises(Crash):
        work(reached)
    outside.failing = None
    work(reached)
    assert outside.got == []  # the dead worker's lease still runs
    clock.advance(seconds=61)
    work(reached)
    assert states(reached) == ["sent"]


def test_worker_that_dies_after_the_receiver_took_it_leads_to_the_same_key_again(
    reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    subscribe(reached)
    happen(reached)
    outside.crash_after = True
    with pytest.raises(Crash):
        work(reached)
    clock.advance(seconds=61)
    work(reached)
    first, second = outside.got
    assert first.key == second.key
    assert first.body == second.body
    assert states(reached) == ["sent"]


@ON_SQLITE
def test_failure_is_tried_again_later_and_later(reached: Runtime, outside: Outside, clock: FakeClock) -> None:
    subscribe(reached)
    happen(reached)
    outside.answering(500)
    pauses = []
    for _ in range(4):
        work(reached)
        with unit_of_work(reached, write=False) as uow:
            pauses.append((deliveries(uow)[0].due_at - uow.now) / timedelta(seconds=1))
            clock.now = deliveries(uow)[0].due_at
    for pause, plain in zip(pauses, (5, 20, 80, 320), strict=True):
        assert 0.8 * plain <= pause <= 1.2 * plain
    outside.failing = None
    work(reached)
    assert (states(reached), outside.tries) == (["sent"], 5)


@ON_SQLITE
def test_receiver_that_asks_for_more_time_gets_it(
    reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    subscribe(reached)
    happen(reached)
    outside.answering(429, retry_after_s=600)
    work(reached)
    clock.advance(seconds=599)
    work(reached)
    assert outside.tries == 1
    clock.advance(seconds=1)
    work(reached)
    assert outside.tries == 2


def test_message_that_is_never_taken_becomes_a_dead_letter_that_can_be_replayed(
    reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    key = subscribe(reached)
    happen(reached)
    outside.answering(500)
    _until_dead(reached, clock)
    with unit_of_work(reached) as uow:
        (dead,) = deliveries(uow)
        assert (dead.state, dead.attempts, dead.last_status) == ("dead", WEBHOOK_ATTEMPTS, 500)
        assert health(uow).dead == 1
        subscriptions.resume(uow, key)
        subscriptions.replay(uow, dead.id)
    outside.failing = None
    work(reached)
    assert states(reached) == ["sent"]
    with unit_of_work(reached) as uow, pytest.raises(NotDead):
        subscriptions.replay(uow, deliveries(uow)[0].id)


@ON_SQLITE
def test_all_dead_letters_of_a_subscription_are_replayed_in_their_order(
    reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    key = subscribe(reached)
    for number in range(3):
        happen(reached, stream="request:0196a000-0000-7000-8000-000000000009", number=number)
    outside.answering(None, "no answer in time")
    while "waiting" in states(reached) or not states(reached):
        work(reached)
        clock.advance(hours=8)
        with unit_of_work(reached) as uow:
            subscriptions.resume(uow, key)
    assert states(reached) == ["dead"] * 3
    outside.failing = None
    with unit_of_work(reached) as uow:
        assert subscriptions.replay_dead(uow, key) == 3
    work(reached)
    assert [sent.json["data"]["data"]["number"] for sent in outside.got] == [0, 1, 2]


@ON_SQLITE
def test_events_of_one_request_wait_for_one_another_and_others_do_not(
    reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    subscribe(reached)
    happen(reached, "visit.assigned", "request:0196a000-0000-7000-8000-00000000000a")
    outside.answering(500)
    work(reached)
    outside.failing = None
    happen(reached, "visit.offered", "request:0196a000-0000-7000-8000-00000000000a")
    happen(reached, "visit.planned", "request:0196a000-0000-7000-8000-00000000000b")
    clock.advance(seconds=2)  # the receiver's rest is over, the first message's pause is not
    work(reached)
    assert [sent.json["type"] for sent in outside.got] == ["visit.planned"]
    clock.advance(seconds=10)
    work(reached)
    assert [sent.json["type"] for sent in outside.got] == ["visit.planned", "visit.assigned", "visit.offered"]


@ON_SQLITE
def test_failing_receiver_does_not_hold_up_another(reached: Runtime, outside: Outside) -> None:
    subscribe(reached)
    with unit_of_work(reached) as uow:
        first = uow.session.query(Subscription).one()
        first.target = "sealed with a key that is lost"
    subscribe(reached, name="other", url="https://other.example/")
    happen(reached)
    work(reached)
    assert [sent.url for sent in outside.got] == ["https://other.example/"]
    with unit_of_work(reached, write=False) as uow:
        (failed,) = [row for row in deliveries(uow) if row.state == "waiting"]
        assert "ONEHOUR_SECRET_KEY" in str(failed.last_error)


def test_receiver_that_is_gone_is_not_called_again_until_it_is_resumed(
    reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    key = subscribe(reached)
    happen(reached)
    outside.answering(410)
    work(reached)
    clock.advance(days=2)
    happen(reached)
    work(reached)
    assert outside.tries == 1
    with unit_of_work(reached) as uow:
        assert uow.get(Subscription, key).paused_because == "gone"
        assert uow.session.query(Event).filter(Event.kind == "subscription.paused").count() == 1
        assert health(uow).paused == 1
        subscriptions.resume(uow, key)
    outside.failing = None
    work(reached)
    assert states(reached) == ["sent", "sent"]


@ON_SQLITE
def test_webhook_that_fails_for_a_day_is_paused_and_the_administrator_is_told(
    reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    key = subscribe(reached)
    subscribe(reached, name="Admins", channel="apprise", url="feishu://token", kinds=["subscription.*"])
    happen(reached)
    outside.answering(503)
    work(reached)
    clock.advance(seconds=PAUSE_AFTER.total_seconds())
    work(reached)
    with unit_of_work(reached, write=False) as uow:
        assert uow.get(Subscription, key).paused_because == "failing"
    outside.failing = None
    clock.advance(minutes=1)
    work(reached)
    ((_, title, body),) = outside.notes
    assert title == "Messages are held back: ERP"
    assert "resume it" in body


def test_closed_subscription_is_told_nothing_and_everything_once_it_is_opened(
    reached: Runtime, outside: Outside
) -> None:
    key = subscribe(reached, active=False)
    happen(reached)
    work(reached)
    assert outside.got == []
    with unit_of_work(reached) as uow:
        uow.get(Subscription, key).active = True
    work(reached)
    assert len(outside.got) == 1


@ON_SQLITE
def test_without_subscriptions_nothing_is_armed(reached: Runtime) -> None:
    happen(reached)
    work(reached)
    with unit_of_work(reached, write=False) as uow:
        assert uow.session.query(Timer).count() == 0


@ON_SQLITE
def test_territory_and_provider_narrow_what_is_told(reached: Runtime, outside: Outside) -> None:
    from tests.support import build

    with unit_of_work(reached) as uow:
        ours, theirs = build.job(uow), build.job(uow)
    subscribe(reached, territory_id=ours.territory_id)
    for job in (ours, theirs):
        happen(reached, "visit.assigned", f"request:{job.request_id}", engineer_id=job.engineer_id)
    happen(reached, "enquiry.asked", f"enquiry:{ours.request_id}")
    work(reached)
    assert [sent.json["data"]["request_id"] for sent in outside.got] == [str(ours.request_id)]


@ON_SQLITE
def test_health_tells_how_far_behind_the_outbox_is(reached: Runtime, clock: FakeClock) -> None:
    subscribe(reached, kinds=["visit.*"])
    happen(reached, "visit.planned")
    happen(reached, "alert.raised")
    clock.advance(seconds=30)
    with unit_of_work(reached, write=False) as uow:
        assert health(uow).unread_s == 30
    work(reached)
    with unit_of_work(reached, write=False) as uow:
        assert (health(uow).unread_s, health(uow).waiting, health(uow).overdue_s) == (0, 0, 0)


@ON_SQLITE
def test_zombie_cannot_undo_what_a_later_worker_did(
    reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    from app.kernel.outgoing import SendFailed
    from app.outbox.commands import fan_out, sending

    key = subscribe(reached)
    happen(reached)
    with unit_of_work(reached) as uow:
        row = sending.locked(uow, key)
        assert row is not None
        fan_out.fan_out(uow, row)
        zombie = sending.claim(uow, row)
    assert zombie is not None
    clock.advance(seconds=61)
    work(reached)
    with unit_of_work(reached) as uow:
        sending.record_failed(uow, zombie, SendFailed("late"))
        assert [row.state for row in uow.session.query(Delivery)] == ["sent"]
