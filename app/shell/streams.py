"""The live stream as Server-Sent Events, and the long poll for those who get no stream.

Both begin behind the event that the caller saw last.  What lies between it and the hub's position is read
from the database, the rest comes through the hub's queue: the two meet at `Subscription.start`, so that
nothing is missing and nothing comes twice.
"""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any, cast
from uuid import UUID

import structlog
from flask import Flask, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from app.kernel import Principal, Runtime, UnitOfWork, feed, unit_of_work
from app.kernel.errors import Forbidden, OneHourError
from app.kernel.feed import Cursor
from app.kernel.phrases import Phrase
from app.outbox.reads import audience
from app.shell import auth
from app.shell.errors import StreamFull
from app.shell.hub import Hub, Limits, Subscription
from app.shell.messages import Edition, ToldEvent, server_sent
from app.web.context import EXTENSION as RUNTIME
from app.web.context import principal

EXTENSION = "onehour.hub"
MIMETYPE = "text/event-stream"
HEADER = "Last-Event-ID"
RETRY_MS = 3000
SEND_TIMEOUT_S = 20.0

log = structlog.get_logger(__name__)
_making = Lock()


def hub() -> Hub:
    """Return the hub of this process."""
    return hub_of(current_app)


def hub_of(flask_app: Flask) -> Hub:
    """Return the hub of an application, made for its runtime at the first call."""
    means = cast("Runtime", flask_app.extensions[RUNTIME])
    with _making:
        found: Hub | None = flask_app.extensions.get(EXTENSION)
        if found is None or found.runtime is not means:
            settings = means.settings
            found = Hub(
                means,
                Limits(settings.stream_cap, settings.streams_per_account, life_s=settings.stream_life_s),
            )
            flask_app.extensions[EXTENSION] = found
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader of the ledger is told at one go, and where he goes on."""

    messages: list[ToldEvent]
    cursor: Cursor
    more: bool


def opened(last_event_id: str | None, request_id: UUID | None = None, *, named: bool = True) -> Response:
    """Open a stream for this request's principal behind `last_event_id`, else behind what is there now.

    Without `named` the kind stands in the data alone, for browsers that listen to all kinds at once.

    Raises:
        Forbidden: an API key without any scope that opens events.
        Invalid: the id is none of this feed.
        StreamFull: too many are open.
    """
    who = _follower()
    text = request.headers.get(HEADER) or last_event_id
    cursor = Cursor.parse(text, HEADER if request.headers.get(HEADER) else "last_event_id") if text else None
    here = hub()
    joined = here.join(who, request_id, partial(hung_up, request.environ.get("gunicorn.socket")))
    # A generator that was never begun is not closed, so the response itself lets go.
    stream = Stream(here, joined, auth.witness(), named=named)
    response = Response(stream.chunks(cursor), mimetype=MIMETYPE)
    response.call_on_close(partial(here.leave, joined))
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "no-store"
    _give_up_on_the_deaf()
    return response


class Stream:
    """What one client is sent."""

    def __init__(
        self, here: Hub, joined: Subscription, witness: Callable[[UnitOfWork], Principal], *, named: bool
    ) -> None:
        self._hub, self._joined, self._witness, self._named = here, joined, witness, named
        self._cursor = joined.start
        # Clients spread anew over the processes that are there then.
        self._until = monotonic() + here.limits.life_s

    def chunks(self, cursor: Cursor | None) -> Iterator[bytes]:
        """Yield the stream piece by piece until it has to end; the client comes back by itself."""
        try:
            yield from self._begin(cursor)
            while True:
                yield from self._live()
                if why := self._why_end():
                    yield why
                    return
        except (SQLAlchemyError, OneHourError) as lost:
            log.warning("a stream ends early", error=type(lost).__name__)
        finally:
            self._hub.leave(self._joined)

    def _begin(self, cursor: Cursor | None) -> Iterator[bytes]:
        start, reset = self._joined.start, False
        if cursor is not None:
            with unit_of_work(self._hub.runtime, write=False) as uow:
                reset = cursor > feed.newest(uow)
            self._cursor = start if reset else cursor
        hello = {"cursor": str(self._cursor), "heartbeat_s": self._hub.limits.heartbeat_s, "reset": reset}
        yield f"retry: {RETRY_MS}\n".encode() + server_sent(hello, "hello", str(self._cursor))
        while self._cursor < start:
            page = behind(self._hub, self._joined.principal, self._joined.request_id, self._cursor, start)
            yield from map(self._told, page.messages)
            # Also where nothing was for this client: he shall not have to read it all again.
            self._cursor = page.cursor if page.more else max(start, page.cursor)
            yield self._heartbeat()

    def _live(self) -> Iterator[bytes]:
        limits = self._hub.limits
        return_at = min(monotonic() + limits.recheck_s, self._until)
        while True:
            messages, position = self._joined.take(min(limits.heartbeat_s, max(0, self._until - monotonic())))
            # In one piece: with hundreds of streams, sending is what telling costs.
            if told := b"".join(self._told(m) for m in messages if m.cursor > self._cursor):
                yield told
            self._cursor = max(self._cursor, position)
            if not messages:
                yield self._heartbeat()
            ended = self._joined.ended or self._joined.overflowed
            if ended or self._joined.doubted() or monotonic() >= return_at:
                return

    def _why_end(self) -> bytes | None:
        if self._joined.overflowed:
            return server_sent({"cursor": str(self._cursor)}, "overflow")
        if self._joined.ended:
            return server_sent({"why": "stopping"}, "bye")
        if monotonic() >= self._until:
            return server_sent({"why": "renew"}, "bye")
        if not self._is_known():
            return server_sent({"why": "credentials"}, "bye")
        return None

    def _is_known(self) -> bool:
        """Tell whether whoever opened the stream could open it now with the same rights."""
        try:
            with unit_of_work(self._hub.runtime, write=False) as uow:
                return self._witness(uow) == self._joined.principal
        except OneHourError:
            return False

    def _told(self, message: ToldEvent) -> bytes:
        self._cursor = max(self._cursor, message.cursor)
        return message.event(named=self._named)

    def _heartbeat(self) -> bytes:
        """A comment keeps the connection, an id alone moves the client's place without an event."""
        return f": heartbeat\nid: {self._cursor}\n\n".encode()


def polled(after: str | None, wait_s: float, limit: int, request_id: UUID | None = None) -> dict[str, Any]:
    """Return what lies behind `after`, waiting for it where there is nothing yet and a place is free.

    Without `after` it tells the present cursor at once.

    Raises:
        Forbidden: an API key without any scope that opens events.
        Invalid: `after` is no cursor of this feed.
    """
    who, here = _follower(), hub()
    with unit_of_work(here.runtime, write=False) as uow:
        newest = feed.newest(uow)
    cursor = newest if after is None else Cursor.parse(after, "after")
    if after is None or cursor > newest:
        return _answer(Page([], newest, more=False), reset=cursor > newest)
    page = behind(here, who, request_id, cursor, None, limit)
    if page.messages or page.more or not wait_s:
        return _answer(page)
    try:
        joined = here.join(who, request_id)
    except StreamFull:
        return _answer(page)
    try:
        return _answer(_waited(here, joined, page, wait_s, limit))
    finally:
        here.leave(joined)


def behind(
    here: Hub,
    who: Principal,
    request_id: UUID | None,
    cursor: Cursor,
    end: Cursor | None,
    limit: int | None = None,
) -> Page:
    """Read one page behind `cursor`, up to `end`; the work of one call is bounded by the page."""
    size = min(limit or here.limits.page, here.limits.page)
    with unit_of_work(here.runtime, who, write=False) as uow:
        newest = feed.newest(uow)
        events = feed.after(uow, cursor, size, *audience.narrowing(uow, who, request_id))
        found = audience.happenings(uow, events)
    inside = [it for it in found if end is None or it.cursor <= end]
    messages = Edition(inside).messages(who, request_id)
    more = len(inside) == size
    reached = [cursor, *(it.cursor for it in inside[-1:]), *([] if more else [min(newest, end or newest)])]
    return Page(messages, max(reached), more)


def _waited(here: Hub, joined: Subscription, page: Page, wait_s: float, limit: int) -> Page:
    """Wait for the hub to have something, then read it where the client left off."""
    until = monotonic() + wait_s
    while not (page.messages or page.more):
        page = behind(here, joined.principal, joined.request_id, page.cursor, None, limit)
        left_s = until - monotonic()
        let_go = joined.ended or joined.overflowed or joined.doubted()
        if page.messages or page.more or left_s <= 0 or let_go:
            break
        joined.take(left_s)
    return page


def _answer(page: Page, *, reset: bool = False) -> dict[str, Any]:
    events = [message.body for message in page.messages]
    return {"events": events, "cursor": str(page.cursor), "more": page.more, "reset": reset}


def _follower() -> Principal:
    who = principal()
    if not audience.may_follow(who):
        raise Forbidden(Phrase("The API key has no scope that opens events."))
    return who


def hung_up(connection: socket.socket | None) -> bool:
    """Tell whether the client has closed its end; never waits."""
    if connection is None:
        return False
    try:
        waiting = select.poll()
        waiting.register(connection, select.POLLIN)
        return bool(waiting.poll(0)) and connection.recv(1, socket.MSG_PEEK) == b""
    except (ssl.SSLError, ValueError):  # TLS shows nothing beforehand; a closed one has no number any more
        return connection.fileno() < 0
    except OSError:
        return True


def _give_up_on_the_deaf() -> None:
    """Have a send to a client that takes nothing fail at last, instead of holding its thread for good."""
    if (connection := request.environ.get("gunicorn.socket")) is not None:
        connection.settimeout(SEND_TIMEOUT_S)
