from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.demo.case import Case, Casebook, Word
from app.demo.city import generated_city
from app.demo.client import Http, Traffic
from app.demo.day import generated_day
from app.demo.errors import DemoError
from app.demo.habits import PATIENT, Habits
from app.demo.manners import LIE_FROM_M, TRICK_FROM_M, Manner, Manners
from app.demo.mishaps import Mishap, Mishaps
from app.demo.players.around import Surroundings
from app.demo.players.arriving import MADE_UP_FROM_M, STILL_AWAY_M
from app.demo.players.engineer import EngineerPlayer
from app.demo.players.errand import Step
from app.demo.players.phone import Phone
from app.demo.roads import distance_m, shifted
from app.demo.scene import Scene
from app.demo.trips import StraightTrips
from app.demo.world import Roads

EIGHT = datetime(2026, 3, 2, tzinfo=UTC)
CITY = generated_city(1, 1, seed=1)
DAY = generated_day(replace(CITY, roads=Roads(1.3, 30.0)), 1, 2.0, seed=1)


class Pocket(Phone):
    """A phone whose application says yes, unless told otherwise, and that remembers what it sent."""

    def __init__(self, scene: Scene, http: Http) -> None:
        super().__init__(scene, http.door(), random.Random(1))
        self.sent: list[tuple[str, str]] = []
        self.refused: set[str] = set()
        self.bodies: dict[str, Any] = {}
        self.kept: list[tuple[datetime, list[Any]]] = []
        self.current = ""
        self.claims: list[tuple[datetime, dict[str, Any]]] = []
        self.site = DAY.city.places[DAY.calls[0].place].point

    def visit(self, visit_id: str) -> Any:
        return None if "visit" in self.refused else {"templates": []}

    def record(self, visit_id: str) -> Any:
        return {"digest": f"of {visit_id}"}

    def note(self, visit_id: str, kind: str, body: Mapping[str, Any] | None = None) -> str:
        self.sent.append((visit_id, kind))
        self.bodies[kind] = body
        return kind

    def counted(self, event_id: str) -> bool:
        return event_id not in self.refused

    def switch(self, *, available: bool, why: str = "") -> None:
        self.sent.append((why, "on" if available else "off"))

    def turn_back(self, back: timedelta) -> None:
        self.sent.append((str(round(back.total_seconds())), "turn_back"))

    def claim(self, visit_id: str, body: Mapping[str, Any], at: str, *, again: bool = False) -> str:
        self.sent.append((visit_id, "again" if again else "claim"))
        self.claims.append((datetime.fromisoformat(at), dict(body)))
        far = distance_m((body["position"]["lat"], body["position"]["lon"]), self.site) > STILL_AWAY_M
        return "needs_review" if again else "refused" if far else "applied"

    def flush(self) -> None:
        self.sent.append(("", "flush"))

    def passed(self, trace: Sequence[Mapping[str, Any]]) -> None:
        self.kept.append((self._scene.now, [(spot["lat"], spot["lon"]) for spot in trace]))

    def positions(self, trace: Sequence[Mapping[str, Any]]) -> Any:
        self.sent.append((str(len(trace)), "positions"))
        return {"current_visit_id": self.current}


class Stage:
    """One engineer, with as many requests as the day has calls, each with a visit `v0`, `v1`, …"""

    def __init__(self, habits: Habits) -> None:
        self.scene, self.book = Scene(EIGHT, tick_s=1), Casebook()
        code = httpx.MockTransport(lambda _: httpx.Response(200, json={"arrival_code": "1234"}))
        http = Http(
            httpx.Client(transport=code, base_url="http://x.test"),
            Traffic(),
            lambda _: None,
            random.Random(1),
        )
        self.phone = Pocket(self.scene, http)
        self.manners = Manners(habits, random.Random(1))
        around = Surroundings(
            self.scene,
            DAY,
            habits,
            self.book,
            http.door(),
            StraightTrips(DAY.city.roads),
            self.manners,
            mishaps=Mishaps(habits, random.Random(1)),
        )
        self.player = EngineerPlayer(around, DAY.city.crew[0], self.phone, random.Random(1))
        for n, call in enumerate(DAY.calls):
            self.book.open(Case(call, f"r{n}", f"R{n}", "token", EIGHT, EIGHT + timedelta(hours=1), "Li"))

    def offer(self, n: int = 0) -> None:
        self.phone.current = f"v{n}"
        self.player.offered({"id": f"o{n}", "visit_id": f"v{n}", "request_id": f"r{n}"})

    def until(self, step: Step) -> None:
        """Let time pass until the engineer has come so far."""
        while self.player.errand is None or self.player.errand.step is not step:
            self.wait()

    def wait(self) -> None:
        assert self.scene.next_at is not None, "nothing more will happen"
        self.scene.move_to(self.scene.next_at)
        self.scene.act()


@pytest.fixture
def stage() -> Stage:
    return Stage(PATIENT)


def test_offer_is_accepted_after_a_moment_and_only_once(stage: Stage) -> None:
    stage.offer()
    stage.offer()
    assert stage.phone.sent == []
    stage.until(Step.PACKING)
    assert stage.phone.sent == [("v0", "accept")]


def test_five_ones_are_checked_off_before_leaving(stage: Stage) -> None:
    stage.offer()
    stage.until(Step.DRIVING)
    assert stage.phone.sent == [("v0", "accept"), ("v0", "answers"), ("v0", "depart")]


def test_drive_is_reported_on_the_way_and_ends_at_the_site(stage: Stage) -> None:
    stage.offer()
    stage.until(Step.WORKING)
    assert ("v0", "arrive") in stage.phone.sent
    assert any(what == "positions" for _, what in stage.phone.sent)
    assert stage.player.at == DAY.city.places[DAY.calls[0].place].point
    assert stage.book["r0"].visits[0].arrived_at == stage.scene.now


def test_visit_that_went_to_somebody_else_stops_the_drive_where_it_is(stage: Stage) -> None:
    stage.offer()
    stage.until(Step.DRIVING)
    stage.phone.current = "another"
    while stage.player.errand is not None:
        stage.wait()
    assert stage.book.turned_round == 1
    assert stage.player.at not in {DAY.city.crew[0].base, DAY.city.places[DAY.calls[0].place].point}
    assert ("v0", "arrive") not in stage.phone.sent


@pytest.mark.parametrize("refused", ["accept", "visit", "depart"])
def test_visit_lost_before_leaving_leaves_empty_hands(stage: Stage, refused: str) -> None:
    stage.phone.refused.add(refused)
    stage.offer()
    while stage.scene.next_at is not None:
        stage.wait()
    assert stage.player.errand is None
    assert stage.book.lost_races == 1
    assert stage.book["r0"].visits == []


def test_offer_taken_on_the_way_turns_the_engineer_round(stage: Stage) -> None:
    stage.offer(0)
    stage.until(Step.DRIVING)
    stage.offer(1)
    while stage.book.turned_round == 0:
        stage.wait()
    stage.until(Step.WORKING)
    assert stage.player.errand is not None
    assert stage.player.errand.visit_id == "v1"
    assert stage.book["r0"].visits == []


def test_offer_taken_at_work_waits_for_its_end(stage: Stage) -> None:
    stage.offer(0)
    stage.until(Step.WORKING)
    stage.offer(1)
    assert stage.player.errand is not None
    first = stage.player.errand
    while stage.player.errand is first:
        stage.wait()
    assert ("v0", "complete") in stage.phone.sent
    assert stage.player.errand.visit_id == "v1"


def test_offer_may_be_declined_or_overheard() -> None:
    declining, deaf = Stage(replace(PATIENT, declines=1.0)), Stage(replace(PATIENT, overhears=1.0))
    declining.offer()
    declining.wait()
    assert declining.phone.sent == [("v0", "decline")]
    assert declining.book.declined == 1
    deaf.offer()
    assert deaf.scene.next_at is None


def _until_gone(stage: Stage) -> None:
    while stage.player.errand is not None:
        stage.wait()


def test_liar_claims_from_the_road_with_a_wrong_code_until_he_is_found_out() -> None:
    stage = Stage(replace(PATIENT, lies=1.0))
    stage.offer()
    stage.until(Step.PRETENDING)
    target = DAY.city.places[DAY.calls[0].place].point
    told, claimed_from = stage.phone.bodies["arrive"], stage.player.at
    assert distance_m((told["position"]["lat"], told["position"]["lon"]), target) > STILL_AWAY_M
    assert told["code"] != "1234"
    for _ in range(4):
        stage.wait()
    stage.phone.current = "another"
    _until_gone(stage)
    assert stage.player.at == claimed_from
    assert stage.book["r0"].visits == []
    (lie,) = stage.book.lies
    assert (lie.visit_id, lie.found_out) == ("v0", False)
    stage.book.settle("v0", None, "not_arrived")
    assert lie.found_out


def test_liar_far_away_names_the_site_while_his_phone_tells_where_it_is() -> None:
    stage = Stage(replace(PATIENT, lies=1.0))
    assert stage.manners.next(LIE_FROM_M) is Manner.ELSEWHERE
    target = DAY.city.places[DAY.calls[0].place].point
    stage.player.at = shifted(target, 4000, 0)
    stage.offer()
    stage.until(Step.PRETENDING)
    told = stage.phone.bodies["arrive"]
    assert (told["position"]["lat"], told["position"]["lon"]) == target
    assert "code" not in told
    assert distance_m(stage.player.at, target) > MADE_UP_FROM_M


def test_lie_that_nobody_looks_into_ends_the_demonstration() -> None:
    stage = Stage(replace(PATIENT, lies=1.0))
    stage.offer()
    stage.until(Step.PRETENDING)
    with pytest.raises(DemoError, match="Nobody found out"):
        _until_gone(stage)


def test_lie_that_came_too_late_is_none() -> None:
    stage = Stage(replace(PATIENT, lies=1.0))
    stage.phone.refused.add("arrive")
    stage.offer()
    stage.until(Step.PRETENDING)
    _until_gone(stage)
    assert stage.book.lies == []


def test_arrival_in_a_basement_is_dated_when_it_was_and_hears_no_offers() -> None:
    stage = Stage(replace(PATIENT, arrives_offline=1.0))
    for _ in range(3):  # the fourth finds no satellites
        stage.manners.next(0.0)
    stage.offer(0)
    stage.until(Step.OUT_OF_REACH)
    there_at = stage.scene.now
    stage.offer(1)
    assert stage.phone.bodies["arrive"]["position"] is None
    assert stage.phone.bodies["arrive"]["reason"]
    stage.until(Step.WORKING)
    (seen,) = stage.book["r0"].visits
    assert (seen.arrived_at, seen.word) == (there_at, Word.NOBODY)
    assert stage.scene.now > there_at + timedelta(seconds=30)
    assert ("v1", "accept") not in stage.phone.sent


def test_basement_in_which_the_visit_was_given_away_is_left() -> None:
    stage = Stage(replace(PATIENT, arrives_offline=1.0))
    stage.phone.refused.add("arrive")
    stage.offer()
    stage.until(Step.OUT_OF_REACH)
    _until_gone(stage)
    assert stage.book["r0"].visits == []
    assert stage.book.turned_round == 1
    assert stage.book.offline_arrivals == 0


def test_arrival_brings_the_road_that_led_to_it_however_short(stage: Stage) -> None:
    stage.offer()
    stage.until(Step.DRIVING)
    set_out_at = stage.scene.now
    stage.until(Step.WORKING)
    assert stage.phone.kept[0] == (set_out_at, [DAY.city.crew[0].base])
    there_at, points = stage.phone.kept[-1]
    assert there_at == stage.book["r0"].visits[0].arrived_at
    assert points[-1] == stage.player.at


def _trickster(manner: Manner) -> Stage:
    """An engineer four kilometres away who is about to play this trick."""
    stage = Stage(replace(PATIENT, tricks=1.0))
    while (dealt := stage.manners.next(TRICK_FROM_M)) is not manner:
        assert dealt is not Manner.PLAIN
    for _ in range(2):  # the same comes round again
        stage.manners.next(TRICK_FROM_M)
    stage.player.at = shifted(stage.phone.site, 4000, 0)
    stage.offer()
    return stage


def test_arrival_is_dated_back_to_when_the_phone_was_far_away() -> None:
    stage = _trickster(Manner.DATED_BACK)
    stage.until(Step.WORKING)
    ((claimed_at, told),) = stage.phone.claims
    (seen,), (lie,) = stage.book["r0"].visits, stage.book.lies
    assert told["code"] == "1234"
    assert lie.claimed_at < seen.arrived_at - timedelta(minutes=2)
    assert abs(claimed_at - lie.claimed_at) < timedelta(minutes=2)  # by the phone's own clock
    stage.book.settle("v0", seen, "arrived")
    assert lie.found_out


def test_what_was_refused_from_afar_comes_again_and_the_drive_goes_on() -> None:
    stage = _trickster(Manner.SENT_AGAIN)
    stage.until(Step.WORKING)
    assert [kind for _, kind in stage.phone.sent if kind in ("claim", "again", "arrive")] == [
        *("claim", "again", "arrive")
    ]
    (first, _), (second, _) = stage.phone.claims
    assert first == second
    (lie,) = stage.book.lies
    stage.book.settle("v0", stage.book["r0"].visits[0], "arrived")
    assert not lie.found_out
    stage.book.reviewed("v0")
    assert lie.found_out


def test_clock_is_set_back_before_the_arrival_is_told() -> None:
    stage = _trickster(Manner.SET_BACK)
    stage.until(Step.WORKING)
    kinds = [kind for _, kind in stage.phone.sent]
    assert kinds.index("turn_back") < kinds.index("arrive")
    (lie,) = stage.book.lies
    assert (lie.manner, lie.found_out_by) == (Manner.SET_BACK, "arrived")


def _befallen(habits: Habits) -> Stage:
    """An engineer six kilometres away to whom something is about to happen."""
    stage = Stage(habits)
    stage.player.at = shifted(stage.phone.site, 6000, 0)
    stage.offer()
    stage.until(Step.DRIVING)
    while not stage.book.setbacks:
        stage.wait()
    return stage


def test_van_stands_until_it_is_mended_and_the_office_is_told_meanwhile() -> None:
    stage = _befallen(replace(PATIENT, breaks_down=1.0))
    (setback,) = stage.book.setbacks
    stage.until(Step.WORKING)
    switches = [(bool(why), kind) for why, kind in stage.phone.sent if kind in ("on", "off")]
    assert (setback.mishap, switches) == (Mishap.BREAKDOWN, [(True, "off"), (False, "on")])
    assert stage.book["r0"].visits[0].arrived_at > setback.ends_at


def test_who_stands_with_his_van_loses_the_visit_and_hears_no_offers() -> None:
    stage = _befallen(replace(PATIENT, breaks_down=1.0))
    stage.phone.current = "another"
    _until_gone(stage)
    stage.offer(1)
    assert stage.player.errand is None
    assert ("v1", "accept") not in stage.phone.sent
    assert stage.player.at not in {stage.phone.site, shifted(stage.phone.site, 6000, 0)}


def test_silent_phone_reports_nothing_until_it_is_charged() -> None:
    stage = _befallen(replace(PATIENT, goes_silent=1.0))
    (setback,) = stage.book.setbacks
    sent = len(stage.phone.sent)
    stage.offer(1)
    while stage.scene.next_at is not None and stage.scene.next_at < setback.ends_at:
        stage.wait()
    assert len(stage.phone.sent) == sent
    stage.phone.current = "v0"
    stage.until(Step.WORKING)
    assert len(stage.book["r0"].visits) == 1
