"""A process whose clock is wrong does nothing that goes by the time, and says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from structlog.testing import capture_logs

from app.cli import main
from app.kernel import Runtime, timers, unit_of_work
from app.kernel import processes_seen as present
from app.kernel.drift import DatabaseClock, Drift
from app.kernel.errors import ClockWrong
from app.kernel.tables import Event, Process, Timer
from app.kernel.timer_kinds import KINDS
from app.shell.worker.jobs import run_due
from app.shell.worker.presence import Presence
from tests.support.clock import FakeClock
from tests.support.town import build_town, without_child
from wsgi import make_app

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


def _off(runtime: Runtime, clock: FakeClock, **by: float) -> tuple[Runtime, FakeClock]:
    """The means of a process whose clock is off by so much; `clock` is the database's."""
    wrong = FakeClock(clock.now + timedelta(**by))
    return replace(without_child(runtime), clock=wrong, reference=clock), wrong


def _breaches(runtime: Runtime) -> int:
    with unit_of_work(runtime, write=False) as uow:
        breached = (Event.kind == "alert.raised", Event.body.like('%"breached"%'))
        asked = select(func.count()).select_from(Event).where(*breached)
        return uow.session.scalar(asked) or 0


def _timers(runtime: Runtime) -> dict[tuple[str, str], object]:
    with unit_of_work(runtime, write=False) as uow:
        return {(row.kind, row.subject): row.due_at for row in uow.session.scalars(select(Timer))}


def test_a_worker_sixty_five_minutes_ahead_writes_no_breach(runtime: Runtime, clock: FakeClock) -> None:
    town = build_town(without_child(runtime))
    town.report()
    ahead, wrong = _off(runtime, clock, minutes=65)
    before = _timers(runtime)
    presence = Presence(ahead, "worker")
    presence.beat()
    assert run_due(ahead) == {}
    assert (_breaches(runtime), _timers(runtime)) == (0, before)
    wrong.now = clock.now  # somebody has set it
    presence.beat()
    assert run_due(ahead)["watch"] > 0
    assert _breaches(runtime) == 0
    wrong.now = clock.advance(minutes=65)  # the same hour, truly gone
    presence.beat()
    run_due(ahead)
    assert _breaches(runtime) > 0


def test_a_clock_that_jumps_between_two_heartbeats_is_noticed(runtime: Runtime, clock: FakeClock) -> None:
    town = build_town(without_child(runtime))
    town.report()
    jumping, wrong = _off(runtime, clock)
    Presence(jumping, "worker").beat()
    assert run_due(jumping)["watch"] > 0
    wrong.advance(minutes=65)
    assert run_due(jumping) == {}
    assert _breaches(runtime) == 0


def _warnings(runtime: Runtime) -> list[str]:
    answer = make_app(runtime).test_client().get("/readyz")
    assert answer.status_code == (503 if runtime.drift.is_far else 200)
    assert answer.json is not None
    return list(answer.json["warnings"])


@SQLITE
def test_a_few_seconds_are_warned_of_and_more_stop_timed_work(runtime: Runtime, clock: FakeClock) -> None:
    ahead, wrong = _off(runtime, clock, seconds=2)
    presence = Presence(ahead, "worker")
    with capture_logs() as lines:
        for seconds in (2, 6, 31, -31, 1):
            wrong.now = clock.now + timedelta(seconds=seconds)
            presence.beat()
    told = [(line["event"], line["skew_s"]) for line in lines if line["event"].startswith("clock_")]
    assert told == [("clock_off", 6), ("clock_far", 31), ("clock_right", 1)]


@SQLITE
def test_readiness_names_whose_clock_is_wrong_and_counts_no_stopped_worker(
    runtime: Runtime, clock: FakeClock
) -> None:
    ahead, wrong = _off(runtime, clock, seconds=6)
    presence = Presence(ahead, "worker")
    presence.beat()
    (told,) = _warnings(ahead)
    assert told.startswith("The clock of worker@")
    assert "6.0 s ahead of the database's." in told
    wrong.now = clock.now - timedelta(minutes=65)
    presence.beat()
    missing, told = _warnings(ahead)
    assert "No worker has been seen" in missing
    assert "3900.0 s behind the database's; it does no timed work" in told


@SQLITE
def test_a_heartbeat_is_dated_by_the_databases_clock(runtime: Runtime, clock: FakeClock) -> None:
    ahead, _ = _off(runtime, clock, minutes=65)
    presence = Presence(ahead, "worker")
    presence.start()
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalars(select(Process.seen_at)).one() == clock.now
        assert [row.skew_s for row in present.present(uow)] == [3900]
    figures = {row["name"]: row["samples"][0][2] for row in ahead.metrics.kept() if row["samples"]}
    assert (figures["onehour_clock_skew_seconds"], figures["onehour_clock_stopped"]) == (3900, 1)
    presence.stop()


def test_timers_absurdly_far_ahead_are_counted_and_made_due(runtime: Runtime, clock: FakeClock) -> None:
    with unit_of_work(runtime) as uow:
        timers.arm(uow, "plan", "lost", uow.now + timedelta(minutes=65))
        timers.arm(uow, "offer_expiry", "in order", uow.now + timedelta(minutes=60))
        timers.arm(uow, "of a later release", "unknown", uow.now + timedelta(days=9))
    assert any("1 timers lie further ahead" in told for told in _warnings(runtime))
    Presence(runtime, "worker").beat()
    found = _timers(runtime)
    assert found[("plan", "lost")] == clock.now
    assert found[("offer_expiry", "in order")] == clock.now + timedelta(minutes=60)
    assert not any("timers lie" in told for told in _warnings(runtime))


@SQLITE
def test_no_work_asks_to_run_again_beyond_its_horizon(runtime: Runtime, clock: FakeClock) -> None:
    with unit_of_work(runtime) as uow:
        timers.arm(uow, "plan", "idle", uow.now)
    run_due(runtime, handlers={"plan": lambda *_: clock.now + timedelta(days=2)})
    assert _timers(runtime)[("plan", "idle")] == clock.now + KINDS["plan"].horizon


@SQLITE
def test_an_offer_that_is_asked_too_early_is_asked_again(runtime: Runtime, clock: FakeClock) -> None:
    town = build_town(without_child(runtime))
    town.report()
    clock.advance(seconds=2)
    run_due(town.runtime)
    (offer,) = town.pending_offers()
    with unit_of_work(runtime) as uow:
        timers.arm(uow, "offer_expiry", str(offer.id), uow.now)
    run_due(town.runtime)
    assert _timers(runtime)[("offer_expiry", str(offer.id))] == offer.expires_at
    assert offer.expires_at > clock.now


def test_the_databases_clock_runs_in_utc(runtime: Runtime) -> None:
    with runtime.engine.connect() as connection:
        drift = Drift(DatabaseClock(), DatabaseClock(), limit_s=30)
        assert abs(drift.measure(connection)) < 1
        assert drift.trusts(drift.clock.read(connection), connection)


@SQLITE
def test_health_fails_where_the_clock_has_stopped_the_work(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEHOUR_DATABASE_URL", runtime.settings.database_url)
    monkeypatch.setenv("ONEHOUR_DATA_DIR", str(runtime.settings.data_dir))
    monkeypatch.setattr("app.cli.setup.configure_logging", lambda _: None)
    real = replace(runtime, clock=DatabaseClock(), reference=None)
    Presence(real, "worker").beat()
    assert CliRunner().invoke(main, ["health", "worker"]).exit_code == 0
    with unit_of_work(real) as uow:
        uow.session.scalars(select(Process)).one().skew_s = -3900.0
    told = CliRunner().invoke(main, ["health", "worker"])
    assert (told.exit_code, "3900.0 s off the database's" in told.output) == (1, True)


def test_a_web_process_whose_clock_is_wrong_promises_nothing(runtime: Runtime, clock: FakeClock) -> None:
    town = build_town(without_child(runtime))
    town.report()
    ahead, wrong = _off(runtime, clock, minutes=10)
    with pytest.raises(ClockWrong):
        replace(town, runtime=ahead).report()
    wrong.now = clock.now
    ahead.drift.skew_s = 0.0
    replace(town, runtime=ahead).report()
    assert (ClockWrong.status, ClockWrong.slug) == (503, "clock-wrong")
