"""Rate limits: how often an address or an account may call, counted per minute.

A caller over its budget is answered 429 with `Retry-After`.  The address is the connection's own; what
`X-Forwarded-For` says counts only behind as many proxies as `ONEHOUR_TRUSTED_PROXIES` names.  Counters
live in this process's memory, or in the store that `ONEHOUR_RATE_LIMIT_STORE` names, for all processes.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from math import ceil
from typing import ParamSpec, TypeVar, cast

import structlog
from flask import Flask, current_app, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter

from app.kernel.clock import machine_s
from app.kernel.errors import TooManyCalls
from app.settings import Settings
from app.web.context import principal, runtime

P = ParamSpec("P")
R = TypeVar("R")

EXTENSION = "onehour_limits"
STORE_PAUSE_S = 10.0
"""How long a store that does not answer is left alone."""

_STORE_OPTIONS = {"socket_connect_timeout": 0.25, "socket_timeout": 0.25}
_UNLIMITED = frozenset({"static", "probes.healthz", "probes.readyz"})
_V6_SITE = 64


def client_address() -> str:
    """Return the caller's address; of IPv6 the site's prefix, for a site can use all that lie under it."""
    text = request.remote_addr or "unknown"
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, _V6_SITE), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


@dataclass(frozen=True, slots=True)
class Budget:
    """So many calls a minute, counted apart by `name` and by whom `key` names; "" is not counted."""

    name: str
    per_minute: Callable[[Settings], int]
    key: Callable[[], str] = client_address


SIGN_IN = Budget("sign-in", lambda _: 20)
TRACKING = Budget("tracking", lambda _: 240)
PUBLIC_WRITE = Budget("public-write", lambda _: 30)
HANDED_CODE = Budget("handed-code", lambda _: 10)
VERIFY = Budget("verify", lambda _: 60)
ADDRESS = Budget("address", lambda settings: settings.calls_per_minute_of_address)
ACCOUNT = Budget(
    "account",
    lambda settings: settings.calls_per_minute,
    lambda: principal().key if principal().user_id else "",
)


@dataclass
class Counters:
    """The counters of one application; where the shared store is out of reach, this process counts alone."""

    store: Storage
    seconds: Callable[[], float] = time.monotonic
    _shared: RateLimiter = field(init=False)
    _own: RateLimiter = field(init=False)
    _away_until: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Count in windows that slide, at a cost that does not grow with the calls."""
        self._shared = SlidingWindowCounterRateLimiter(self.store)
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())

    def spend(self, name: str, key: str, per_minute: int) -> int:
        """Count one call and return 0, or, over the budget, the seconds until the next is free."""
        if self.seconds() < self._away_until:
            return _spend(self._own, name, key, per_minute)
        try:
            return _spend(self._shared, name, key, per_minute)
        except self.store.base_exceptions as lost:
            self._away_until = self.seconds() + STORE_PAUSE_S
            structlog.get_logger(__name__).warning("rate_limit_store_lost", error=type(lost).__name__)
            return _spend(self._own, name, key, per_minute)

    def forget(self) -> None:
        """Begin anew, as for tests."""
        self.store.reset()
        self._own.storage.reset()


def _spend(limiter: RateLimiter, name: str, key: str, per_minute: int) -> int:
    item = RateLimitItemPerMinute(per_minute, namespace="onehour")
    if limiter.hit(item, name, key):
        return 0
    return max(1, ceil(limiter.get_window_stats(item, name, key).reset_time - machine_s()))


def check(budget: Budget) -> None:
    """Count this request.

    Raises:
        TooManyCalls: the budget of this minute is spent.
    """
    settings = runtime().settings
    key = budget.key() if settings.rate_limits else ""
    if not key:
        return
    counters = cast("Counters", current_app.extensions[EXTENSION])
    if wait_s := counters.spend(budget.name, key, budget.per_minute(settings)):
        raise TooManyCalls(wait_s)


def limited(budget: Budget) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Count each call of a view against `budget`, before anything of it runs."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            check(budget)
            return view(*args, **kwargs)

        return counted

    return decorate


sign_in_limit = limited(SIGN_IN)
tracking_limit = limited(TRACKING)
public_write_limit = limited(PUBLIC_WRITE)
handed_code_limit = limited(HANDED_CODE)
verify_limit = limited(VERIFY)


def check_address() -> None:
    """Count a request of this address, whoever calls; runs before the caller is looked up."""
    if request.endpoint not in _UNLIMITED:
        check(ADDRESS)


def check_account() -> None:
    """Count a request of this account; runs once the caller is known."""
    if request.endpoint not in _UNLIMITED:
        check(ACCOUNT)


def register(flask_app: Flask, settings: Settings) -> None:
    """Give the application its counters, and count addresses before anything else is asked."""
    uri = settings.rate_limit_store
    options = {} if uri.startswith("memory:") else _STORE_OPTIONS
    flask_app.extensions[EXTENSION] = Counters(cast("Storage", storage_from_string(uri, **options)))
    flask_app.before_request(check_address)
