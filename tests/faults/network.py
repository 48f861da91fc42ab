"""The line between the players and the servers: it counts, it tells what was acknowledged, and it fails.

A phone's line loses requests on the way there, answers on the way back, and dawdles.  Everybody else's
line is sound; what they meet is servers that die.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

PHONE = "/mobile/"


@dataclass(frozen=True, slots=True)
class Weather:
    """How often, of a hundred calls of a phone, each thing happens."""

    request_lost: float = 4
    answer_lost: float = 4
    delayed: float = 4
    longest_delay_s: float = 0.2


@dataclass
class Damage:
    """What the line did."""

    request_lost: int = 0
    answer_lost: int = 0
    delayed: int = 0
    servers_gone: int = 0


@dataclass
class Line(httpx.BaseTransport):
    """A transport for httpx; `heard` is told of every answer that came through."""

    inner: httpx.BaseTransport
    rng: random.Random
    heard: Callable[[httpx.Request, httpx.Response], None]
    weather: Weather = field(default_factory=Weather)
    damage: Damage = field(default_factory=Damage)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one call.

        Raises:
            httpx.TransportError: the line or the server failed.
        """
        fate = self.rng.random() * 100 if request.url.path.startswith(PHONE) else 100.0
        if fate < self.weather.request_lost:
            self.damage.request_lost += 1
            raise httpx.ConnectError("the request was lost")
        answer = self._carried(request)
        if fate < self.weather.request_lost + self.weather.answer_lost:
            self.damage.answer_lost += 1
            raise httpx.ReadError("the answer was lost")
        if fate < self.weather.request_lost + self.weather.answer_lost + self.weather.delayed:
            self.damage.delayed += 1
            time.sleep(self.rng.random() * self.weather.longest_delay_s)
        self.heard(request, answer)
        return answer

    def _carried(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = self.inner.handle_request(request)
            answer.read()
        except httpx.TransportError:
            self.damage.servers_gone += 1
            raise
        return answer

    def close(self) -> None:
        """Hang up."""
        self.inner.close()
