"""Debian's Chromium by playwright, against a server of our own, with every complaint of the page kept."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Flask
from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
SLOW_DRAWING = "GL Driver Message (OpenGL, Performance"
"""Of maps, where the processor stands in for a graphics card."""

WIDTHS = {"phone": (390, 844), "desk": (1440, 900)}


class Quiet(WSGIRequestHandler):
    """Does not write a line for each request among the test's."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


def with_files_read(application: WSGIApplication) -> WSGIApplication:
    """The application with files read before they are sent.

    A browser that goes on to the next page drops what it was loading; the server then leaves the file open.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        parts = application(environ, start_response)
        if not environ["PATH_INFO"].startswith("/static/"):
            return parts
        with closing(ClosingIterator(parts)) as read:
            return [b"".join(read)]

    return answer


@contextmanager
def served(application: Flask) -> Iterator[str]:
    """Serve on a free port of this machine; yields the address."""
    server = make_server("127.0.0.1", 0, with_files_read(application), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def launched(playwright: Playwright) -> Browser:
    """Start the browser."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@dataclass
class Visitor:
    """One person's browser window."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, login: str, password: str) -> None:
        """Send the form without drawing its page, which costs more than most tests."""
        asked = self.page.context.request
        token = re.search(r'name="csrf_token" value="([^"]+)"', asked.get(f"{self.address}/login").text())
        assert token
        form = {"csrf_token": token[1], "login": login, "password": password}
        assert asked.post(f"{self.address}/login", form=form, max_redirects=0).status == 303

    def is_too_wide(self, path: str) -> bool:
        """Whether a page of the site scrolls sideways, in the window as it is or at any of the widths."""
        self.open(path)
        return self.scrolls_sideways()

    def scrolls_sideways(self) -> bool:
        """Whether the page that is open does so."""
        widths = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        page, found = self.page, []
        at_first = page.viewport_size
        assert at_first
        for width, height in [(at_first["width"], at_first["height"]), *WIDTHS.values()]:
            page.set_viewport_size({"width": width, "height": height})
            content, window = page.evaluate(widths)
            found.append(content > window)
        page.set_viewport_size(at_first)
        return any(found)


def visitor(browser: Browser, address: str, width: str, locale: str = "en", **more: Any) -> Visitor:
    """Open a window; errors, warnings and requests to elsewhere go to `complaints`."""
    wide, high = WIDTHS[width]
    context = browser.new_context(viewport={"width": wide, "height": high}, locale=locale, **more)
    page = context.new_page()
    made = Visitor(page, address)
    page.on(
        "console",
        lambda said: (
            made.complaints.append(said.text)
            if said.type in {"error", "warning"} and SLOW_DRAWING not in said.text
            else None
        ),
    )
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((address, "data:", "blob:"))
            else made.complaints.append(f"asked elsewhere: {asked.url}")
        ),
    )
    return made
