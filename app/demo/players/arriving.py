"""How an engineer reports that he is there: at the door, later from a basement, or from elsewhere."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.demo.case import Lie, VisitSeen, Word
from app.demo.manners import Manner
from app.demo.players.around import Surroundings
from app.demo.players.errand import Errand
from app.demo.players.phone import APPLIED, REFUSED, Phone
from app.demo.randomness import spread
from app.demo.roads import distance_m
from app.demo.world import CrewMember, Point

STILL_AWAY_M = 400
"""Well outside any fence: a lie from nearer would be an error of the satellites."""

MADE_UP_FROM_M = 1500
"""So far away that the phone's own positions, reported afterwards, tell a made-up one."""

_BASEMENT_S = 300
_LIE_SENT_S = 60
_AGAIN_S = 20
NEEDS_REVIEW = "needs_review"
_LATE_CODE_S = 180
_WRONG_CODE = "0000"
_NO_SATELLITES = "地下室无信号 · No satellites in the basement"


@dataclass(frozen=True)
class Arriving:
    """What one engineer's phone says of his arrivals."""

    around: Surroundings
    member: CrewMember
    phone: Phone
    rng: random.Random

    def at_the_door(self, errand: Errand, target: Point) -> VisitSeen | None:
        """Report it with the customer's code, now and then without; None where the visit is another's."""
        case = self.around.book[errand.request_id]
        late_code = self.rng.random() < self.around.habits.code_comes_later
        told: dict[str, Any] = {"position": self._reading(target)}
        code = "" if late_code else self._ask_code(case.tracking_token)
        if not self.phone.tell(errand.visit_id, "arrive", told | ({"code": code} if code else {})):
            return None
        seen = self._seen(errand, self.around.scene.now, Word.POSITION if late_code else Word.CUSTOMER)
        if late_code:
            self.around.scene.after(_LATE_CODE_S, lambda: self._confirm(seen, case.tracking_token))
        return seen

    def offline(self, errand: Errand, target: Point, then: Callable[[VisitSeen | None], None]) -> None:
        """Write it down where there is no connection; it is sent some minutes later, back upstairs."""
        at, told, word = self.around.scene.now, *self._in_the_basement(errand, target)
        event_id = self.phone.note(errand.visit_id, "arrive", told)

        def back_up() -> None:
            counts = self.phone.counted(event_id)
            self.around.book.offline_arrivals += counts
            then(self._seen(errand, at, word) if counts else None)

        self.around.scene.after(spread(self.rng, _BASEMENT_S, 0.5, 60, 1200), back_up)

    def claims(
        self, errand: Errand, target: Point, where: Point, then: Callable[[], None], lost: Callable[[], None]
    ) -> bool:
        """Claim from `where` to be there, a minute before it is sent; False where that is nearly true.

        `then` is called once it is recorded, `lost` where the visit is another's by then.
        """
        claimed_at = self.around.scene.now
        metres = distance_m(where, target)
        if metres < STILL_AWAY_M:
            return False
        told: dict[str, Any] = {"position": self._reading(where), "code": _WRONG_CODE}
        if errand.manner is Manner.MADE_UP and metres >= MADE_UP_FROM_M:
            told = {"position": self._reading(target)}
        event_id = self.phone.note(errand.visit_id, "arrive", told)

        def sent() -> None:
            if not self.phone.counted(event_id):
                lost()
                return
            self._lied(errand, claimed_at)
            then()

        self.around.scene.after(_LIE_SENT_S, sent)
        return True

    def dated_back(self, errand: Errand, target: Point, claimed_at: datetime) -> VisitSeen | None:
        """Report it from the door with the customer's code, as if it had been at `claimed_at`."""
        now, case = self.around.scene.now, self.around.book[errand.request_id]
        self.phone.flush()
        told = {"position": self._reading(target), "code": self._ask_code(case.tracking_token)}
        at = self.phone.clock((now - claimed_at).total_seconds())
        if self.phone.claim(errand.visit_id, told, at) != APPLIED:
            return None
        self.phone.flush()
        self._lied(errand, claimed_at)
        return self._seen(errand, now, Word.CUSTOMER)

    def set_back(self, errand: Errand, target: Point, back: timedelta) -> VisitSeen | None:
        """Report it from the door by a phone whose clock was just set back."""
        now = self.around.scene.now
        self.phone.turn_back(back)
        seen = self.at_the_door(errand, target)
        if seen is not None:
            self._lied(errand, now - back)
        return seen

    def sends_again(self, errand: Errand, target: Point, where: Point) -> None:
        """Report it from `where`, and when that is refused once more as if the phone had been offline."""
        if distance_m(where, target) < STILL_AWAY_M:
            return
        claimed_at, at = self.around.scene.now, self.phone.clock()
        told = {"position": self._reading(where)}
        if self.phone.claim(errand.visit_id, told, at) != REFUSED:
            return

        def again() -> None:
            if self.phone.claim(errand.visit_id, told, at, again=True) == NEEDS_REVIEW:
                self._lied(errand, claimed_at)

        self.around.scene.after(_AGAIN_S, again)

    def _lied(self, errand: Errand, claimed_at: datetime) -> None:
        lie = Lie(errand.visit_id, errand.request_id, self.member.number, claimed_at, errand.manner)
        self.around.book.lies.append(lie)

    def _in_the_basement(self, errand: Errand, target: Point) -> tuple[dict[str, Any], Word]:
        here = {"position": self._reading(target)}
        if errand.manner is Manner.BASEMENT_BLIND:
            return {"position": None, "reason": _NO_SATELLITES}, Word.NOBODY
        if errand.manner is Manner.BASEMENT:
            return here, Word.POSITION
        code = self._ask_code(self.around.book[errand.request_id].tracking_token)
        return {**here, "code": code}, Word.CUSTOMER

    def _seen(self, errand: Errand, at: datetime, word: Word) -> VisitSeen:
        seen = VisitSeen(errand.visit_id, self.member.stars, at, word=word)
        self.around.book[errand.request_id].visits.append(seen)
        return seen

    def _reading(self, at: Point) -> dict[str, Any]:
        return {"lat": at[0], "lon": at[1], "accuracy_m": self.rng.randint(4, 30)}

    def _ask_code(self, token: str) -> str:
        tracking = self.around.customers.get("/portal/v1/tracking/{token}", token=token)
        return str(tracking["arrival_code"] or "")

    def _confirm(self, seen: VisitSeen, token: str) -> None:
        """The customer found the code after all, or taps the card on the tracking page."""
        if self.rng.random() < self.around.habits.taps_card:
            route = "/portal/v1/tracking/{token}/confirm-arrival"
            confirmed = self.around.customers.try_post(route, token=token)
        else:
            code = {"code": self._ask_code(token)}
            confirmed = self.phone.tell(seen.visit_id, "confirm_arrival", code)
        if confirmed:
            seen.customer_speaks()
