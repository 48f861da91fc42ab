"""Alerts as a dispatcher answers them: doubts are asked about, prepared rescues taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.demo.client import Door
from app.demo.mishaps import Mishap, Setback
from app.demo.players.around import Surroundings
from app.demo.players.doubts import RUNG, Doubts

LOOK_S = 120
"""Alerts ring; a dispatcher is there within so many seconds."""

_ALERT = "/api/v1/alerts/{alert_id}"
_EXCLUDE = "/api/v1/visits/{visit_id}/exclude"
_UNPIN = "/api/v1/visits/{visit_id}/unpin"
_WORTH_S, _IN_TIME_S = 300, 120
_CALLED = "已电话联系工程师 · Called the engineer"
_LEARNED = {
    Mishap.BREAKDOWN: "工程师车辆抛锚 · The engineer's van has broken down",
    Mishap.SILENT: "工程师电话无法接通 · The engineer's telephone is off",
}


class Alerts:
    """What one dispatcher does about alerts; `rescued` counts the prepared rescues that were taken."""

    def __init__(self, around: Surroundings, door: Door, doubts: Doubts) -> None:
        self._around, self._door, self._doubts = around, door, doubts
        self._sent: set[str] = set()
        self.rescued = 0

    def look(self) -> None:
        """Go through the open alerts, and again in two minutes."""
        alerts = self._door.every("/api/v1/alerts", {"open": "true"})
        self._doubts.look(alerts)
        doubted = {alert["request_id"] for alert in alerts if alert["rung"] == RUNG}
        for alert in alerts:
            # Where somebody may have arrived, the customer is asked first.
            if alert["acknowledged_at"] is None and alert["request_id"] not in doubted:
                self._answer(alert)
        self._around.scene.after(LOOK_S, self.look)

    def _answer(self, alert: Mapping[str, Any]) -> None:
        """Ring the engineer, and send somebody else where that keeps the promise or he cannot come."""
        held_up = self._around.book.setback_of(alert["visit_id"], self._around.scene.now)
        rescue = alert["rescue"]
        wanted = rescue and (held_up or _is_worth(rescue))
        if not wanted or not self._door.try_post(f"{_ALERT}/rescue", alert_id=alert["id"]):
            self._take_on(alert, held_up)
            return
        self.rescued += 1
        self._sent.add(alert["visit_id"])

    def _take_on(self, alert: Mapping[str, Any], held_up: Setback | None) -> None:
        """Say what the telephone brought; whoever cannot come loses the visit, and it is planned anew.

        Where he who was sent is late himself, the plan may choose again.
        """
        visit_id, holder = alert["visit_id"], alert["holder"]
        reason = {"reason": _LEARNED[held_up.mishap] if held_up else _CALLED}
        if not self._door.try_post(f"{_ALERT}/acknowledge", reason, alert_id=alert["id"]):
            return
        if holder and held_up and held_up.mishap is Mishap.BREAKDOWN:
            self._door.try_post(_EXCLUDE, {"engineer_id": holder["id"]}, visit_id=visit_id)
        elif visit_id in self._sent:
            self._sent.remove(visit_id)
            self._door.try_post(_UNPIN, visit_id=visit_id)


def _is_worth(rescue: Mapping[str, Any]) -> bool:
    """Whether somebody else comes clearly sooner and in time; else the plan may as well be left alone."""
    gain_s = rescue["gain_s"]
    return (gain_s is None or gain_s > _WORTH_S) and bool(rescue["slack_s"] >= _IN_TIME_S)
