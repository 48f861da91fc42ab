"""The engineer: offer, yes, five ones, drive, arrival; what happens at the door is `onsite`."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.demo.case import VisitSeen
from app.demo.errors import DemoError
from app.demo.manners import Manner
from app.demo.players.around import Surroundings
from app.demo.players.arriving import Arriving
from app.demo.players.checklist import Worksheet
from app.demo.players.errand import Errand, Leg, Step
from app.demo.players.onsite import OnSite
from app.demo.players.phone import Phone
from app.demo.players.roadside import Roadside
from app.demo.randomness import spread
from app.demo.roads import distance_m
from app.demo.world import CrewMember

REPORT_S = 120
"""Seconds between two batches of positions."""

CLAIMS_AFTER = 0.2
"""The share of the drive after which a liar says that he is there."""

SET_BACK = timedelta(minutes=15)
"""By so much a phone's clock is set back."""

FOUND_OUT_WITHIN = timedelta(hours=2)
"""A lie that stands so long will not be found out."""

_DECLINES = ("车辆故障 · Trouble with the van", "缺少工具 · A tool is missing", "身体不适 · Not well")


class EngineerPlayer:
    """Plays one engineer.  He has at most one visit in hand and knows at most one more."""

    def __init__(self, around: Surroundings, member: CrewMember, phone: Phone, rng: random.Random) -> None:
        self._around, self._scene, self._habits = around, around.scene, around.habits
        self._phone, self._rng = phone, rng
        self._arriving = Arriving(around, member, phone, rng)
        self._onsite = OnSite(around, member.name, phone, rng)
        self._roadside = Roadside(around, member, phone, rng)
        self._offers: set[str] = set()
        self._following: Errand | None = None
        self.member, self.at = member, member.base
        self.errand: Errand | None = None

    def begin_shift(self) -> None:
        """Say where the day begins."""
        self._phone.positions([self._phone.spot(self.at)])

    def offered(self, offer: Mapping[str, Any]) -> None:
        """Notice an offer on the phone, once, and answer it after a moment; now and then not at all."""
        if offer["id"] in self._offers or self._is_out_of_reach:
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
        if self._is_out_of_reach:
            return
        if not self._phone.tell(errand.visit_id, "accept"):
            self._around.book.lost_races += 1
        elif self.errand is not None and self.errand.step in (Step.WORKING, Step.PRETENDING):
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
        # Nobody lies to keep a promise that is settled: a return visit has none.
        tempted = not self._around.book[errand.request_id].visits
        errand.manner = self._around.manners.next(distance_m(self.at, errand.leg.target), tempted=tempted)
        errand.leg = self._roadside.set_out(errand, errand.leg, lambda: self.errand is errand)
        if errand.manner.is_claimed_early:
            drive = errand.leg.arrives_at - errand.leg.departs_at
            self._scene.at(self._scene.now + CLAIMS_AFTER * drive, lambda: self._pretend(errand))
        self._scene.after(REPORT_S, lambda: self._report(errand))
        self._scene.at(errand.leg.arrives_at, lambda: self._arrive(errand))

    def _leave(self, errand: Errand) -> bool:
        detail = self._phone.visit(errand.visit_id)
        if detail is None:
            return False
        errand.worksheet = Worksheet(detail["templates"], self._rng, self._habits.answers_no)
        answers = errand.worksheet.fill("depart")
        self._phone.note(errand.visit_id, "answers", {"answers": answers})
        self._phone.passed([self._phone.spot(self.at)])  # where he sets out: the next door may be near
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
        if self._roadside.is_silent(errand):
            errand.reported_at = self._scene.now  # where he is meanwhile nobody will ever hear
            self._scene.after(REPORT_S, lambda: self._report(errand))
        elif self._phone.positions(self._trace(errand, errand.leg))["current_visit_id"] == errand.visit_id:
            self._scene.after(REPORT_S, lambda: self._report(errand))
        else:
            self._turn_round()

    def _trace(self, errand: Errand, leg: Leg) -> list[dict[str, Any]]:
        """Where he has been since the last report."""
        begin, now = errand.reported_at or leg.departs_at, self._scene.now
        errand.reported_at = now
        return [self._phone.spot(point, (now - at).total_seconds()) for at, point in leg.trace(begin, now)]

    def _arrive(self, errand: Errand) -> None:
        if self.errand is not errand or errand.step is not Step.DRIVING or errand.leg is None:
            return
        target = errand.leg.target
        self._phone.passed(self._trace(errand, errand.leg))
        if errand.manner.is_offline:
            errand.step = Step.OUT_OF_REACH
            self._arriving.offline(errand, target, lambda seen: self._is_there(errand, seen))
        else:
            self._is_there(errand, self._at_the_door(errand, errand.leg))

    def _at_the_door(self, errand: Errand, leg: Leg) -> VisitSeen | None:
        """Say that he is there: mostly as it is, now and then as if it had been long before."""
        if errand.manner is Manner.DATED_BACK:
            claimed_at = leg.departs_at + CLAIMS_AFTER * (leg.arrives_at - leg.departs_at)
            return self._arriving.dated_back(errand, leg.target, claimed_at)
        if errand.manner is Manner.SET_BACK:
            return self._arriving.set_back(errand, leg.target, SET_BACK)
        return self._arriving.at_the_door(errand, leg.target)

    def _is_there(self, errand: Errand, seen: VisitSeen | None) -> None:
        if seen is None or errand.leg is None or errand.worksheet is None:
            self._turn_round()
            return
        self.at, errand.step = errand.leg.target, Step.WORKING
        self._onsite.begin(self._around.book[errand.request_id], seen, errand.worksheet, self._drop)

    def _pretend(self, errand: Errand) -> None:
        """Claim to be there and stay where he is; one who is nearly there, or is refused, drives on."""
        if self.errand is not errand or errand.step is not Step.DRIVING or errand.leg is None:
            return
        where, target = errand.leg.position(self._scene.now), errand.leg.target
        if errand.manner is Manner.SENT_AGAIN:
            self._arriving.sends_again(errand, target, where)
            return
        if self._arriving.claims(errand, target, where, lambda: self._linger(errand), self._drop):
            self.at, errand.step = where, Step.PRETENDING

    def _linger(self, errand: Errand, until: datetime | None = None) -> None:
        """Have a rest until the phone says that the visit is somebody else's.

        Raises:
            DemoError: nobody has looked into it.
        """
        until = until or self._scene.now + FOUND_OUT_WITHIN
        if self._scene.now > until:
            raise DemoError(f"Nobody found out that {self.member.name} never came: {errand.visit_id}.")
        if self._phone.positions([self._phone.spot(self.at)])["current_visit_id"] == errand.visit_id:
            self._scene.after(REPORT_S, lambda: self._linger(errand, until))
        else:
            self._drop()

    @property
    def _is_out_of_reach(self) -> bool:
        if self._roadside.stands or self._roadside.is_silent(self.errand):
            return True
        return self.errand is not None and self.errand.step is Step.OUT_OF_REACH

    def _turn_round(self) -> None:
        """Stop driving where the road has brought him: the visit went to somebody else."""
        errand = self.errand
        if errand is None:
            return
        if errand.step in (Step.DRIVING, Step.OUT_OF_REACH) and errand.leg is not None:
            self.at = errand.leg.position(self._scene.now)
            self._around.book.turned_round += 1
        self._drop()

    def _drop(self) -> None:
        """Have empty hands, and go on with the next visit if there is one."""
        self.errand, following, self._following = None, self._following, None
        if following is not None:
            self._take(following)
