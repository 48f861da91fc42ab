"""HTTP as an integration would use it: each call is counted by its route, and repeated where that is safe."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

ATTEMPTS = 5
_BUSY = frozenset({429, 502, 503, 504})
_FIRST_ERROR = 400
_LONGEST_PAUSE_S = 5.0
IDEMPOTENCY_HEADER = "Idempotency-Key"


class Refused(Exception):
    """The server answered a call with a problem; `slug` is the last part of its type."""

    def __init__(self, call: str, status: int, problem: Mapping[str, Any]) -> None:
        self.call, self.status, self.problem = call, status, problem
        self.slug = str(problem.get("type", "")).rpartition("/")[2]
        detail = problem.get("detail") or problem.get("title") or "no explanation"
        fields = "; ".join(f"{path}: {' '.join(map(str, texts))}" for path, texts in self.errors.items())
        super().__init__(f"{call} → {status} {self.slug}: {detail}" + (f" ({fields})" if fields else ""))

    @property
    def errors(self) -> Mapping[str, list[str]]:
        """Field path → messages, where the problem names fields."""
        found = self.problem.get("errors")
        return found if isinstance(found, Mapping) else {}


class Unreachable(Exception):
    """The server did not answer, however often it was asked."""


@dataclass
class Traffic:
    """How often each route was called; a call that had to be repeated counts each time."""

    calls: Counter[str] = field(default_factory=Counter)
    repeats: int = 0

    @property
    def total(self) -> int:
        """All calls."""
        return self.calls.total()


class Http:
    """One connection pool; `pause` waits so many real seconds between attempts."""

    def __init__(
        self,
        client: httpx.Client,
        traffic: Traffic,
        pause: Callable[[float], None],
        keys: random.Random,
    ) -> None:
        self._client, self._traffic, self._pause, self._keys = client, traffic, pause, keys

    def door(self, token: str | None = None) -> Door:
        """Return the calls of one account."""
        return Door(self, token)

    def forget_cookies(self) -> None:
        """Keep what a page set from going out with the calls of others."""
        self._client.cookies.clear()

    def new_key(self) -> str:
        """Return a fresh idempotency key."""
        return str(UUID(int=self._keys.getrandbits(128), version=4))

    def send(
        self,
        method: str,
        route: str,
        path: Mapping[str, object],
        headers: Mapping[str, str],
        **options: Any,
    ) -> httpx.Response:
        """Send one call, and again while the server is busy or the line is broken.

        `route` is a template such as `/api/v1/visits/{id}`, filled from `path`; calls are counted by it.

        Raises:
            Refused: the server said no.
            Unreachable: it said nothing, or only that it is busy, every time.
        """
        call = f"{method} {route}"
        address = route.format(**{name: quote(str(value), safe="") for name, value in path.items()})
        trouble: object = None
        for attempt in range(ATTEMPTS):
            if attempt:
                self._traffic.repeats += 1
                self._pause(min(_LONGEST_PAUSE_S, 0.1 * 4**attempt))
            self._traffic.calls[call] += 1
            try:
                answer = self._client.request(method, address, headers=dict(headers), **options)
            except httpx.TransportError as broken:
                trouble = broken
                continue
            if answer.status_code not in _BUSY:
                return _checked(call, answer)
            trouble = answer.status_code
        raise Unreachable(f"{call}: no answer after {ATTEMPTS} attempts ({trouble})")


class Door:
    """The calls that one account makes.  All are safe to repeat: POSTs carry a key or an event id."""

    def __init__(self, http: Http, token: str | None) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    @property
    def headers(self) -> Mapping[str, str]:
        """What signs the account in, for calls that are not made here."""
        return self._headers

    def get(self, route: str, query: Mapping[str, Any] | None = None, **path: object) -> Any:
        """Return the JSON answer of a GET."""
        return self._http.send("GET", route, path, self._headers, params=query or {}).json()

    def every(self, route: str, query: Mapping[str, Any] | None = None, **path: object) -> list[Any]:
        """Return all rows of a list, page by page."""
        rows: list[Any] = []
        size, page = 100, 0
        while True:
            page += 1
            asked = {**(query or {}), "page": page, "page_size": size}
            found = self._http.send("GET", route, path, self._headers, params=asked).json()
            rows += found
            if len(found) < size:
                return rows

    def post(self, route: str, body: Mapping[str, Any] | None = None, **path: object) -> Any:
        """Return the JSON answer of a POST under a fresh `Idempotency-Key`."""
        headers = {**self._headers, IDEMPOTENCY_HEADER: self._http.new_key()}
        return _body(self._http.send("POST", route, path, headers, json=body or {}))

    def try_post(self, route: str, body: Mapping[str, Any] | None = None, **path: object) -> bool:
        """Do what `post` does; False where the state of things does not allow it, or not any more (409)."""
        try:
            self.post(route, body, **path)
        except Refused as refusal:
            if refusal.status != HTTPStatus.CONFLICT:
                raise
            return False
        return True

    def post_csv(self, route: str, text: str, **path: object) -> Any:
        """Return the JSON answer to a CSV file under a fresh `Idempotency-Key`."""
        headers = {
            **self._headers,
            "Content-Type": "text/csv",
            IDEMPOTENCY_HEADER: self._http.new_key(),
        }
        return _body(self._http.send("POST", route, path, headers, content=text.encode()))

    def tell(self, route: str, event: Mapping[str, Any], **path: object) -> Any:
        """Return the JSON answer to a phone's event, whose own id makes it safe to repeat."""
        return _body(self._http.send("POST", route, path, self._headers, json=event))

    def put(self, route: str, body: Mapping[str, Any], etag: str | None = None, **path: object) -> Any:
        """Return the JSON answer of a PUT, of the version `etag` where one is given."""
        headers = {**self._headers, **({"If-Match": etag} if etag else {})}
        return _body(self._http.send("PUT", route, path, headers, json=body))

    def put_bytes(self, route: str, content: bytes, offset: int, **path: object) -> Any:
        """Return the JSON answer to a piece of a file."""
        headers = {**self._headers, "Content-Type": "application/octet-stream"}
        return _body(self._http.send("PUT", route, path, headers, content=content, params={"offset": offset}))

    def read(self, route: str, **path: object) -> tuple[Any, str | None]:
        """Return one thing with its ETag."""
        answer = self._http.send("GET", route, path, self._headers)
        return answer.json(), answer.headers.get("ETag")


def _checked(call: str, answer: httpx.Response) -> httpx.Response:
    if answer.status_code < _FIRST_ERROR:
        return answer
    try:
        problem = answer.json()
    except ValueError:
        problem = {"detail": answer.text[:200]}
    raise Refused(call, answer.status_code, problem if isinstance(problem, Mapping) else {})


def _body(answer: httpx.Response) -> Any:
    return answer.json() if answer.content else None
