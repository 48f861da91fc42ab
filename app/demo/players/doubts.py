"""Doubtful arrivals: the dispatcher takes the alert on, rings the customer, and settles what he says."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from app.demo.client import Door
from app.demo.players.around import Surroundings
from app.demo.randomness import spread

RUNG = "arrival_doubtful"
_ALERT = "/api/v1/alerts/{alert_id}"
_SETTLE = "/api/v1/visits/{visit_id}/settle-arrival"
_RINGS = {"reason": "正在致电客户 · Ringing the customer"}
_SAYS = {
    "arrived": "客户来电确认工程师已到 · The customer says that the engineer is there",
    "not_arrived": "客户称无人到场 · The customer says that nobody has come",
}


class Doubts:
    """What one dispatcher does about doubtful arrivals, with no more than the alerts and the telephone."""

    def __init__(self, around: Surroundings, door: Door, rng: random.Random) -> None:
        self._around, self._door, self._rng = around, door, rng
        self._noticed: set[str] = set()

    def look(self, alerts: Iterable[Mapping[str, Any]]) -> None:
        """Go through the open alerts."""
        for alert in alerts:
            if alert["rung"] == RUNG and alert["id"] not in self._noticed:
                self._noticed.add(alert["id"])
                self._ring(alert)

    def _ring(self, alert: Mapping[str, Any]) -> None:
        self._door.try_post(f"{_ALERT}/acknowledge", _RINGS, alert_id=alert["id"])
        wait_s = spread(self._rng, self._around.habits.ring_s, 0.5, 30, 480)
        self._around.scene.after(wait_s, partial(self._answered, alert["request_id"], alert["visit_id"]))

    def _answered(self, request_id: str, visit_id: str) -> None:
        """The customer knows whether somebody stands before him."""
        book = self._around.book
        seen = next((one for one in book[request_id].visits if one.visit_id == visit_id), None)
        verdict = "not_arrived" if seen is None else "arrived"
        told = {"verdict": verdict, "reason": _SAYS[verdict]}
        if seen is not None and book.is_lied_about(visit_id):  # he also knows since when
            told["on_site_at"] = seen.arrived_at.isoformat()
        if not self._door.try_post(_SETTLE, told, visit_id=visit_id):
            return  # the customer's code, or a colleague, was faster
        book.settle(visit_id, seen, verdict)
