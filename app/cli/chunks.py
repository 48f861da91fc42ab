"""Bodies in chunks: how much of them may be the chunks' own framing.

A chunk of one byte costs what one of a thousand does, and its extension may be longer than what it brings:
the limit of a body's size alone would let a stranger buy seconds of processor with 64 kB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import ParseException

FREE_PIECES = 500
BYTES_PER_PIECE = 128
"""Beyond the free ones each piece has to bring so much, on average."""

FREE_FRAMING = 64 * 1024
"""Bytes that may come beside what the body holds, and as many again as it does."""


class WastefulChunks(OSError):
    """The body cannot be read, or is more framing than body; the application takes it for a lost caller."""


def watch(body: Any, received: Callable[[], int]) -> None:
    """Have a request's `body` be given up when its framing costs too much; `received` counts its bytes."""
    if isinstance(body.reader, ChunkedReader):
        reader: Any = body.reader
        reader.parser = frugal(reader.parser, received)


def frugal(pieces: Iterator[bytes], received: Callable[[], int]) -> Iterator[bytes]:
    """Pass pieces on.

    Raises:
        WastefulChunks: there are too many for what they hold, or they cannot be read.
    """
    count = size = 0
    try:
        for piece in pieces:
            count, size = count + 1, size + len(piece)
            if count > FREE_PIECES + size // BYTES_PER_PIECE or received() > FREE_FRAMING + 2 * size:
                raise WastefulChunks("the body is more framing than body")
            yield piece
    except ParseException as bad:
        raise WastefulChunks(str(bad)) from bad
