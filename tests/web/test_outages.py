"""A database that is away: what the log says of it, and what it never says."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from app.kernel import Runtime, unit_of_work
from app.kernel.database import make_engine
from app.shell.probing import Overdue, Probe, probe_of
from tests.support.web import application

TOKEN = "a-token-that-opens-a-customers-request"
ADDRESSES = [
    f"/t/{TOKEN}",
    f"/portal/v1/tracking/{TOKEN}",
    f"/api/v1/service-requests?q={TOKEN}",
    f"/nowhere/{TOKEN}",
]


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


def _away(*_: Any, **__: Any) -> Any:
    raise OperationalError("SELECT 1", {"token": TOKEN}, Exception("disk I/O error"), hide_parameters=True)


def test_no_line_of_an_outage_holds_the_address(flask_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.shell.auth.unit_of_work", _away)
    with capture_logs() as lines:
        for address in ADDRESSES:
            flask_app.test_client().get(address, headers={"Authorization": f"Bearer {TOKEN}"})
    assert lines
    assert TOKEN not in repr(lines)


def test_no_line_of_a_failure_holds_the_address(flask_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.shell.auth.unit_of_work", lambda *_, **__: 1 / 0)
    with capture_logs() as lines:
        assert flask_app.test_client().get(f"/portal/v1/tracking/{TOKEN}").status_code == 500
    (told,) = [line for line in lines if line["event"] == "unhandled"]
    assert told["route"] == "/portal/v1/tracking/<token>"
    assert TOKEN not in repr([{**line, "exc_info": None} for line in lines])


def test_errors_of_the_database_do_not_repeat_what_they_were_given(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection, pytest.raises(OperationalError) as failed:
        connection.execute(text("SELECT nothing FROM nowhere WHERE token = :token"), {"token": TOKEN})
    assert TOKEN not in str(failed.value)
    engine.dispose()


def test_an_outage_is_one_line_when_it_begins_and_one_when_it_ends(
    flask_app: Flask, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with capture_logs() as lines:
        with monkeypatch.context() as broken:
            broken.setattr("app.shell.pages.health._state", _away)
            for _ in range(5):
                assert flask_app.test_client().get("/readyz").status_code == 503
        for _ in range(3):
            with unit_of_work(runtime, write=False):
                pass
    told = [line["event"] for line in lines if line["log_level"] in {"warning", "error"}]
    assert told == ["database_away", "database_back"]


def test_a_busy_process_says_so_and_not_that_the_database_is_away(flask_app: Flask) -> None:
    def busy(_: object) -> None:
        raise Overdue(busy=True)

    probe_of(flask_app).ask = busy  # type: ignore[method-assign, assignment]
    answer = flask_app.test_client().get("/readyz")
    assert answer.json is not None
    assert (answer.status_code, "busy" in answer.json["detail"]) == (503, True)


@pytest.mark.parametrize(("worked_s", "busy"), [(0.5, True), (0.0, False)])
def test_who_computed_while_the_probe_waited_is_busy(
    monkeypatch: pytest.MonkeyPatch, worked_s: float, *, busy: bool
) -> None:
    counted = iter([1.0, 1.0 + worked_s])
    monkeypatch.setattr("app.shell.probing.time.process_time", lambda: next(counted))
    never = Probe(answer_s=0.01)
    with pytest.raises(Overdue) as late:
        never.ask(lambda: __import__("threading").Event().wait(0.3))
    assert late.value.busy is busy
