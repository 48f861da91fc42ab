"""What honest engineers do, and their phones say as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.requests.rules.lifecycle import VisitState
from tests.support.truth.deeds import Deed
from tests.support.truth.world import World

STEPS = 3
BEFORE = (VisitState.PLANNED, VisitState.OFFERED, VisitState.ACCEPTED)
LEAVES_AFTER_S = 700
"""Nobody leaves a customer sooner."""


@dataclass(frozen=True)
class Manner:
    """How an honest visit goes.

    offline: from the yes to the arrival, and `wait_min` longer.  code: he asks for it.  track: the app
    reports positions on the way.  gate: nobody opens.  jump_s: the clock is set while messages wait.
    restarts: the phone is started anew then.
    """

    offline: bool
    code: bool
    track: bool
    gate: bool
    wait_min: int
    jump_s: int
    restarts: bool


def honest_visit(world: World, engineer: int, visit_id: UUID, manner: Manner) -> None:
    """Have an engineer take a visit, drive there, and say that he is there."""
    visit, phone = world.visit(visit_id), world.phones[engineer]
    if visit.state not in BEFORE or world.holder(visit) != engineer:
        return
    leave(world, engineer)
    if world.visit(visit_id).engineer_id != visit.engineer_id:
        return
    site_m = world.site_m(visit)
    if not set_out(world, engineer, visit_id, online=not manner.offline):
        return
    drive(world, engineer, site_m, see=manner.track, online=not manner.offline)
    _arrive(world, engineer, visit_id, site_m, manner)
    if manner.offline:
        world.pass_time(60 * manner.wait_min)
        if manner.restarts:
            phone.restart()
        if manner.jump_s and phone.marked:
            phone.set_clock(timedelta(seconds=manner.jump_s))
        world.sync(engineer)


def leave(world: World, engineer: int) -> None:
    """Have an engineer end the visit at which he is, without the work done."""
    visit_id = world.busy.pop(engineer, None)
    if visit_id is None:
        return
    world.pass_time(LEAVES_AFTER_S)
    world.phones[engineer].write("incomplete", visit_id, {"reason": "other"})
    world.sync(engineer)
    world.work()


def set_out(world: World, engineer: int, visit_id: UUID, *, online: bool) -> bool:
    """Say yes and leave; False where the server, asked at once, says no."""
    phone = world.phones[engineer]
    if world.visit(visit_id).state != VisitState.ACCEPTED:
        phone.write("accept", visit_id)
    if online:
        world.sync(engineer)
    world.clock.advance(seconds=60)
    phone.check_five_ones(visit_id)
    phone.write("depart", visit_id)
    if online:
        world.sync(engineer)
        visit = world.visit(visit_id)
        return visit.state == VisitState.EN_ROUTE and world.holder(visit) == engineer
    return True


def drive(world: World, engineer: int, to_m: float, *, see: bool, online: bool) -> None:
    """Drive in `STEPS` stretches, with a position after each but the last."""
    whole_s = world.ground.drive_s(engineer, to_m)
    for step in range(STEPS, 0, -1):
        world.clock.advance(seconds=whole_s / STEPS)
        world.ground.move(engineer, to_m, 1 / step)
        if see and step > 1:
            world.phones[engineer].see(world.ground.reading(engineer))
            if online:
                world.sync(engineer)
    world.work()


def _arrive(world: World, engineer: int, visit_id: UUID, site_m: float, manner: Manner) -> None:
    phone = world.phones[engineer]
    codes = [world.visit(visit_id).arrival_code] if manner.code else []
    world.busy[engineer] = visit_id
    kind, more = ("incomplete", {"reason": "no_access"}) if manner.gate else ("arrive", {})
    for given in (codes, []):
        done = deed(world, engineer, site_m, honest=True, claimed_m=world.ground.places[engineer])
        done.codes, done.offline = [True for _ in given], manner.offline
        body = {"position": world.ground.reading(engineer), **more}
        world.deeds[phone.write(kind, visit_id, body | ({"code": given[0]} if given else {}))] = done
        if manner.offline or world.sync(engineer)[-1]["status"] != "refused" or not given:
            break
    if manner.gate:
        world.busy.pop(engineer, None)


def deed(world: World, engineer: int, site_m: float, *, honest: bool, claimed_m: float | None) -> Deed:
    """An arrival that is reported now."""
    return Deed(engineer, site_m, world.clock.now, world.clock.now, honest, claimed_m)


def report_place(world: World, engineer: int) -> None:
    """Have a phone report where it really is, twice within two minutes."""
    for _ in range(2):
        world.phones[engineer].see(world.ground.reading(engineer))
        world.sync(engineer)
        world.clock.advance(seconds=100)
