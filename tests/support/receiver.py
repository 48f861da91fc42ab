"""A receiver of webhooks: a real HTTP server in a thread, told what to answer."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread


@dataclass
class Receiver:
    """`answer` gets the connection once the request's head is read; `heads` are what came, in order."""

    url: str
    port: int
    heads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


def plain(status: str = "200 OK", *lines: str, body: bytes = b"") -> Callable[[socket.socket], None]:
    """Answer with this status, header lines and body."""

    def send(connection: socket.socket) -> None:
        head = [f"HTTP/1.1 {status}", *lines, f"Content-Length: {len(body)}", "Connection: close", "", ""]
        connection.sendall("\r\n".join(head).encode() + body)

    return send


@contextmanager
def receiver(answer: Callable[[socket.socket], None]) -> Iterator[Receiver]:
    """Serve one connection after the other until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    told = Receiver(f"http://127.0.0.1:{port}/hook", port)

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                if _read(connection, told):
                    try:
                        answer(connection)
                    except OSError:
                        continue

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def _read(connection: socket.socket, told: Receiver) -> bool:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (piece := connection.recv(65536)):
            return False
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(lines.get(b"content-length", 0)):
        body += connection.recv(65536)
    told.heads.append(head)
    told.bodies.append(body)
    return True
