"""How long a process waits for its PostgreSQL: to connect, for an answer, for a free connection.

A server that hangs answers nothing, not even that a statement took too long, and its
machine goes on acknowledging packets.  So the limit of an answer is kept here as well as there.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Engine, event

PING_S = 2.0
"""How long a connection that lay idle may take to show that it still works."""

GRACE_S = 2.0
"""What the server gets beyond its own limit, to say so itself."""

_OVER: type[Exception] = psycopg.errors._WaitTimeout  # noqa: SLF001 - psycopg has no public name for it


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits in seconds; 0 is none.  `statement_s` is for one statement, on both sides."""

    connect_s: float = 5.0
    statement_s: float = 0.0
    pool_s: float = 30.0

    def arguments(self) -> dict[str, Any]:
        """Return libpq's arguments; with them a peer that has vanished is noticed within a minute."""
        alive = {"keepalives": 1, "keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3}
        return {"connect_timeout": max(2, round(self.connect_s)), "tcp_user_timeout": 30_000, **alive}


class LimitedConnection(psycopg.Connection[Any]):
    """Waits `answer_s` for each answer of the server, and is closed when that is over."""

    answer_s: float | None = None

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **how: Any) -> Any:
        """Run one exchange with the server.

        Raises:
            psycopg.OperationalError: it took too long; the connection is closed.
        """
        if args[1:] or how.get("timeout") is not None:  # who asks has a limit of its own
            return super().wait(gen, *args, **how)
        how["timeout"] = self.answer_s
        try:
            return super().wait(gen, *args, **how)
        except _OVER as over:
            self.pgconn.finish()
            raise psycopg.OperationalError("the database does not answer") from over

    @contextmanager
    def answering_within(self, seconds: float) -> Iterator[None]:
        """Expect answers within `seconds` for a while."""
        before, self.answer_s = self.answer_s, seconds
        try:
            yield
        finally:
            self.answer_s = before


def limit(engine: Engine, patience: Patience) -> None:
    """Have the engine's connections wait no longer than that."""
    answer_s = patience.statement_s + GRACE_S if patience.statement_s else None

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: Any, options: dict[str, Any]) -> Any:
        made = LimitedConnection.connect(*arguments, **options)
        with made.answering_within(patience.connect_s or PING_S):
            if patience.statement_s:
                made.autocommit = True
                made.execute(f"SET statement_timeout = {round(patience.statement_s * 1000)}")
                made.autocommit = False
        made.answer_s = answer_s
        return made

    ping = engine.dialect.do_ping

    def ping_in_time(connection: Any) -> bool:
        with connection.answering_within(PING_S):
            return ping(connection)

    engine.dialect.do_ping = ping_in_time  # type: ignore[method-assign, assignment]
