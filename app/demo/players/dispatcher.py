"""The dispatcher: looks at the lists, calls customers back, closes, and asks for overtime where needed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from app.demo.case import Case, Told
from app.demo.client import Door
from app.demo.day import instant
from app.demo.players.alerts import Alerts
from app.demo.players.around import Surroundings
from app.demo.players.doubts import Doubts
from app.demo.randomness import spread

LOOK_S = 600
_OVERTIME = timedelta(hours=2)
_BEFORE_END = timedelta(minutes=70)
_REQUEST = "/api/v1/service-requests/{request_id}"
_KEPT_OFF = ("excluded", "declined", "expired", "taken_back")
_VISIT = "/api/v1/visits/{visit_id}"


class Dispatcher:
    """One dispatcher at the desk; `shifts` are the server's ids of the crew's shifts.

    Once the days to come are `rostered` nobody is asked for overtime any more.
    """

    def __init__(self, around: Surroundings, door: Door, shifts: list[str], rng: random.Random) -> None:
        self._around, self._scene, self._habits = around, around.scene, around.habits
        self._door, self._shifts, self._rng = door, shifts, rng
        self._noticed: set[str] = set()
        self._alerts = Alerts(around, door, Doubts(around, door, rng))
        self._crew_leaves_at = max(
            (instant(around.day, member.shift_s[1]) for member in around.day.city.crew),
            default=around.scene.now,
        )
        self.overtime = self.persuaded = 0
        self.rostered = False

    @property
    def rescued(self) -> int:
        """How many prepared rescues were taken."""
        return self._alerts.rescued

    def begin(self) -> None:
        """Sit down at the desk."""
        self.look()
        self._alerts.look()

    def look(self) -> None:
        """Go through the lists, and again in ten minutes."""
        self._call_back_later()
        self._review()
        self._persuade()
        self._ask_for_overtime()
        self._scene.after(LOOK_S, self.look)

    def _call_back_later(self) -> None:
        for row in self._door.every("/api/v1/service-requests", {"state": "resolved"}):
            if row["id"] not in self._noticed and row["id"] in self._around.book.cases:
                self._noticed.add(row["id"])
                wait_s = spread(self._rng, self._habits.call_back_s, 0.4, 300, 5400)
                case = self._around.book[row["id"]]
                self._scene.after(wait_s, partial(self._call_back, case))

    def _call_back(self, case: Case) -> None:
        """Ask whether it still works; if so the request is closed, if not it is open again."""
        self._noticed.discard(case.request_id)
        solved = len(case.visits) > 1 or self._rng.random() >= self._habits.still_broken
        result = "运行正常，客户满意 · Works, customer content" if solved else "故障再现 · The fault is back"
        told = {"solved": solved, "result": result}
        if not self._door.try_post(f"{_REQUEST}/follow-up", told, request_id=case.request_id):
            return
        if not solved:
            self._around.book.came_back.append(Told(case.request_id, self._scene.now))
            case.still_needed_s = case.call.service_s // 2
            return
        self._door.post(f"{_REQUEST}/close", request_id=case.request_id)
        case.state = "closed"

    def _review(self) -> None:
        """Settle what phones reported too late to count."""
        for item in self._door.every("/api/v1/review-items", {"open": "true"}):
            self._door.post(
                "/api/v1/review-items/{item_id}/resolve",
                {"note": "已核实 · Checked with the engineer"},
                item_id=item["id"],
            )
            self._around.book.reviewed(item.get("visit_id"))

    def _persuade(self) -> None:
        """Where everybody who could go has said no, ask one of them again in person."""
        for visit in self._door.every("/api/v1/visits", {"state": "planned"}):
            reasons = visit["unassigned_reasons"] or []
            refused = [reason["engineer"] for reason in reasons if reason["code"] in _KEPT_OFF]
            if visit["engineer_id"] is None and refused:
                asked = {"engineer_id": self._rng.choice(refused)}
                self.persuaded += self._door.try_post(f"{_VISIT}/include", asked, visit_id=visit["id"])

    def _ask_for_overtime(self) -> None:
        """Keep the crew on while somebody waits: a request is never left for tomorrow."""
        waiting = not self.rostered and any(
            not case.over and not self._is_resolved(case) for case in self._around.book.cases.values()
        )
        if waiting and self._scene.now >= self._crew_leaves_at - _BEFORE_END:
            self._crew_leaves_at = max(self._crew_leaves_at, self._scene.now) + _OVERTIME
            self.overtime += 1
            for shift_id in self._shifts:
                self._extend(shift_id, self._crew_leaves_at)

    @staticmethod
    def _is_resolved(case: Case) -> bool:
        return bool(case.visits) and case.visits[-1].ended == "completed"

    def _extend(self, shift_id: str, ends_at: datetime) -> None:
        shift, etag = self._door.read("/api/v1/shifts/{shift_id}", shift_id=shift_id)
        body: dict[str, Any] = {
            "engineer_id": shift["engineer_id"],
            "starts_at": shift["starts_at"],
            "ends_at": ends_at.isoformat(),
        }
        self._door.put("/api/v1/shifts/{shift_id}", body, etag, shift_id=shift_id)
