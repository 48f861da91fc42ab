"""Pages as a browser uses them: signed in, their forms filled in and sent, without their scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx

from app.demo.client import Http
from app.demo.errors import DemoError

_HIDDEN = {name: re.compile(rf'name="{name}" value="([^"]+)"') for name in ("csrf_token", "once")}


class Pages:
    """One account's pages; its cookies are its own, though all share one connection."""

    def __init__(self, http: Http, login: str, password: str) -> None:
        self._http, self._cookies = http, httpx.Cookies()
        self.send("/login", "/login", {"login": login, "password": password})

    def open(self, route: str, **path: object) -> str:
        """Return a page."""
        return self._call("GET", route, path).text

    def send(self, on: str, to: str, fields: Mapping[str, str], **path: object) -> None:
        """Open the page `on`, fill in its form that goes `to`, and send it."""
        page = self.open(on, **path)
        found = {name: pattern.search(page) for name, pattern in _HIDDEN.items()}
        carried = {name: match[1] for name, match in found.items() if match}
        self._call("POST", to, path, {**carried, **fields})

    def _call(
        self, method: str, route: str, path: Mapping[str, object], fields: Mapping[str, str] | None = None
    ) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        data = {"data": dict(fields)} if fields else {}
        answer = self._http.send(method, route, path, {"Cookie": cookie} if cookie else {}, **data)
        self._http.forget_cookies()
        self._cookies.update(answer.cookies)
        if method == "POST" and not answer.is_redirect:
            raise DemoError(f"The form of {route} was shown again instead of being taken.")
        return answer
