"""What an engineer does when something goes wrong on the way to a visit."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.demo.manners import Manner
from app.demo.mishaps import Mishap, Setback
from app.demo.players.around import Surroundings
from app.demo.players.errand import Errand, Leg
from app.demo.players.phone import Phone
from app.demo.randomness import spread
from app.demo.world import CrewMember

AFTER = 0.35
"""The share of the drive after which it happens."""

MENDS_HIMSELF_S = 360
"""So long he tries to mend the van before he says that he cannot go on."""

_STANDS_S = {Mishap.BREAKDOWN: 3000, Mishap.SILENT: 1200}
_BROKEN = "车辆抛锚，等待拖车 · The van has broken down, waiting for the tow truck"


@dataclass
class Roadside:
    """The mishaps of one engineer; `stands_until` is when he can drive again."""

    around: Surroundings
    member: CrewMember
    phone: Phone
    rng: random.Random
    stands_until: datetime | None = None

    def set_out(self, errand: Errand, leg: Leg, has_it: Callable[[], bool]) -> Leg:
        """Return the drive as it will really go; it takes longer where something happens on it.

        `has_it` tells whether the errand is still his by then.
        """
        drive = leg.arrives_at - leg.departs_at
        mishap = self.around.mishaps.next(drive.total_seconds()) if errand.manner is Manner.PLAIN else None
        if mishap is None:
            return leg
        stands = timedelta(seconds=round(spread(self.rng, _STANDS_S[mishap], 0.2, 900, 4500)))
        begins_at = leg.departs_at + AFTER * drive
        errand.setback = Setback(
            mishap,
            begins_at,
            begins_at + stands,
            errand.visit_id,
            errand.request_id,
            f"{self.member.number} {self.member.name}",
        )
        self.around.scene.at(begins_at, lambda: self._befall(errand.setback, has_it))
        return leg.standing(AFTER, stands)

    def is_silent(self, errand: Errand | None) -> bool:
        """Whether his phone is off."""
        befallen = errand.setback if errand else None
        now = self.around.scene.now
        return befallen is not None and befallen.mishap is Mishap.SILENT and befallen.lasts(now)

    @property
    def stands(self) -> bool:
        """Whether he cannot drive."""
        return self.stands_until is not None and self.around.scene.now < self.stands_until

    def _befall(self, befallen: Setback | None, has_it: Callable[[], bool]) -> None:
        """It happens, unless he was turned round before."""
        if befallen is None or not has_it():
            return
        self.around.book.setbacks.append(befallen)
        if befallen.mishap is Mishap.BREAKDOWN:
            self.stands_until = befallen.ends_at
            self.around.scene.after(MENDS_HIMSELF_S, lambda: self.phone.switch(available=False, why=_BROKEN))
            self.around.scene.at(befallen.ends_at, lambda: self.phone.switch(available=True))
