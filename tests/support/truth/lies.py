"""What engineers say who are not where they say that they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.requests.rules.lifecycle import VisitState
from tests.support.truth.ground import position
from tests.support.truth.players import BEFORE, deed, drive, leave, report_place, set_out
from tests.support.truth.world import World


class Lie(StrEnum):
    """How a phone lies."""

    SENT_AGAIN = "sent_again"
    CLAIMED = "claimed"
    MOCKED = "mocked"
    DATED_BACK = "dated_back"
    CLOCK_BACK = "clock_back"
    GUESSED = "guessed"
    EXPLAINED = "explained"
    AT_THE_GATE = "at_the_gate"


@dataclass(frozen=True)
class Fiction:
    """A lie in detail: `far_m` from the site; `shift_s` how the times of two tries differ, or how far back.

    knows: he has the customer's code.  before, after: his phone reports where it is, before or after.
    """

    lie: Lie
    far_m: int
    shift_s: int
    knows: bool
    offline: bool
    before: bool
    after: bool


def lying_visit(world: World, engineer: int, visit_id: UUID, tale: Fiction) -> list[str]:
    """Have an engineer say that he is where he is not; returns what became of each of his messages."""
    visit = world.visit(visit_id)
    if visit.state not in (*BEFORE, VisitState.EN_ROUTE) or world.holder(visit) != engineer:
        return []
    site_m = world.site_m(visit)
    if world.busy.get(engineer) != visit_id:
        leave(world, engineer)
    if visit.state != VisitState.EN_ROUTE and not set_out(world, engineer, visit_id, online=True):
        return []
    drive(world, engineer, site_m + tale.far_m, see=False, online=True)
    if tale.before:
        report_place(world, engineer)
    world.busy[engineer] = visit_id
    told = LIES[tale.lie](Liar(world, engineer, visit_id, site_m, tale))
    if tale.after:
        report_place(world, engineer)
    world.gather()
    return told


@dataclass
class Liar:
    """An engineer, the visit that he claims to be at, and what he tells."""

    world: World
    engineer: int
    visit_id: UUID
    site_m: float
    tale: Fiction

    def say(
        self, metres: float, code: str | None, *, kind: str = "arrive", more: Any = None, **said: Any
    ) -> str:
        """Say that he has arrived, with a position `metres` along the road."""
        world, phone = self.world, self.world.phones[self.engineer]
        body = {"position": position(metres, **({"mock": True} if self.tale.lie is Lie.MOCKED else {}))}
        body |= ({"code": code} if code else {}) | (more or {})
        done = deed(world, self.engineer, self.site_m, honest=False, claimed_m=metres)
        done.codes = self.codes(code)
        done.mock = self.tale.lie is Lie.MOCKED
        answer = phone.say(kind, self.visit_id, body, **said)
        world.deeds[answer["event_id"]] = done
        return str(answer["status"])

    def codes(self, code: str | None) -> list[bool]:
        """All codes that this engineer gave for the visit, with this one: whether each was right."""
        right = self.world.visit(self.visit_id).arrival_code
        sent = self.world.phones[self.engineer].acknowledged.values()
        mine = [one["body"].get("code") for one in sent if one.get("visit_id") == str(self.visit_id)]
        return [given == right for given in (*mine, code) if given]

    @property
    def code(self) -> str | None:
        """What he gives for the customer's code."""
        right = self.world.visit(self.visit_id).arrival_code
        return right if self.tale.knows else self.wrong

    @property
    def wrong(self) -> str:
        """A code that is wrong."""
        return f"{(int(self.world.visit(self.visit_id).arrival_code) + 1) % 10_000:04}"

    def shown(self, back_s: float) -> str:
        """The time of his phone, so much earlier."""
        return (self.world.phones[self.engineer].shown - timedelta(seconds=back_s)).isoformat()


def _sent_again(liar: Liar) -> list[str]:
    """Refused where he is, then again under another id as if it had been offline."""
    at = liar.shown(0)
    first = liar.say(liar.site_m + liar.tale.far_m, liar.wrong, device_at=at)
    liar.world.clock.advance(seconds=liar.tale.shift_s % 60)
    place = liar.site_m if liar.tale.knows else liar.site_m + liar.tale.far_m
    again = liar.say(place, liar.code, device_at=liar.shown(liar.tale.shift_s % 60), offline=True)
    return [first, again]


def _claimed(liar: Liar) -> list[str]:
    code = liar.code if liar.tale.knows else None
    return [liar.say(liar.site_m, code, offline=liar.tale.offline)]


def _dated_back(liar: Liar) -> list[str]:
    code = liar.code if liar.tale.knows else None
    at = liar.shown(liar.tale.shift_s)
    return [liar.say(liar.site_m, code, device_at=at, offline=liar.tale.offline)]


def _clock_back(liar: Liar) -> list[str]:
    """He sets the clock back, says that he is there, and sets it right."""
    phone, by = liar.world.phones[liar.engineer], timedelta(seconds=liar.tale.shift_s)
    phone.set_clock(-by)
    at = liar.shown(0)
    phone.set_clock(by)
    code = liar.code if liar.tale.knows else None
    return [liar.say(liar.site_m, code, device_at=at, offline=True)]


def _guessed(liar: Liar) -> list[str]:
    """Codes at random, and at last perhaps the right one."""
    told = [liar.say(liar.site_m, liar.wrong) for _ in range(5)]
    return [*told, liar.say(liar.site_m, liar.code, offline=liar.tale.offline)]


def _explained(liar: Liar) -> list[str]:
    place, why = liar.site_m + liar.tale.far_m, {"reason": "The site is wrong on the map."}
    first = liar.say(place, None, more=why)
    liar.world.clock.advance(seconds=40)
    return [first, liar.say(place, liar.code if liar.tale.knows else None, more=why)]


def _at_the_gate(liar: Liar) -> list[str]:
    code = liar.code if liar.tale.knows else None
    return [liar.say(liar.site_m, code, kind="incomplete", more={"reason": "no_access"})]


LIES = {
    Lie.SENT_AGAIN: _sent_again,
    Lie.CLAIMED: _claimed,
    Lie.MOCKED: _claimed,
    Lie.DATED_BACK: _dated_back,
    Lie.CLOCK_BACK: _clock_back,
    Lie.GUESSED: _guessed,
    Lie.EXPLAINED: _explained,
    Lie.AT_THE_GATE: _at_the_gate,
}
