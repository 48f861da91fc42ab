from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.enquiries.commands.enquiries import ENQUIRY_TIMER, Question, answer, ask
from app.hotline.commands.calls import CALL_TIMER, About, Taken, log
from app.hotline.rules.outcomes import CallOutcome
from app.kernel import Runtime, unit_of_work
from app.kernel.tables import Timer
from app.outbox.tables import Delivery
from app.portal.commands.customer_links import send_link
from app.providers.commands.suspensions import SuspensionSaid, suspend
from app.registers.commands import registry
from app.registers.tables import Customer, Engineer, Territory
from app.requests.commands.appointments import agree
from app.requests.commands.links import Link, Rights, read_tracking_token
from app.requests.commands.moves import move_visit
from app.requests.commands.release import back_to_planned
from app.requests.commands.remote import How, solve_remotely
from app.requests.events.visits import VisitOffered
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import ServiceRequest, Visit
from app.shell.worker.jobs import run_due
from tests.support import build
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.outbox import (
    Crash,
    Outside,
    deliveries,
    happen,
    own_notices,
    reaching,
    states,
    subscribe,
    work,
)
from tests.support.phone import Phone
from tests.support.town import DISPATCHER

SMS = {
    "notify_customer_url": "json://sms.example/customers/{phone}/?+Idempotency-Key={key}",
    "notify_engineer_url": "json://sms.example/engineers/{phone_national}/",
}

pytestmark = pytest.mark.any_database


@pytest.fixture
def telling(runtime: Runtime, outside: Outside) -> Runtime:
    """The runtime with a channel to customers and to engineers."""
    made = reaching(runtime, outside, **SMS)
    own_notices(made)
    return made


@pytest.fixture
def job(telling: Runtime) -> Job:
    """A visit offered; the customer's clock is Shanghai's."""
    with unit_of_work(telling) as uow:
        made = build.job(uow, state="planned")
        uow.get(Customer, made.customer_id).phone = "+8613800138000"
        engineer = uow.get(Engineer, made.engineer_id)
        engineer.phone, engineer.name = "+8613900139000", "Li Lei"
    return made


def _told(outside: Outside) -> list[str]:
    return [title for _, title, _ in outside.notes]


def _on(runtime: Runtime, job: Job, kind: str, **data: object) -> None:
    with unit_of_work(runtime) as uow:
        from app.kernel import ledger

        ledger.note(uow, f"request:{job.request_id}", kind, visit_id=job.visit_id, **data)


def test_customer_follows_the_visit_in_his_language_and_by_his_clock(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    phone = Phone(telling, clock, job)
    happen(telling, "request.promised", f"request:{job.request_id}")
    work(telling)
    phone.drive()
    work(telling)
    phone.arrive(code=None).unwrap()
    work(telling)
    phone.finish_work()
    phone.complete().unwrap()
    work(telling)
    assert _told(outside)[1:] == ["工程师已出发", "工程师报告已到达", "请确认维修结果"]
    url, _, body = outside.notes[1]
    assert url.startswith("json://sms.example/customers/%2B8613800138000/?+Idempotency-Key=msg_")
    assert "Li Lei（★★★）" in body
    assert "预计 10:00 到达" in body
    assert f"{telling.settings.public_url}/t/" in body


@pytest.mark.parametrize(
    ("holder", "reasons", "says"),
    [
        (False, [{"code": "missing_skill"}], "目前还没有合适的工程师"),
        (False, None, "工程师将于"),
        (True, None, "工程师将于"),
    ],
)
def test_nobody_is_announced_while_nobody_can_be_there(
    telling: Runtime, job: Job, outside: Outside, *, holder: bool, reasons: list[object] | None, says: str
) -> None:
    with unit_of_work(telling) as uow:
        visit = uow.get(Visit, job.visit_id)
        visit.engineer_id = job.engineer_id if holder else None
        visit.unassigned_reasons = reasons
    happen(telling, "request.promised", f"request:{job.request_id}")
    work(telling)
    (_, _, body), *_ = outside.notes
    assert says in body


def test_arrival_in_doubt_is_told_as_what_it_is(telling: Runtime, job: Job, outside: Outside) -> None:
    with unit_of_work(telling) as uow:
        uow.get(Visit, job.visit_id).arrival_verdict = ArrivalVerdict.DOUBTFUL
    _on(telling, job, "visit.on_site", on_site_at=None)
    work(telling)
    assert _told(outside) == ["工程师报告已到达"]


def test_delay_that_is_over_is_not_told(telling: Runtime, job: Job, outside: Outside) -> None:
    with unit_of_work(telling) as uow:
        due_at = uow.get(ServiceRequest, job.request_id).due_at
        uow.get(Visit, job.visit_id).eta_at = due_at - timedelta(minutes=5)
    _on(telling, job, "alert.raised", rung="eta_past_due", late_s=60)
    work(telling)
    assert _told(outside) == []


def test_english_customer_reads_english(telling: Runtime, job: Job, outside: Outside) -> None:
    with unit_of_work(telling) as uow:
        uow.get(Customer, job.customer_id).locale = "en"
    _on(telling, job, "visit.en_route")
    work(telling)
    assert _told(outside) == ["Engineer on the way"]
    assert "expected at 10:00" in outside.notes[0][2]


def test_engineer_is_told_of_an_offer_and_of_a_visit_taken_away(
    telling: Runtime, job: Job, outside: Outside
) -> None:
    with unit_of_work(telling) as uow:
        move_visit(uow, uow.get(Visit, job.visit_id), VisitOffered())
    work(telling)
    with unit_of_work(telling) as uow:
        back_to_planned(uow, uow.get(Visit, job.visit_id), "given to another engineer")
    work(telling)
    assert [url for url, _, _ in outside.notes] == ["json://sms.example/engineers/13900139000/"] * 2
    assert [title.split()[0] for title in _told(outside)] == ["New", "Visit"]


@pytest.mark.parametrize("why", ["declined", "expired", "another visit comes first"])
def test_engineer_is_not_told_of_his_own_doing(
    telling: Runtime, job: Job, outside: Outside, why: str
) -> None:
    _on(telling, job, "visit.planned", engineer_id=job.engineer_id, why=why, was="offered")
    work(telling)
    assert outside.notes == []


def test_cancelled_visit_is_told_to_the_engineer_who_knew_of_it_alone(
    telling: Runtime, job: Job, outside: Outside
) -> None:
    _on(telling, job, "visit.cancelled", engineer_id=job.engineer_id)
    work(telling)
    assert outside.notes == []
    _on(telling, job, "visit.accepted", engineer_id=job.engineer_id)
    _on(telling, job, "visit.cancelled", engineer_id=job.engineer_id)
    work(telling)
    assert [title.split()[-1] for title in _told(outside)] == ["cancelled"]


def test_customer_is_told_of_a_delay_but_not_every_minute(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    with unit_of_work(telling) as uow:
        visit, request = uow.get(Visit, job.visit_id), uow.get(ServiceRequest, job.request_id)
        visit.eta_at = request.due_at + timedelta(minutes=5)
    for minutes in (0, 10, 25):
        _on(telling, job, "alert.raised", rung="eta_past_due")
        work(telling)
        clock.advance(minutes=minutes)
    _on(telling, job, "alert.raised", rung="unassigned")
    _on(telling, job, "alert.raised", rung="eta_past_due")
    work(telling)
    assert _told(outside) == ["上门延误"] * 2


def test_what_can_wait_waits_for_the_morning_and_what_cannot_does_not(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    clock.now = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)  # half past eleven at night
    _on(telling, job, "visit.completed")
    _on(telling, job, "visit.en_route")
    work(telling)
    assert _told(outside) == ["工程师已出发"]
    clock.now = datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC)
    work(telling)
    assert len(outside.notes) == 1
    clock.advance(seconds=1)
    work(telling)
    assert _told(outside) == ["工程师已出发", "请确认维修结果"]


def test_customers_own_quiet_hours_come_before_the_territorys(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    with unit_of_work(telling) as uow:
        uow.get(Territory, job.territory_id).quiet_hours = "00:00-23:59"
        uow.get(Customer, job.customer_id).quiet_hours = ""
    _on(telling, job, "visit.completed")
    work(telling)
    assert _told(outside) == ["请确认维修结果"]


def test_notice_that_comes_too_late_is_not_sent(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    _on(telling, job, "visit.en_route")
    clock.advance(hours=2)
    work(telling)
    assert outside.notes == []
    with unit_of_work(telling, write=False) as uow:
        assert [(row.state, row.last_error) for row in deliveries(uow)] == [
            ("skipped", "too late to be of use")
        ]


@pytest.mark.parametrize(
    ("said", "overtaken", "by"),
    [
        (("visit.en_route", "visit.on_site"), ["visit.planned"], "visit.planned"),
        (("visit.en_route",), ["visit.cancelled"], "visit.cancelled"),
        (("visit.on_site",), ["visit.arrival_confirmed"], "visit.arrival_confirmed"),
        (("visit.completed",), ["visit.confirmed"], "visit.confirmed"),
        (("request.promised",), ["request.resolved"], "request.resolved"),
    ],
)
def test_notice_that_is_no_longer_true_once_the_channel_is_back_is_not_sent(
    telling: Runtime,
    job: Job,
    outside: Outside,
    clock: FakeClock,
    said: tuple[str, ...],
    overtaken: list[str],
    by: str,
) -> None:
    outside.answering(500)
    for kind in said:
        _on(telling, job, kind)
    work(telling)
    for kind in overtaken:
        _on(telling, job, kind)
    outside.failing = None
    clock.advance(minutes=7)
    work(telling)
    assert outside.notes == []
    with unit_of_work(telling, write=False) as uow:
        assert {(row.state, row.last_error.partition(": ")[0]) for row in deliveries(uow)} == {
            ("skipped", "no longer true")
        }
        assert deliveries(uow)[-1].last_error == f"no longer true: {by}"


def test_what_happens_to_another_visit_of_the_request_leaves_a_notice_true(
    telling: Runtime, job: Job, outside: Outside
) -> None:
    _on(telling, job, "visit.on_site")
    happen(telling, "visit.planned", f"request:{job.request_id}", visit_id=uuid4())
    work(telling)
    assert _told(outside) == ["工程师已到达"]


def test_engineer_who_is_asked_again_does_not_read_that_it_was_taken_from_him(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    outside.answering(500)
    _on(telling, job, "visit.planned", engineer_id=job.engineer_id, why="a better plan", was="accepted")
    work(telling)
    _on(telling, job, "visit.offered", engineer_id=job.engineer_id)
    outside.failing = None
    clock.advance(minutes=1)
    work(telling)
    assert [title.split()[0] for title in _told(outside)] == ["New"]


def test_customer_without_a_number_is_noted_down(telling: Runtime, job: Job, outside: Outside) -> None:
    with unit_of_work(telling) as uow:
        uow.get(Customer, job.customer_id).phone = None
        uow.get(ServiceRequest, job.request_id).contact_phone = ""
    _on(telling, job, "visit.en_route")
    work(telling)
    with unit_of_work(telling, write=False) as uow:
        assert [(row.state, row.last_error) for row in deliveries(uow)] == [("skipped", "no phone on record")]


def test_without_a_channel_notices_are_noted_down_a_quarter_of_an_hour_at_a_time(
    runtime: Runtime, outside: Outside, clock: FakeClock
) -> None:
    silent = reaching(runtime, outside)
    own_notices(silent)
    with unit_of_work(silent) as uow:
        made = build.job(uow)
    _on(silent, made, "visit.en_route")
    work(silent)
    assert states(silent) == []
    clock.advance(minutes=15)
    work(silent)
    with unit_of_work(silent, write=False) as uow:
        assert [(row.state, row.last_error) for row in deliveries(uow)] == [("skipped", "no channel")]
        assert uow.session.query(Timer).count() == 0


def test_worker_that_dies_after_sending_sends_again_under_the_same_key(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    _on(telling, job, "visit.on_site")
    outside.crash_after = True
    with pytest.raises(Crash):
        work(telling)
    clock.advance(seconds=61)
    work(telling)
    assert len(outside.notes) == 2
    assert outside.notes[0] == outside.notes[1]
    with unit_of_work(telling, write=False) as uow:
        assert uow.session.query(Delivery).count() == 1


def test_dispatchers_channel_is_told_of_alerts_at_night_too(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    kinds = ["alert.*", "phone.needs_review", "request.cancelled"]
    subscribe(
        telling,
        name="Desk",
        channel="apprise",
        url="feishu://token",
        kinds=kinds,
        quiet_hours="22:00-07:00",
        locale="en",
    )
    clock.now = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # half past midnight
    _on(telling, job, "alert.raised", rung="not_departed")
    _on(telling, job, "request.cancelled", reason="Works again.")
    work(telling)
    desk = [note for note in outside.notes if note[0] == "feishu://token"]
    ((_, title, body),) = desk
    assert title.startswith("Promise in danger: R")
    assert body.startswith("The engineer has not left. Request R")
    assert "engineer Li Lei" in body
    clock.advance(hours=6.5)
    work(telling)
    assert len([note for note in outside.notes if note[0] == "feishu://token"]) == 2


def test_channel_out_of_order_for_a_day_is_not_paused_and_goes_on(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    outside.answering(None, "gateway down")
    for _ in range(30):
        _on(telling, job, "visit.on_site")
        work(telling)
        clock.advance(hours=1)
    outside.failing = None
    clock.advance(minutes=1)
    _on(telling, job, "request.cancelled")
    work(telling)
    assert _told(outside)[-1].endswith("已取消")
    assert "dead" not in states(telling)[-1:]
    assert clock.now - datetime(2026, 3, 2, 1, tzinfo=UTC) > timedelta(days=1)


def _link(runtime: Runtime, clock: FakeClock, body: str) -> Link:
    token = body.partition("/t/")[2].split()[0].rstrip("。.")
    return read_tracking_token(runtime.settings, token, clock.now)


def test_link_asked_for_goes_to_the_contact_with_the_customers_rights(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    with unit_of_work(telling) as uow:
        send_link(uow, job.request_id)
    work(telling)
    ((url, title, body),) = outside.notes
    assert url.startswith("json://sms.example/customers/%2B8613800138000/")
    assert "专属链接" in title
    assert _link(telling, clock, body) == Link(job.request_id, Rights.FULL, "system:system")


def test_staff_who_follow_the_same_event_get_a_link_that_only_shows(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    subscribe(telling, name="other", channel="apprise", url="json://o.example/", kinds=["request.promised"])
    happen(telling, "request.promised", f"request:{job.request_id}")
    work(telling)
    bodies = [body for url, _, body in outside.notes if "o.example" in url]
    assert [_link(telling, clock, body).rights for body in bodies] == [Rights.READ]


def test_the_answer_to_an_enquiry_reaches_who_asked_by_the_contact_given(
    telling: Runtime, job: Job, outside: Outside
) -> None:
    with unit_of_work(telling) as uow:
        own = ask(uow, Question("Which toner?", "portal", customer_id=job.customer_id))
        stranger = ask(uow, Question("Open on Sunday?", "phone", contact_phone="李 136 2222 3333"))
    work(telling)
    assert outside.notes == []
    with unit_of_work(telling) as uow:
        answer(uow, own.id, "Black.")
        answer(uow, stranger.id, "Always.")
    work(telling)
    urls = sorted(url.partition("/customers/")[2].partition("/")[0] for url, _, _ in outside.notes)
    assert urls == ["%2B8613622223333", "%2B8613800138000"]
    bodies = sorted(body for _, _, body in outside.notes)
    assert bodies[0] == "You asked: Open on Sunday? Our answer: Always."
    assert bodies[1].startswith("您的问题：Which toner?")


def test_an_overdue_enquiry_is_told_to_whoever_follows_its_kind(
    telling: Runtime, outside: Outside, clock: FakeClock
) -> None:
    with unit_of_work(telling, write=False) as uow:
        territory_id = uow.session.scalars(select(Territory.id)).first()
    subscribe(
        telling,
        name="Desk",
        channel="apprise",
        url="json://chat.example/",
        kinds=["enquiry.overdue"],
        territory_id=territory_id,
    )
    with unit_of_work(telling) as uow:
        made = ask(uow, Question("Which toner?", "phone", contact_phone="62781234 转 8"))
    clock.advance(hours=4)
    run_due(telling, kinds=(ENQUIRY_TIMER,))
    work(telling)
    assert _told(outside) == [f"Enquiry {made.code} is overdue"]
    assert "62781234 转 8" in outside.notes[0][2]


def test_a_complaint_is_told_to_the_desk_of_every_territory_at_once(
    telling: Runtime, outside: Outside, clock: FakeClock
) -> None:
    with unit_of_work(telling, write=False) as uow:
        territory_id = uow.session.scalars(select(Territory.id)).first()
    kinds = ["call.complaint", "call.overdue"]
    subscribe(
        telling,
        name="Desk",
        channel="apprise",
        url="json://chat.example/",
        kinds=kinds,
        territory_id=territory_id,
    )
    with unit_of_work(telling, DISPATCHER) as uow:
        log(uow, Taken("k" * 36, CallOutcome.COMPLAINT, note="Rude."), About())
    work(telling)
    assert _told(outside) == ["A customer complains"]
    assert "–" not in outside.notes[0][2]
    clock.advance(hours=24)
    run_due(telling, kinds=(CALL_TIMER,))
    work(telling)
    assert _told(outside)[1:] == ["A caller still waits"]


def test_an_appointment_is_told_to_the_customer_and_to_whoever_was_asked(
    telling: Runtime, job: Job, outside: Outside, clock: FakeClock
) -> None:
    with unit_of_work(telling) as uow:
        move_visit(uow, uow.get(Visit, job.visit_id), VisitOffered())
    with unit_of_work(telling) as uow:
        agree(uow, job.request_id, clock.now + timedelta(hours=5), "Mrs Lin")
    work(telling)
    told = {url.partition("sms.example/")[2][:9]: (title, body) for url, title, body in outside.notes}
    assert sorted(told) == ["customers", "engineers"]
    assert "已预约" in told["customers"][0]
    assert "13:00 至 14:00" in told["customers"][1]
    assert "was put off" in told["engineers"][0]


def test_a_problem_solved_remotely_is_told_to_the_customer_and_one_solved_on_site_is_not(
    telling: Runtime, job: Job, outside: Outside
) -> None:
    _on(telling, job, "request.resolved")
    work(telling)
    assert outside.notes == []
    with unit_of_work(telling) as uow:
        solve_remotely(uow, job.request_id, How.VIDEO, "Paper was in.")
    work(telling)
    assert [title for title in _told(outside) if "已解决" in title] != []


def test_customer_with_a_fixed_line_alone_is_told_as_such(
    telling: Runtime, job: Job, outside: Outside
) -> None:
    with unit_of_work(telling) as uow:
        uow.get(Customer, job.customer_id).phone = None
        request = uow.get(ServiceRequest, job.request_id)
        request.contact_phone, request.contact_numbers = "+861062551042", []
    _on(telling, job, "visit.en_route")
    work(telling)
    with unit_of_work(telling, write=False) as uow:
        assert [(row.state, row.last_error) for row in deliveries(uow)] == [
            ("skipped", "a fixed line takes no messages")
        ]


def test_a_service_provider_hears_of_its_people_and_papers_and_nobody_else_does(
    runtime: Runtime, outside: Outside
) -> None:
    telling = reaching(runtime, outside, notify_provider_url="json://sms.example/partners/{phone_national}/")
    own_notices(telling)
    with unit_of_work(telling) as uow:
        partner, other = (
            registry.create(uow, "provider", {"name": name, "phone": phone})
            for name, phone in (("Partner", "13700137000"), ("Other", "13600136000"))
        )
        jobs = [build.job(uow, state="planned") for _ in range(2)]
        uow.get(Engineer, jobs[0].engineer_id).provider_id = partner.id
        for one in jobs:
            move_visit(uow, uow.get(Visit, one.visit_id), VisitOffered())
        suspend(uow, SuspensionSaid(other.id, "Two weak quarters", uow.now.date()))
    work(telling)
    told = {url.partition("partners/")[2].strip("/"): title for url, title, _ in outside.notes}
    assert set(told) == {"13700137000", "13600136000"}
    assert told["13700137000"].startswith("Visit ")
    assert told["13600136000"] == "Your company is suspended"
    assert len(outside.notes) == len(told)
