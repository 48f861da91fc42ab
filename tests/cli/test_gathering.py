"""What a request costs before a thread has it, and while its chunks are read: pieces are counted."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from gunicorn.http.errors import InvalidChunkSize

from app.cli import chunks, gathering
from app.cli.gathering import Gathering

HEAD = b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n"


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, Gathering]]:
    near, far = socket.socketpair()
    with near, Gathering(far) as gathered:
        yield near, gathered


def _send(pair: tuple[socket.socket, Gathering], data: bytes, size: int) -> None:
    near, far = pair
    for at in range(0, len(data), size):
        near.sendall(data[at : at + size])
        far.gather()


def test_a_request_byte_by_byte_is_whole_at_its_last(pair: tuple[socket.socket, Gathering]) -> None:
    _send(pair, HEAD + b"a=b", 1)
    assert (pair[1].has_head, pair[1].is_whole) == (True, False)
    _send(pair, b"c", 1)
    assert pair[1].is_whole
    assert not pair[1].is_too_long


def test_a_request_in_too_many_pieces_is_given_up(pair: tuple[socket.socket, Gathering]) -> None:
    _send(pair, HEAD.replace(b"4\r", b"9000\r") + b"x" * gathering.FREE_PIECES, 1)
    assert pair[1].is_too_long


def test_a_large_request_may_come_in_as_many_pieces_as_networks_make(
    pair: tuple[socket.socket, Gathering],
) -> None:
    _send(pair, HEAD.replace(b"4\r", b"100000\r") + b"x" * 100_000, 128)
    assert pair[1].is_whole
    assert not pair[1].is_too_long


def test_the_end_of_a_head_is_sought_where_it_was_not_yet(
    pair: tuple[socket.socket, Gathering], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    class Watched(bytearray):
        def find(self, sub: bytes, start: int = 0) -> int:  # type: ignore[override]
            seen.append(len(self) - start)
            return super().find(sub, start)

    monkeypatch.setattr(pair[1], "_early", Watched())
    _send(pair, b"GET / HTTP/1.1\r\n" + b"X-A: yyyyyyy\r\n" * 300 + b"\r\n", 100)
    assert pair[1].has_head
    assert max(seen) <= 100 + len(b"\r\n\r\n")


def test_of_what_comes_after_the_last_answer_not_all_is_read(
    pair: tuple[socket.socket, Gathering], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST_DRAINED", 1_000)
    pair[1].is_ending = True
    _send(pair, b"x" * 1_000, 100)
    assert not pair[1].is_drained
    _send(pair, b"x", 1)
    assert pair[1].is_drained


def test_chunks_of_a_byte_are_given_up_and_useful_ones_are_not() -> None:
    read: list[int] = []

    def of(size: int, count: int) -> Iterator[bytes]:
        for n in range(count):
            read.append(n)
            yield b"x" * size

    assert sum(map(len, chunks.frugal(of(4_096, 1_000), lambda: 0))) == 4_096_000
    read.clear()
    with pytest.raises(chunks.WastefulChunks):
        list(chunks.frugal(of(1, 60_000), lambda: 0))
    assert len(read) < chunks.FREE_PIECES + 10


def test_chunks_with_more_framing_than_body_are_given_up() -> None:
    with pytest.raises(chunks.WastefulChunks):
        list(chunks.frugal(iter([b"x"] * 10), lambda: chunks.FREE_FRAMING + 100))


def test_chunks_that_cannot_be_read_are_the_callers_fault() -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise InvalidChunkSize(b"zz")

    with pytest.raises(chunks.WastefulChunks):
        list(chunks.frugal(broken(), lambda: 0))


@pytest.mark.parametrize("end", [b"0\r\n\r\n", b"0\r\nX-Sum: 1\r\n\r\n"])
@pytest.mark.parametrize("body", [b"", b"4\r\na=bc\r\n"])
def test_chunks_end_with_the_last_and_what_follows_it(
    pair: tuple[socket.socket, Gathering], body: bytes, end: bytes
) -> None:
    head = b"POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    _send(pair, head + body, 1)
    assert (pair[1].has_head, pair[1].is_whole) == (True, False)
    _send(pair, end[:-1], 1)
    assert not pair[1].is_whole
    _send(pair, end[-1:], 1)
    assert pair[1].is_whole
