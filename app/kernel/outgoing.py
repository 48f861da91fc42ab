"""The way out: one signed POST to a checked address, or one message through apprise.

A name is resolved once, every address of it is checked, and the connection goes to the checked one while
TLS still proves the name; so a name that changes its address in between (DNS rebinding) gains nothing.
Redirects are not followed, proxies of the environment are not used, and one deadline bounds the whole
exchange, however slowly the other side drips.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpcore

from app.kernel.addresses import (
    AddressRefused,
    AllowList,
    Resolve,
    check_url,
    checked_address,
    system_resolve,
)
from app.kernel.phrases import Phrase
from app.settings import Settings

Place = tuple[str, int | None]
"""Host and port, None where none is named."""

DEADLINE_S = 10.0
MAX_ANSWER = 16 * 1024
LOCAL_CHANNELS = frozenset(
    {"dbus", "glib", "gio", "gnome", "kde", "macosx", "qt", "syslog", "windows", "growl", "aprs"}
)
"""Channels of apprise that act on the server's own machine."""


class Failure(StrEnum):
    """The class of what went wrong."""

    NO_ANSWER = "no_answer"
    ANSWERED = "answered"
    REFUSED = "refused"
    NOT_TAKEN = "not_taken"
    BROKE = "broke"
    NETWORK = "network"
    OTHER = "other"


class SendFailed(Exception):
    """The message was not taken.  `status` is the receiver's answer, None where there was none."""

    def __init__(
        self,
        why: str,
        status: int | None = None,
        retry_after_s: int | None = None,
        code: Failure = Failure.OTHER,
    ) -> None:
        self.why, self.status, self.retry_after_s, self.code = why, status, retry_after_s, code
        super().__init__(why)


class Outgoing(Protocol):
    """What the outbox needs of the world; tests bring their own."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Send `body` and return the receiver's 2xx status.

        Raises:
            SendFailed: no answer in time, another status, or an address that is refused.
        """

    def notify(self, url: str, title: str, body: str) -> None:
        """Send a message through the channel that the apprise `url` names.

        Raises:
            SendFailed: the channel did not take it.
        """


@dataclass(frozen=True)
class Courier:
    """Sends for real.  `resolve`, `monotonic` and `ssl_context` are seams for tests.

    `own` are the gateways that whoever runs the installation named as its own channels, inside or not: they
    are trusted for messages to people as his word is.  Addresses that come by the web are checked.
    """

    allowed: AllowList
    http: bool = False
    own: frozenset[Place] = frozenset()
    resolve: Resolve = system_resolve
    monotonic: Callable[[], float] = time.monotonic
    ssl_context: ssl.SSLContext | None = None
    deadline_s: float = DEADLINE_S

    @classmethod
    def from_settings(cls, settings: Settings) -> Courier:
        """Make the courier of an installation.

        Raises:
            SettingsInvalid: the list of allowed addresses cannot be read.
        """
        return cls(AllowList.from_settings(settings), http=settings.webhook_http, own=own_gateways(settings))

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Send `body`; see `Outgoing.post`."""
        ends_at = self.monotonic() + self.deadline_s
        try:
            check_url(url, http=self.http, allowed=self.allowed)
            backend = _CheckedBackend(self.allowed, self.resolve, lambda: ends_at - self.monotonic())
            with httpcore.ConnectionPool(self.ssl_context, network_backend=backend) as pool:
                return self._exchange(pool, url, headers, body)
        except AddressRefused as refused:
            raise _refused(refused) from refused
        except (httpcore.TimeoutException, TimeoutError) as late:
            raise SendFailed(Phrase("no answer in time"), code=Failure.NO_ANSWER) from late
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
            ssl.SSLError,
            OSError,
        ) as broken:
            said = f"{type(broken).__name__}: {broken}"[:200]
            raise SendFailed(said, code=Failure.NETWORK) from broken

    def _exchange(
        self, pool: httpcore.ConnectionPool, url: str, headers: Mapping[str, str], body: bytes
    ) -> int:
        limits = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), self.deadline_s)}
        sent = list(headers.items())
        with pool.stream("POST", url, headers=sent, content=body, extensions=limits) as answer:
            known = {name.lower(): value for name, value in answer.headers}
            status: int = answer.status
            if not 200 <= status < 300:  # noqa: PLR2004 - the meaning of 2xx
                why = Phrase("the receiver answered %(status)s", status=status)
                raise SendFailed(why, status, _seconds(known.get(b"retry-after")), Failure.ANSWERED)
            _drain(answer)
            return status

    def notify(self, url: str, title: str, body: str) -> None:
        """Send through apprise; see `Outgoing.notify`."""
        channel = make_channel(url)
        self._check_channel(channel)
        try:
            taken = channel.notify(title=title, body=body)
        except Exception as broken:
            # A channel's own code stands behind this call; whatever it raises is a failed message.
            error = type(broken).__name__
            why = Phrase("the channel %(name)s failed (%(error)s)", name=_called(channel), error=error)
            raise SendFailed(why, code=Failure.BROKE) from broken
        if not taken:
            why = Phrase("the channel %(name)s did not take it", name=_called(channel))
            raise SendFailed(why, code=Failure.NOT_TAKEN)

    def _check_channel(self, channel: Any) -> None:
        """Refuse channels that are told where to connect, when that is inside."""
        told_where = channel.host and any("{host}" in template for template in channel.templates)
        if told_where and (channel.host.lower(), channel.port) not in self.own:
            try:
                checked_address(channel.host, channel.port or 443, self.allowed, self.resolve)
            except AddressRefused as refused:
                raise _refused(refused) from refused


def _refused(refused: AddressRefused) -> SendFailed:
    return SendFailed(Phrase("not sent: %(why)s", why=refused.why), code=Failure.REFUSED)


def _called(channel: Any) -> str:
    """Return what people call a channel of apprise."""
    return type(channel).__name__.removeprefix("Notify")


def own_gateways(settings: Settings) -> frozenset[Place]:
    """Return host and port of each channel that the settings name; none where it is filled in later."""
    found = set()
    for url in (settings.notify_customer_url, settings.notify_engineer_url, settings.notify_provider_url):
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            continue
        if host and "{" not in host:
            found.add((host.lower(), port))
    return frozenset(found)


def make_channel(url: str) -> Any:
    """Return the apprise channel that `url` names.

    Raises:
        SendFailed: apprise knows no such channel, or it acts on this machine.
    """
    import apprise

    scheme = url.partition("://")[0].lower()
    made = None
    if scheme not in LOCAL_CHANNELS:
        asset = apprise.AppriseAsset(app_id="OneHour", app_desc="OneHour", async_mode=False, plugin_paths=[])
        made = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if made is None:
        raise SendFailed(Phrase("apprise does not know this kind of URL"))
    return made


def _seconds(header: bytes | None) -> int | None:
    return int(header) if header is not None and header.isdigit() and len(header) < 6 else None  # noqa: PLR2004 - five digits are a day


def _drain(answer: httpcore.Response) -> None:
    """Read the beginning of the answer, so that the receiver need not see a broken connection."""
    taken = 0
    for piece in answer.iter_stream():
        taken += len(piece)
        if taken > MAX_ANSWER:
            return


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and gives every step what is left of the time."""

    def __init__(self, allowed: AllowList, resolve: Resolve, left_s: Callable[[], float]) -> None:
        self._allowed, self._resolve, self._left_s = allowed, resolve, left_s
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = checked_address(host, port, self._allowed, self._resolve)
        within = _left(self._left_s, timeout, httpcore.ConnectTimeout)
        stream = self._inner.connect_tcp(address, port, within, local_address, socket_options)
        return _BoundedStream(stream, self._left_s)


class _BoundedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, left_s: Callable[[], float]) -> None:
        self._inner, self._left_s = inner, left_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._left_s, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._left_s, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        within = _left(self._left_s, timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._inner.start_tls(ssl_context, server_hostname, within), self._left_s)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(left_s: Callable[[], float], timeout: float | None, late: type[Exception]) -> float:
    left = left_s()
    if left <= 0:
        raise late("the time is up")
    return left if timeout is None else min(left, timeout)
