"""Half-open connections and requests that trickle in take nobody else's place."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.serving import serving

HALVES = {
    "nothing": b"",
    "half a head": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Wait: ",
    "half a body": b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nlogin=",
    "half a chunk": b"POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nlogin=",
    "half an upload": b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\nlogin=",
}
EACH = 30
THREADS = 2

pytestmark = pytest.mark.slow("the server's deadlines are whole seconds, and it waits them out when it ends")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with two threads that gives a head a second, and a body two."""
    folder: Path = tmp_path_factory.mktemp("deadlines") / "var"
    narrow = {"stream_cap": "1", "head_deadline_s": "1", "body_deadline_s": "2", "embedded_worker": "false"}
    with serving(folder, "--no-seed", "--threads", str(THREADS), **narrow) as (address, _):
        yield address


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=60)


def test_ninety_and_more_that_never_finish_keep_nobody_from_being_answered(url: str) -> None:
    with ExitStack() as open_ones, httpx.Client(base_url=url, timeout=60) as http:
        assert http.get("/healthz").status_code == 200
        slow = [
            (open_ones.enter_context(_connect(url)), half) for half in HALVES.values() for _ in range(EACH)
        ]
        for sock, half in slow:
            sock.sendall(half)
        for _ in range(5):
            assert http.get("/healthz").status_code == 200
            assert httpx.get(f"{url}/readyz", timeout=60).status_code == 200
        ends = [_read_to_the_end(sock) for sock, _ in slow]  # each is hung up on, by itself
        assert {end[:12] for end in ends} <= {b"", b"HTTP/1.1 413", b"HTTP/1.1 400"}


def _read_to_the_end(sock: socket.socket) -> bytes:
    told = b""
    try:
        while data := sock.recv(4096):
            told += data
    except ConnectionResetError:
        pass
    return told


def test_a_request_in_pieces_is_answered(url: str) -> None:
    text = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with _connect(url) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for letter in text:
            sock.sendall(bytes([letter]))
        assert _read_to_the_end(sock).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("framing", ["Content-Length: 7", "Transfer-Encoding: chunked"])
def test_a_body_that_waits_to_be_asked_for_is_asked_for(url: str, framing: str) -> None:
    body = b"login=x" if "Length" in framing else b"7\r\nlogin=x\r\n0\r\n\r\n"
    head = (
        f"POST /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n{framing}\r\n\r\n"
    )
    with _connect(url) as sock:
        sock.sendall(head.encode())
        assert sock.recv(25).startswith(b"HTTP/1.1 100")
        sock.sendall(body)
        assert b"HTTP/1.1 403" in _read_to_the_end(sock)


def test_two_requests_on_one_connection_are_both_answered(url: str) -> None:
    first = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with _connect(url) as sock:
        sock.sendall(first + last)
        assert _read_to_the_end(sock).count(b"HTTP/1.1 200") == 2


def test_a_head_without_end_is_refused(url: str) -> None:
    with _connect(url) as sock:
        try:
            sock.sendall(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000)
        except (BrokenPipeError, ConnectionResetError):
            return
        assert _read_to_the_end(sock)[:12] in {b"", b"HTTP/1.1 431"}


def test_an_address_that_is_too_long_is_refused_with_a_problem(url: str) -> None:
    with _connect(url) as sock:
        sock.sendall(b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = _read_to_the_end(sock)
    assert answer.startswith(b"HTTP/1.1 414 ")
    assert b"Content-Type: application/problem+json" in answer
    assert b"xxx" not in answer


def test_a_large_upload_still_comes_through(url: str) -> None:
    answer = httpx.post(f"{url}/api/v1/auth/tokens", content=b" " * 2_000_000, timeout=60)
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"1\r\n \r\n" * 20_000 + b"0\r\n\r\n", b"zz\r\n \r\n0\r\n\r\n"])
def test_chunks_that_waste_or_say_nothing_are_refused_with_a_problem(url: str, body: bytes) -> None:
    head = (
        b"POST /api/v1/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    with _connect(url) as sock:
        sock.sendall(head + body)
        answer = sock.recv(4096)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


def test_a_head_in_thousands_of_pieces_is_refused(url: str) -> None:
    with _connect(url) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(60_000):
                sock.sendall(b"y")
        told = _read_to_the_end(sock)
    assert told[:12] in {b"", b"HTTP/1.1 431"}
