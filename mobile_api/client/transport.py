"""The way to the server.  Another transport (a test's lossy one) has the same two calls."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import quote

import httpx

_FIRST_ERROR = 400
_FIRST_SERVER_ERROR = 500


class Unreachable(Exception):
    """No answer, or one that asks to come back later: whether the server took the call is not known."""

    def __init__(self, why: str, retry_after_s: float | None = None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(why)


class Rejected(Exception):
    """The server refused the whole call with a problem, which `problem` holds."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, problem
        super().__init__(f"{status}: {problem.get('detail') or problem.get('title') or 'refused'}")


class Transport(Protocol):
    """Carries calls; both raise `Unreachable` or `Rejected`."""

    def sync(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """POST a sync and return its answer."""
        ...

    def put_photo(self, visit_id: str, sha256: str, offset: int, data: bytes) -> Mapping[str, Any]:
        """PUT bytes of a photo and return how far it has come."""
        ...


class HttpTransport:
    """HTTP with a bearer token.  `client` has the server's address as its base URL, and a time-out."""

    def __init__(self, client: httpx.Client, token: str, language: str = "en") -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    def sync(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """POST a sync and return its answer."""
        return self._send("POST", "/mobile/v1/sync", json=body)

    def put_photo(self, visit_id: str, sha256: str, offset: int, data: bytes) -> Mapping[str, Any]:
        """PUT bytes of a photo and return how far it has come."""
        address = f"/mobile/v1/visits/{quote(visit_id)}/photos/{quote(sha256)}"
        return self._send("PUT", address, content=data, params={"offset": offset})

    def _send(self, method: str, address: str, **content: Any) -> Mapping[str, Any]:
        try:
            answer = self._client.request(method, address, headers=self._headers, **content)
        except httpx.TransportError as why:
            raise Unreachable(str(why) or type(why).__name__) from why
        return judged(answer.status_code, _json(answer), answer.headers.get("Retry-After"))


def judged(status: int, body: object, retry_after: str | None = None) -> Mapping[str, Any]:
    """Return the body of a good answer.

    Raises:
        Unreachable: the server failed, is busy, or did not answer in its own words.
        Rejected: it said no.
    """
    told = body if isinstance(body, Mapping) else None
    busy = status == HTTPStatus.TOO_MANY_REQUESTS or status >= _FIRST_SERVER_ERROR
    if busy or told is None:
        wait = float(retry_after) if retry_after and retry_after.isdecimal() else None
        raise Unreachable(f"the server answered {status}", wait)
    if status >= _FIRST_ERROR:
        raise Rejected(status, told)
    return told


def _json(answer: httpx.Response) -> object:
    try:
        return answer.json()
    except ValueError:
        return None
