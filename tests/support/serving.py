"""`onehour serve` as a process of its own, as whoever installs it starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADMIN = "an admin's password"


@contextmanager
def serving(data_dir: Path, *arguments: str, **settings: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"ONEHOUR_DATA_DIR": str(data_dir), "ONEHOUR_ADMIN_PASSWORD": ADMIN}
    environment |= {f"ONEHOUR_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            first_line = process.stdout.readline()
            assert f"http://127.0.0.1:{port}" in first_line, first_line
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
