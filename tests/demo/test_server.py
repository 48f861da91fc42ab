from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.demo import server as servers
from app.demo.errors import DemoError
from app.demo.server import HOST, Installation, Server, ended_like_ctrl_c, free_port

EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)

ANSWERS = """
import http.server, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        self.end_headers()
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.HTTPServer(("127.0.0.1", port), Ready).serve_forever()
"""


@pytest.fixture
def where(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "demo", "sqlite:///nowhere.db", free_port())


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        yield int(holder.getsockname()[1])


def runs(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let `program` stand in for the installed application."""
    monkeypatch.setattr(servers, "COMMAND", (sys.executable, "-c", program))


def test_port_in_use_is_refused_by_number(taken: int) -> None:
    with pytest.raises(DemoError, match=f"Port {taken} is taken"):
        free_port(taken)


def test_server_has_its_own_settings_and_none_of_the_callers(where: Installation) -> None:
    environment = where.environment({"PATH": "/bin", "ONEHOUR_DATABASE_URL": "postgresql://the-real-one"})
    assert environment["ONEHOUR_DATABASE_URL"] == "sqlite:///nowhere.db"
    assert environment["PATH"] == "/bin"
    assert environment["ONEHOUR_ADMIN_PASSWORD"] == where.admin_password


def test_server_plans_with_the_road_engine_that_it_is_given(where: Installation) -> None:
    assert where.environment({})["ONEHOUR_TRAVEL"] == "great_circle"
    by_road = replace(where, osrm_url="http://roads").environment({})
    assert (by_road["ONEHOUR_TRAVEL"], by_road["ONEHOUR_OSRM_URL"]) == ("osrm", "http://roads")


def test_server_expects_requests_unless_it_is_told_not_to(where: Installation) -> None:
    assert where.environment({})["ONEHOUR_PLANNER_EXPECTS"] == "on"
    assert replace(where, expects=False).environment({})["ONEHOUR_PLANNER_EXPECTS"] == "off"


def test_password_is_not_shown_with_the_installation(where: Installation) -> None:
    assert where.admin_password not in repr(where)


def test_server_that_answers_is_ready_and_is_stopped_in_the_end(
    where: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs(monkeypatch, ANSWERS)
    with Server(where, EIGHT) as server:
        server.wait_until_ready()
    assert free_port(where.port) == where.port


def test_server_that_dies_is_quoted(where: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    runs(monkeypatch, "raise SystemExit('the disk is full')")
    with Server(where, EIGHT) as server, pytest.raises(DemoError, match="the disk is full"):
        server.wait_until_ready()


def test_server_that_stays_silent_is_given_up(where: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    runs(monkeypatch, "import signal; signal.pause()")
    monkeypatch.setattr(servers, "START_TIMEOUT_S", 0.5)
    with Server(where, EIGHT) as server, pytest.raises(DemoError, match="did not answer within"):
        server.wait_until_ready(pause=lambda _: None)


def test_a_polite_end_is_ctrl_c_and_the_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), ended_like_ctrl_c():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before
