"""A process that records phone messages as it is told, to race another one.

    python -m tests.support.phone_process

Each line of input is a JSON object.  One with `database_url`, `data_dir` and `engineer_id` says on whose
behalf and where, and is answered with `ready`; an empty one ends that.  Any other is a message: `start`
(monotonic seconds), `kind`, `visit_id`, `event_id`, `device_at` and `body`, and is answered with the
receipt or the name of the error.  So one process serves many tests: starting it takes longer than they do.
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


def begin(order: dict[str, Any]) -> tuple[Runtime, Principal]:
    """Open the database of a test."""
    settings = Settings(
        data_dir=Path(order["data_dir"]), database_url=order["database_url"], secret_key="none"
    )
    runtime = build_runtime(settings.completed(), FakeClock())
    principal = Principal(Role.ENGINEER, name="phone", engineer_id=UUID(order["engineer_id"]))
    with unit_of_work(runtime, principal, write=False):
        return runtime, principal


def main() -> None:
    """Obey until the input ends."""
    at: tuple[Runtime, Principal] | None = None
    for line in sys.stdin:
        order = json.loads(line)
        if "kind" not in order:
            if at:
                at[0].close()
            at = begin(order) if order else None
            _say("ready")
        elif at:
            while time.monotonic() < order["start"]:
                pass
            _say(json.dumps(outcome(*at, order)))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
