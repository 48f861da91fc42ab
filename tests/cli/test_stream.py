"""`onehour stream`: a process of its own that follows what other processes write."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.kernel import Role, Runtime, SystemClock
from tests.cli.test_commands import Onehour
from tests.support.listening import Heard, happen, parse
from tests.support.web import bearer, make_user

STREAM = "/api/v1/events/stream"
PATIENCE_S = 60


@contextmanager
def streaming(runtime: Runtime, *arguments: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "ONEHOUR_DATABASE_URL": runtime.engine.url.render_as_string(hide_password=False),
        "ONEHOUR_DATA_DIR": str(runtime.settings.data_dir),
    }
    command = [sys.executable, "-m", "app.cli", "stream", "--stream-port", str(port), *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert f"http://127.0.0.1:{port}" in process.stdout.readline()
            transport = httpx.HTTPTransport(retries=5)
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}", transport=transport, timeout=PATIENCE_S
            ) as http:
                yield http, process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


def blocks(answer: httpx.Response) -> Iterator[Heard]:
    """The messages of a stream."""
    lines: list[str] = []
    for line in answer.iter_lines():
        if line:
            lines.append(line)
            continue
        heard = parse("\n".join(lines))
        lines.clear()
        if heard.data is not None:
            yield heard


def test_streams_hear_other_processes_and_end_when_the_server_is_told_to(runtime: Runtime) -> None:
    runtime = replace(runtime, clock=SystemClock())
    mine = bearer(runtime, make_user(runtime, Role.DISPATCHER))
    with ExitStack() as open_streams, streaming(runtime, "--stream-cap", "3") as (http, process):
        heard = [
            blocks(open_streams.enter_context(http.stream("GET", STREAM, headers=mine))) for _ in range(3)
        ]
        assert [next(one).event for one in heard] == ["hello"] * 3
        assert http.get(STREAM, headers=mine).json()["type"] == "/problems/stream-full"
        happen(runtime, "request.closed")
        assert [next(one).event for one in heard] == ["request.closed"] * 3
        process.send_signal(signal.SIGTERM)
        assert [next(one).data for one in heard] == [{"why": "stopping"}] * 3
        assert process.wait(PATIENCE_S) == 0


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_streams_need_a_database_with_tables(onehour: Onehour, tmp_path: Path) -> None:
    told = onehour("stream", "--database-url", f"sqlite:///{tmp_path / 'none.db'}")
    assert (told.exit_code, "onehour db upgrade" in told.output) == (1, True)
