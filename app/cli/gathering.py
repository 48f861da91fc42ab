"""A connection's socket that collects a request before a thread is given to it, and never waits for ever."""

from __future__ import annotations

import errno
import re
import socket
import time
from typing import Any

LARGEST_HEAD = 64 * 1024
LARGEST_GATHERED = 128 * 1024
"""A request up to this size waits for no thread; of a larger one the head is judged while the rest comes."""

FREE_PIECES = 500
BYTES_PER_PIECE = 64
"""Beyond the free ones each piece has to bring so much, on average: each wakes the server up."""

MOST_DRAINED = 32 * 1024 * 1024
"""Of what still comes after the last answer; more is not waited for."""

LEAST_BYTES_PER_S = 500
"""Slower than the slowest mobile network; each byte that comes prolongs the deadline by its share."""

WRITE_S = 30.0
"""How long a reader may take nothing of what it asked for."""

_PIECE = 64 * 1024
_END_OF_HEAD = b"\r\n\r\n"
_LAST_CHUNK = b"\r\n0\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Gathering(socket.socket):
    """Takes over `made`; what was gathered is what `recv` gives first."""

    def __init__(self, made: socket.socket) -> None:
        super().__init__(made.family, made.type, made.proto, fileno=made.detach())
        self.is_ending = False
        self._early = bytearray()
        self._ends: float | None = None
        self._head_bytes = self._searched = self._pieces = self._taken = self._drained = 0
        self._framing: int | None = 0

    def gather(self) -> int:
        """Take what has come without waiting for more; returns the number of bytes, 0 at the end.

        Raises:
            BlockingIOError: nothing has come.
            OSError: the connection is broken.
        """
        data = super().recv(_PIECE)
        if self.is_ending:
            self._drained += len(data)
        else:
            self._pieces += 1
            self._early += data
            self._find_head()
        return len(data)

    def begin(self, deadline_s: float) -> None:
        """Give the thread that reads from now on so long, and more for what comes."""
        self._ends = time.monotonic() + deadline_s
        self._head_bytes = self._searched = self._pieces = self._taken = 0

    @property
    def taken(self) -> int:
        """Bytes that were read since the thread began."""
        return self._taken

    @property
    def is_drained(self) -> bool:
        """Whether so much came after the last answer that no more is waited for."""
        return self._drained > MOST_DRAINED

    @property
    def has_head(self) -> bool:
        """Whether the head of the request is there."""
        return self._head_bytes > 0

    def asks_for(self, beginnings: tuple[bytes, ...]) -> bool:
        """Whether the request begins with one of these."""
        return self._early.startswith(beginnings)

    @property
    def has_rest(self) -> bool:
        """Whether something of the next request was gathered with this one."""
        return bool(self._early)

    @property
    def is_too_long(self) -> bool:
        """Whether no head that is ever read can come of it, or it comes in too many pieces."""
        if self._pieces > FREE_PIECES + len(self._early) // BYTES_PER_PIECE:
            return True
        return not self._head_bytes and len(self._early) > LARGEST_HEAD

    @property
    def is_whole(self) -> bool:
        """Whether a thread has work with it: all of it is there, or it is too large to be gathered."""
        if not self._head_bytes:
            return False
        if len(self._early) > LARGEST_GATHERED:
            return True
        if self._framing is None:
            # Fields may follow the last chunk.
            ends = self._early.endswith(_END_OF_HEAD)
            return ends and self._early.find(_LAST_CHUNK, self._head_bytes - 2) >= 0
        return self._framing > LARGEST_GATHERED or len(self._early) >= self._head_bytes + self._framing

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Give what was gathered, then what comes before the deadline.

        Raises:
            ConnectionResetError: the deadline is over.
            TimeoutError: a shorter one that the caller has set.
        """
        if self._early:
            data = bytes(self._early[:size])
            del self._early[:size]
        elif self._ends is None:
            data = super().recv(size, flags)
        else:
            data = self._received(size, flags, self._ends - time.monotonic())
        self._taken += len(data)
        return data

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all of it, as long as the reader goes on reading.

        Raises:
            BrokenPipeError: it does not.
        """
        view = memoryview(data).cast("B")
        before = self.gettimeout()
        self.settimeout(WRITE_S)
        try:
            for at in range(0, len(view), _PIECE):
                super().sendall(view[at : at + _PIECE], flags)
        except TimeoutError as slow:
            raise BrokenPipeError(errno.EPIPE, "the reader does not read") from slow
        finally:
            self.settimeout(before)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a file under the same condition.

        Raises:
            BrokenPipeError: the reader does not read.
        """
        self.settimeout(WRITE_S)
        try:
            return super().sendfile(file, offset, count)
        except TimeoutError as slow:
            raise BrokenPipeError(errno.EPIPE, "the reader does not read") from slow
        finally:
            self.settimeout(None)

    def _find_head(self) -> None:
        if self._head_bytes:
            return
        end = self._early.find(_END_OF_HEAD, self._searched)
        if end < 0:
            self._searched = max(0, len(self._early) - len(_END_OF_HEAD))  # from there on, next time
            return
        self._head_bytes = end + len(_END_OF_HEAD)
        head = bytes(self._early[: self._head_bytes])
        self._framing = _announced(head)
        if _EXPECTS.search(head) and not self.is_whole:
            self.send(_CONTINUE)  # a few bytes into an empty buffer: it cannot wait

    def _received(self, size: int, flags: int, left_s: float) -> bytes:
        asked_s = self.gettimeout()
        if left_s <= 0:
            raise ConnectionResetError(errno.ECONNRESET, "the request comes too slowly")
        self.settimeout(left_s if asked_s is None else min(left_s, asked_s))
        try:
            data = super().recv(size, flags)
        except TimeoutError as slow:
            if asked_s is not None and asked_s < left_s:
                raise
            raise ConnectionResetError(errno.ECONNRESET, "the request comes too slowly") from slow
        finally:
            self.settimeout(asked_s)
        if self._ends is not None:
            self._ends += len(data) / LEAST_BYTES_PER_S
        return data


def _announced(head: bytes) -> int | None:
    """Return how many bytes of body follow a head; None where chunks tell their end themselves."""
    if _CHUNKED.search(head):
        return None
    found = _LENGTH.search(head)
    return int(found[1]) if found else 0
