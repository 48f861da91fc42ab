"""gunicorn's worker with threads, which gives none to a connection before its request is there.

Half-open connections, heads and small bodies that trickle in wait in the poller and end at a deadline;
where all places are taken, the one that has waited longest makes room.
"""

from __future__ import annotations

import errno
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from app.cli import chunks
from app.cli.gathering import LEAST_BYTES_PER_S, Gathering
from app.cli.refusals import refusal, status_of

LINGER_S = 2.0
"""How long whoever got the last answer may take to hang up."""

PROBES = (b"GET /healthz ", b"GET /readyz ", b"HEAD /healthz ", b"HEAD /readyz ")
_PASSING = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)


class DeadlineWorker(ThreadWorker):
    """`head_s` and `body_s` are how long the head and the body of a request may take."""

    head_s = 10.0
    body_s = 20.0

    def init_process(self) -> None:
        """Keep threads for probes: they are asked when all others wait for something."""
        self._probes = ThreadPoolExecutor(2, thread_name_prefix="probe")
        super().init_process()

    def accept(self, listener: socket.socket) -> None:
        """Take a connection and wait for its request."""
        try:
            made, address = listener.accept()
        except OSError as lost:
            if lost.errno not in _PASSING:
                raise
            return
        if self.nr_conns + 1 >= self.worker_connections and self.pending_conns:
            self._drop(self.pending_conns[0])
        self.nr_conns += 1
        conn = TConn(self.cfg, Gathering(made), address, listener.getsockname())
        self._await(conn, self.head_s)

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """Wait for the next request of a connection that was kept open."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn, self.head_s)
        self.on_pending_socket_readable(conn, client)

    def on_pending_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """Collect what has come, and find a thread once it is a request."""
        del client
        sock: Gathering = conn.sock
        had_head = sock.has_head
        try:
            count = sock.gather()
        except BlockingIOError:
            return
        except OSError:
            count = 0
        if not count or sock.is_drained:
            self._drop(conn)
        elif sock.is_ending:
            return
        elif sock.is_too_long:
            self._refuse(conn)
        elif sock.is_whole:
            self._leave_poller(conn)
            conn.data_ready = True
            self.enqueue_req(conn)
        elif sock.has_head and not had_head:
            conn.timeout = time.monotonic() + self.body_s
        else:
            conn.timeout += count / LEAST_BYTES_PER_S if sock.has_head else 0

    def enqueue_req(self, conn: Any) -> None:
        """Give it to a thread, which reads the rest of a large body under a deadline too."""
        conn.sock.begin(self.body_s)
        if conn.sock.asks_for(PROBES):
            task = self._probes.submit(self.handle, conn)
            task.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))
            return
        super().enqueue_req(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer it; what its chunks cost is watched while they are read."""
        if req.body is not None:
            chunks.watch(req.body, lambda: conn.sock.taken)
        return super().handle_request(req, conn)

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:
        """Keep the connection, or let it go without making everybody else wait for the goodbye."""
        done = None if fs.cancelled() or fs.exception() else fs.result()
        if done is True and conn.sock.has_rest:
            self.enqueue_req(conn)
            return
        over = done is False
        if not (over and self.alive):
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        conn.sock.is_ending = True
        self._await(conn, LINGER_S)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Refuse what cannot be read with a problem; the log names what is wrong and repeats no address."""
        del req, addr
        status = status_of(exc)
        if status is None:
            status = int(HTTPStatus.INTERNAL_SERVER_ERROR)
            self.log.error("request failed before its answer", exc_info=exc)
        else:
            self.log.warning("request refused: %s", type(exc).__name__)
        with suppress(OSError):
            client.sendall(refusal(status))

    def murder_pending(self) -> None:
        """End what has not become a request in time; deadlines move, so all are looked at."""
        now = time.monotonic()
        waiting: list[Any] = list(self.pending_conns)
        for conn in waiting:
            if conn.timeout <= now:
                self._drop(conn)

    def _await(self, conn: Any, within_s: float) -> None:
        conn.sock.settimeout(0)
        conn.timeout = time.monotonic() + within_s
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _refuse(self, conn: Any) -> None:
        with suppress(OSError):
            conn.sock.send(refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE))
        self._drop(conn)

    def _drop(self, conn: Any) -> None:
        self._leave_poller(conn)
        self._close(conn)

    def _leave_poller(self, conn: Any) -> None:
        self.pending_conns.remove(conn)
        with suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)

    def _close(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()
