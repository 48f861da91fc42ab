"""A road server that speaks OSRM's table protocol, on a free port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

Point: TypeAlias = tuple[float, float]


def table_answer(url: str, seconds: Callable[[Point, Point], float | None]) -> dict[str, Any]:
    """What the table service answers to `url`; `seconds` of two (lat, lon) may be None: no road."""
    parts = urlsplit(url)
    told = [place.split(",") for place in parts.path.rpartition("/")[2].split(";")]
    points = [(float(lat), float(lon)) for lon, lat in told]
    query = parse_qs(parts.query)
    rows, columns = ([int(n) for n in query[key][0].split(";")] for key in ("sources", "destinations"))
    return {"code": "Ok", "durations": [[seconds(points[r], points[c]) for c in columns] for r in rows]}


@contextmanager
def serving(answer: Callable[[str], tuple[int, bytes]]) -> Iterator[str]:
    """A road server on a free port; `answer` gives status and body for a path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}"
        finally:
            listening.shutdown()
            thread.join()
