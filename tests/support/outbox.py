"""The world outside, as the outbox sees it: takes messages, refuses them, or brings the worker down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import Runtime, UnitOfWork, ledger, unit_of_work
from app.kernel.outgoing import SendFailed
from app.outbox.commands import notices
from app.outbox.commands.timers import send
from app.outbox.commands.waking import OUTBOX_TIMER
from app.outbox.tables import Delivery, Subscription
from app.registers.commands import registry
from app.shell.worker.feeding import feed
from app.shell.worker.jobs import run_due


class Crash(BaseException):
    """The process is gone; nothing in it runs any more."""


@dataclass(frozen=True)
class Sent:
    """One message as the receiver got it."""

    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body of a webhook."""
        return json.loads(self.body)

    @property
    def key(self) -> str:
        """The idempotency key."""
        return self.headers["webhook-id"]


@dataclass
class Outside:
    """`failing` is raised for every message while it is set; `got` and `notes` are what came through."""

    failing: BaseException | None = None
    crash_after: bool = False
    got: list[Sent] = field(default_factory=list)
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    tries: int = 0

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Take or refuse a webhook's message."""
        self._meet()
        self.got.append(Sent(url, dict(headers), body))
        self._end()
        return 200

    def notify(self, url: str, title: str, body: str) -> None:
        """Take or refuse a text."""
        self._meet()
        self.notes.append((url, title, body))
        self._end()

    def answering(self, status: int | None, why: str = "no", retry_after_s: int | None = None) -> None:
        """Refuse from now on with this status."""
        self.failing = SendFailed(why, status, retry_after_s)

    def _meet(self) -> None:
        self.tries += 1
        if self.failing is not None:
            raise self.failing

    def _end(self) -> None:
        if self.crash_after:
            self.crash_after = False
            raise Crash


def reaching(runtime: Runtime, outside: Outside, **settings: Any) -> Runtime:
    """Return the runtime with `outside` for a world, and some settings changed."""
    return replace(runtime, outgoing=outside, settings=replace(runtime.settings, **settings))


def subscribe(runtime: Runtime, **given: Any) -> UUID:
    """Make a subscription to everything; a webhook unless told otherwise."""
    values = {
        "name": "ERP",
        "channel": "webhook",
        "url": "https://erp.example/hook",
        "kinds": ["*"],
        "territory_id": None,
        "provider_id": None,
        "locale": "en",
        "time_zone": "Asia/Shanghai",
        "quiet_hours": "",
        "active": True,
        **given,
    }
    with unit_of_work(runtime) as uow:
        row: Subscription = registry.create(uow, "subscription", values)
        return row.id


def own_notices(runtime: Runtime) -> None:
    """Make the installation's own subscriptions, as a worker does when it starts."""
    with unit_of_work(runtime) as uow:
        notices.ensure(uow)


def happen(runtime: Runtime, kind: str = "visit.assigned", stream: str | None = None, **data: Any) -> None:
    """Have something recorded."""
    with unit_of_work(runtime) as uow:
        ledger.note(uow, stream or f"request:{uow.new_id()}", kind, **data)


def work(runtime: Runtime) -> None:
    """Let a worker do everything that is due for the outbox, and nothing else."""
    run_due(runtime, handlers={OUTBOX_TIMER: send}, kinds=(OUTBOX_TIMER,))
    assert not feed(runtime)


def states(runtime: Runtime) -> list[str]:
    """The states of all deliveries, in the order of their events."""
    with unit_of_work(runtime, write=False) as uow:
        return [row.state for row in deliveries(uow)]


def deliveries(uow: UnitOfWork) -> list[Delivery]:
    """All deliveries, in the order of their events."""
    return list(uow.session.scalars(select(Delivery).order_by(Delivery.event_id, Delivery.id)))
