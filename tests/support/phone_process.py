"""A process that records phone messages as it is told, to race another one.

    python -m tests.support.phone_process DATABASE_URL DATA_DIR ENGINEER_ID

Each line of input is a JSON object with `start` (monotonic seconds), `kind`, `visit_id`, `event_id`,
`device_at` and `body`; each line of output is the receipt, or the name of the error.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.kernel import Principal, Role, Runtime, unit_of_work
from app.settings import Settings
from app.shell.runtime import build_runtime
from app.visits.commands.field import Kind, Message, record
from tests.support.clock import FakeClock


def outcome(runtime: Runtime, principal: Principal, order: dict[str, Any]) -> Any:
    """Record one message and say what became of it."""
    try:
        with unit_of_work(runtime, principal) as uow:
            message = Message(
                Kind(order["kind"]),
                UUID(order["visit_id"]),
                UUID(order["event_id"]),
                datetime.fromisoformat(order["device_at"]),
                body=order["body"],
            )
            receipt = record(uow, message)
        return receipt.unwrap()
    except Exception as error:  # noqa: BLE001 - the other side of the pipe judges
        return type(error).__name__


def main(database_url: str, data_dir: str, engineer_id: str) -> None:
    """Obey until the input ends."""
    settings = Settings(data_dir=Path(data_dir), database_url=database_url, secret_key="none")
    runtime = build_runtime(settings.completed(), FakeClock())
    principal = Principal(Role.ENGINEER, name="phone", engineer_id=UUID(engineer_id))
    with unit_of_work(runtime, principal, write=False):
        _say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        while time.monotonic() < order["start"]:
            pass
        _say(json.dumps(outcome(runtime, principal, order)))
    runtime.close()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
