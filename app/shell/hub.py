"""One reader of the ledger per process, and what it reads fanned out to those who follow it.

Each follower has a queue of bounded length.  Who does not keep up loses the queue, is told so and comes
back with the id of the last event he saw; what he missed is read from the database.  Nothing here holds a
connection between two looks.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Lock, Thread, current_thread
from time import monotonic
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.kernel import Principal, Runtime, feed, unit_of_work
from app.kernel.away import is_away
from app.kernel.errors import OneHourError
from app.kernel.feed import START, Cursor
from app.outbox.reads import audience
from app.shell.errors import StreamFull
from app.shell.messages import Edition, ToldEvent

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many may follow, how much may wait for one of them, and how often the ledger is looked at."""

    streams: int = 64
    per_principal: int = 12
    queue: int = 1000
    page: int = 200
    sweep_s: float = 1.0
    heartbeat_s: float = 15.0
    recheck_s: float = 15.0
    life_s: float = 3600.0


@dataclass(frozen=True, slots=True)
class Stats:
    """The hub in numbers; the counts are since it began.

    `lag_s` is how long ago all that was final had been read, at rest at most the sweep; `unread` is how
    many events are known to wait, at least.
    """

    open: int
    told: int
    overflowed: int
    refused: int
    lag_s: float
    unread: int
    position: str


class Subscription:
    """One follower's queue.  It holds everything behind `start` that he may see and wishes to."""

    def __init__(
        self,
        principal: Principal,
        request_id: UUID | None,
        start: Cursor,
        room: int,
        hung_up: Callable[[], bool],
    ) -> None:
        self.hung_up = hung_up
        self.principal, self.request_id, self.start = principal, request_id, start
        self._room, self._position, self._account = room, start, f"user:{principal.user_id}"
        self._queue: deque[ToldEvent] = deque()
        self._changed = Condition()
        self.overflowed = self.ended = False
        self._doubted = False

    def deliver(self, edition: Edition, position: Cursor) -> int:
        """Queue what of `edition` the follower wants; returns how many.  For the hub's reader."""
        messages = edition.messages(self.principal, self.request_id)
        with self._changed:
            self.overflowed |= len(self._queue) + len(messages) > self._room
            if not self.overflowed:  # else the position stays before what there was no room for
                self._queue.extend(messages)
                self._position = position
            self._doubted |= any(it.stream == self._account for it in edition.found)
            if self._has_news():
                self._changed.notify_all()
        return len(messages)

    def take(self, timeout_s: float) -> tuple[list[ToldEvent], Cursor]:
        """Return what waits and how far the hub has read, as soon as there is something to do.

        That is a message, an overflow, the end, or a doubt about the follower's account; else it returns
        with nothing after `timeout_s`.
        """
        with self._changed:
            self._changed.wait_for(self._has_news, timeout_s)
            waiting = list(self._queue)
            self._queue.clear()
            return waiting, self._position

    def doubted(self) -> bool:
        """Tell whether something happened to the follower's account since this was last asked."""
        with self._changed:
            doubted, self._doubted = self._doubted, False
            return doubted

    def end(self) -> None:
        """Let the follower go."""
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def _has_news(self) -> bool:
        return bool(self._queue) or self.overflowed or self.ended or self._doubted


class Hub:
    """Reads once, tells many.  The reading thread starts with the first follower, so after any fork."""

    def __init__(self, runtime: Runtime, limits: Limits) -> None:
        self.runtime, self.limits = runtime, limits
        self._lock = Lock()
        self._followers: set[Subscription] = set()
        self._per_principal: Counter[str] = Counter()
        self._position = START
        self._reader: Thread | None = None
        self._closed = False
        self._server_stops: Callable[[], bool] = lambda: False
        self._told = self._overflowed = self._refused = self._unread = 0
        self._caught_up_at = monotonic()
        runtime.at_close(self.close)

    def end_when(self, server_stops: Callable[[], bool]) -> None:
        """End all streams when `server_stops()` turns true, which is asked at every sweep."""
        self._server_stops = server_stops

    def join(
        self,
        principal: Principal,
        request_id: UUID | None = None,
        hung_up: Callable[[], bool] = lambda: False,
    ) -> Subscription:
        """Return a queue that gets everything behind the hub's present position.

        `hung_up` tells whether the client is gone, which sending alone would notice at the next heartbeat:
        where all places are taken, those of pages that were left meanwhile are given on.

        Raises:
            StreamFull: the process, or this principal, has as many as it may.
        """
        with self._lock:
            if self._is_full(principal):
                self._let_go_of_the_gone()
            if self._closed or self._is_full(principal):
                self._refused += 1
                raise StreamFull
            self._start()
            made = Subscription(principal, request_id, self._position, self.limits.queue, hung_up)
            self._followers.add(made)
            self._per_principal[principal.key] += 1
            return made

    def _is_full(self, principal: Principal) -> bool:
        mine = self._per_principal[principal.key]
        return len(self._followers) >= self.limits.streams or mine >= self.limits.per_principal

    def _let_go_of_the_gone(self) -> None:
        for follower in [one for one in self._followers if one.hung_up()]:
            follower.end()
            self._forget(follower)

    def leave(self, follower: Subscription) -> None:
        """Forget a follower; a second time changes nothing."""
        with self._lock:
            self._forget(follower)

    def _forget(self, follower: Subscription) -> None:
        if follower in self._followers:
            self._followers.remove(follower)
            self._overflowed += follower.overflowed
            self._per_principal -= Counter([follower.principal.key])

    def stats(self) -> Stats:
        """Return the numbers of this moment."""
        with self._lock:
            lag_s = monotonic() - self._caught_up_at if self._reader is not None else 0.0
            return Stats(
                open=len(self._followers),
                told=self._told,
                overflowed=self._overflowed,
                refused=self._refused,
                lag_s=lag_s,
                unread=self._unread,
                position=str(self._position),
            )

    def close(self) -> None:
        """End all streams and the reading thread; no one can join any more."""
        with self._lock:
            self._closed = True
            reader = self._reader
            self._end_all()
        self.runtime.event_wake_up.wake()
        if reader is not None and reader is not current_thread():
            reader.join()

    def look(self) -> bool:
        """Read one page and tell it; returns whether there may be more.  Called by the reading thread."""
        with unit_of_work(self.runtime, write=False) as uow:
            events = feed.after(uow, self._position, self.limits.page)
            found = audience.happenings(uow, events)
        more = len(events) == self.limits.page
        with self._lock:
            if found:
                self._position = found[-1].cursor
                edition = Edition(found)
                self._told += sum(one.deliver(edition, self._position) for one in self._followers)
            self._unread = self.limits.page if more else 0
            if not more:
                self._caught_up_at = monotonic()
        return more

    def _start(self) -> None:
        if self._reader is not None:
            return
        with unit_of_work(self.runtime, write=False) as uow:
            self._position = feed.newest(uow)
        self._caught_up_at = monotonic()
        self.runtime.listener.start()
        self._reader = Thread(target=self._read, name="hub", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        try:
            while not self._closed and not self._server_stops():
                seen = self.runtime.event_wake_up.count  # before the look, so that none is missed between
                if not self._looked():
                    self.runtime.event_wake_up.wait(seen, self.limits.sweep_s)
        finally:
            # Also where it fails: nobody may go on waiting for a reader that is gone.
            with self._lock:
                self._closed |= self._server_stops()
                self._reader = None
                self._end_all()

    def _looked(self) -> bool:
        """Look; a database that is away is looked for again with the next sweep."""
        try:
            return self.look()
        except (SQLAlchemyError, OneHourError) as lost:
            if not self._closed and not is_away(lost):
                log.warning("the hub cannot read the ledger", error=type(lost).__name__)
            return False

    def _end_all(self) -> None:
        for follower in self._followers:
            follower.end()
