"""The engineer: offer, yes, five ones, drive, arrival; what happens at the door is `onsite`."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.demo.case import VisitSeen
from app.demo.players.around import Surroundings
from app.demo.players.checklist import Worksheet
from app.demo.players.errand import Errand, Leg, Step
from app.demo.players.onsite import OnSite
from app.demo.players.phone import Phone
from app.demo.randomness import spread
from app.demo.world import CrewMember, Point

REPORT_S = 120
"""Seconds between two batches of positions."""

_DECLINES = ("车辆故障 · Trouble with the van", "缺少工具 · A tool is missing", "身体不适 · Not well")


class EngineerPlayer:
    """Plays one engineer.  He has at most one visit in hand and knows at most one more."""

    def __init__(self, around: Surroundings, member: CrewMember, phone: Phone, rng: random.Random) -> None:
        self._around, self._scene, self._habits = around, around.scene, around.habits
        self._phone, self._rng = phone, rng
        self._onsite = OnSite(around, member.name, phone, rng)
        self._offers: set[str] = set()
        self._following: Errand | None = None
        self.member, self.at = member, member.base
        self.errand: Errand | None = None

    def begin_shift(self) -> None:
        """Say where the day begins."""
        self._phone.positions([self._spot(self.at)])

    def offered(self, offer: Mapping[str, Any]) -> None:
        """Notice an offer on the phone, once, and answer it after a moment; now and then not at all."""
        if offer["id"] in self._offers:
            return
        self._offers.add(offer["id"])
        chance = self._rng.random()
        if chance < self._habits.overhears:
            self._phone.flush()  # the phone is in the bag and syncs by itself: nobody looks at it
            return
        reaction = spread(self._rng, self._habits.reaction_s, 0.5, 4, 150)
        if chance < self._habits.overhears + self._habits.declines:
            self._scene.after(reaction, lambda: self._decline(offer["visit_id"]))
        else:
            errand = Errand(offer["visit_id"], offer["request_id"])
            self._scene.after(reaction, lambda: self._accept(errand))

    def _decline(self, visit_id: str) -> None:
        if self._phone.tell(visit_id, "decline", {"reason": self._rng.choice(_DECLINES)}):
            self._around.book.declined += 1

    def _accept(self, errand: Errand) -> None:
        if not self._phone.tell(errand.visit_id, "accept"):
            self._around.book.lost_races += 1
        elif self.errand is not None and self.errand.step is Step.WORKING:
            self._following = errand
        else:
            self._turn_round()
            self._take(errand)

    def _take(self, errand: Errand) -> None:
        self.errand = errand
        packing = spread(self._rng, self._habits.packing_s, 0.4, 15, 180)
        self._scene.after(packing, lambda: self._depart(errand))

    def _depart(self, errand: Errand) -> None:
        """Check off the five ones and leave; the plan may have given the visit away meanwhile."""
        if self.errand is not errand:
            return
        if not self._leave(errand):
            self._around.book.lost_races += 1
            self._drop()
            return
        errand.step, errand.reported_at = Step.DRIVING, self._scene.now
        errand.leg = self._leg(errand)
        self._scene.after(REPORT_S, lambda: self._report(errand))
        self._scene.at(errand.leg.arrives_at, lambda: self._arrive(errand))

    def _leave(self, errand: Errand) -> bool:
        detail = self._phone.visit(errand.visit_id)
        if detail is None:
            return False
        errand.worksheet = Worksheet(detail["templates"], self._rng, self._habits.answers_no)
        answers = errand.worksheet.fill("depart")
        self._phone.note(errand.visit_id, "answers", {"answers": answers})
        return self._phone.tell(errand.visit_id, "depart")

    def _leg(self, errand: Errand) -> Leg:
        city, call = self._around.day.city, self._around.book[errand.request_id].call
        target = city.places[call.place].point
        trip = self._around.trips.trip(self.at, target)
        seconds = trip.seconds * self._rng.lognormvariate(0, city.roads.noise)
        return Leg(trip.path, self._scene.now, self._scene.now + timedelta(seconds=round(seconds)))

    def _report(self, errand: Errand) -> None:
        """Send the positions since the last time; the answer tells whether the visit is still his."""
        if self.errand is not errand or errand.step is not Step.DRIVING or errand.leg is None:
            return
        begin, now = errand.reported_at or errand.leg.departs_at, self._scene.now
        trace = [self._spot(point, (now - at).total_seconds()) for at, point in errand.leg.trace(begin, now)]
        errand.reported_at = now
        if self._phone.positions(trace)["current_visit_id"] == errand.visit_id:
            self._scene.after(REPORT_S, lambda: self._report(errand))
        else:
            self._turn_round()

    def _arrive(self, errand: Errand) -> None:
        if self.errand is not errand or errand.leg is None or errand.worksheet is None:
            return
        at, case = errand.leg.target, self._around.book[errand.request_id]
        late_code = self._rng.random() < self._habits.code_comes_later
        told = {"position": {"lat": at[0], "lon": at[1], "accuracy_m": self._rng.randint(4, 30)}}
        code = "" if late_code else self._ask_code(case.tracking_token)
        if not self._phone.tell(errand.visit_id, "arrive", {**told, **({"code": code} if code else {})}):
            self._turn_round()
            return
        self.at, errand.step = at, Step.WORKING
        seen = VisitSeen(errand.visit_id, self.member.stars, self._scene.now)
        case.visits.append(seen)
        if late_code:
            self._scene.after(180, lambda: self._confirm_arrival(errand.visit_id, case.tracking_token))
        self._onsite.begin(case, seen, errand.worksheet, self._drop)

    def _ask_code(self, token: str) -> str:
        tracking = self._around.customers.get("/portal/v1/tracking/{token}", token=token)
        return str(tracking["arrival_code"] or "")

    def _confirm_arrival(self, visit_id: str, token: str) -> None:
        """The customer found the code after all, or taps the card on the tracking page."""
        if self._rng.random() < self._habits.taps_card:
            self._around.customers.try_post("/portal/v1/tracking/{token}/confirm-arrival", token=token)
        else:
            self._phone.tell(visit_id, "confirm_arrival", {"code": self._ask_code(token)})

    def _turn_round(self) -> None:
        """Stop driving where the road has brought him: the visit went to somebody else."""
        errand = self.errand
        if errand is None:
            return
        if errand.step is Step.DRIVING and errand.leg is not None:
            self.at = errand.leg.position(self._scene.now)
            self._around.book.turned_round += 1
        self._drop()

    def _drop(self) -> None:
        """Have empty hands, and go on with the next visit if there is one."""
        self.errand, following, self._following = None, self._following, None
        if following is not None:
            self._take(following)

    def _spot(self, point: Point, seconds_ago: float = 0.0) -> dict[str, Any]:
        return {
            "lat": round(point[0], 6),
            "lon": round(point[1], 6),
            "accuracy_m": self._rng.randint(4, 30),
            "at": self._phone.clock(seconds_ago),
        }
