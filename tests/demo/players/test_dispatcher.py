from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.demo.case import Case, Casebook, Lie, VisitSeen, Word
from app.demo.city import generated_city
from app.demo.client import Http, Traffic
from app.demo.day import generated_day
from app.demo.habits import PATIENT
from app.demo.manners import Manner, Manners
from app.demo.mishaps import Mishap, Setback
from app.demo.players.around import Surroundings
from app.demo.players.dispatcher import Dispatcher
from app.demo.scene import Scene
from app.demo.trips import StraightTrips

EIGHT = datetime(2026, 3, 2, tzinfo=UTC)
DAY = generated_day(generated_city(1, 1, seed=1), 1, 1.0, seed=1)
SHIFT_END = EIGHT + timedelta(hours=3)
SHIFT = {"engineer_id": "e", "starts_at": EIGHT.isoformat(), "ends_at": SHIFT_END.isoformat()}


class Office:
    """The application's answers to a dispatcher, and what the dispatcher told it."""

    def __init__(self) -> None:
        self.resolved: list[str] = []
        self.reviews: list[str] = []
        self.visits: list[dict[str, Any]] = []
        self.alerts: list[dict[str, Any]] = []
        self.told: list[tuple[str, Any]] = []
        self.refused: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            self.told.append((request.url.path, json.loads(request.content)))
            return httpx.Response(409 if request.url.path in self.refused else 200, json={})
        match request.url.path.split("/")[-1]:
            case "service-requests":
                return httpx.Response(200, json=[{"id": key} for key in self.resolved])
            case "alerts":
                return httpx.Response(200, json=self.alerts)
            case "visits":
                return httpx.Response(200, json=self.visits)
            case "review-items":
                return httpx.Response(200, json=[{"id": key} for key in self.reviews])
        return httpx.Response(200, json=SHIFT, headers={"ETag": '"1"'})


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def scene() -> Scene:
    return Scene(EIGHT, tick_s=1)


@pytest.fixture
def case() -> Case:
    return Case(DAY.calls[0], "r", "R", "", EIGHT, EIGHT + timedelta(hours=1), "")


def dispatcher(office: Office, scene: Scene, case: Case, still_broken: float = 0.0) -> Dispatcher:
    client = httpx.Client(transport=httpx.MockTransport(office), base_url="http://x.test")
    door = Http(client, Traffic(), lambda _: None, random.Random(1)).door()
    book = Casebook()
    book.open(case)
    around = Surroundings(
        scene,
        DAY,
        replace(PATIENT, still_broken=still_broken),
        book,
        door,
        StraightTrips(DAY.city.roads),
        Manners(PATIENT, random.Random(1)),
    )
    return Dispatcher(around, door, ["s"], random.Random(1))


def alert(name: str, **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": name,
        "rung": "eta_late",
        "request_id": name,
        "visit_id": name,
        "rescue": None,
    }
    return {**plain, "acknowledged_at": None, "holder": {"id": "held"}, **more}


def let_pass(scene: Scene, until: datetime) -> None:
    while scene.next_at is not None and scene.next_at <= until:
        scene.move_to(scene.next_at)
        scene.act()


def test_customer_is_called_back_once_and_all_is_closed(office: Office, scene: Scene, case: Case) -> None:
    office.resolved = ["r", "somebody-elses"]
    dispatcher(office, scene, case).look()
    let_pass(scene, EIGHT + timedelta(minutes=9))
    scene.move_to(EIGHT + timedelta(hours=2))
    office.resolved = []
    scene.act()
    assert [path for path, _ in office.told if "shifts" not in path] == [
        "/api/v1/service-requests/r/follow-up",
        "/api/v1/service-requests/r/close",
    ]
    assert case.state == "closed"


def test_request_whose_fault_is_back_stays_open(office: Office, scene: Scene, case: Case) -> None:
    office.resolved = ["r"]
    dispatcher(office, scene, case, still_broken=1.0).look()
    office.resolved = []
    let_pass(scene, EIGHT + timedelta(minutes=90))
    paths = [path for path, _ in office.told]
    assert "/api/v1/service-requests/r/follow-up" in paths
    assert "/api/v1/service-requests/r/close" not in paths
    assert case.state == "promised"


def test_crew_stays_longer_while_somebody_waits(office: Office, scene: Scene, case: Case) -> None:
    desk = dispatcher(office, scene, case)
    desk.look()
    let_pass(scene, EIGHT + timedelta(minutes=100))
    assert office.told == []
    let_pass(scene, EIGHT + timedelta(minutes=120))
    (path, body), *_ = office.told
    assert path == "/api/v1/shifts/s"
    assert datetime.fromisoformat(body["ends_at"]) == SHIFT_END + timedelta(hours=2)
    assert desk.overtime == 1


def test_crew_goes_home_when_nobody_waits(office: Office, scene: Scene, case: Case) -> None:
    case.state = "closed"
    dispatcher(office, scene, case).look()
    let_pass(scene, EIGHT + timedelta(hours=4))
    assert office.told == []


def test_what_phones_reported_too_late_is_settled(office: Office, scene: Scene, case: Case) -> None:
    office.reviews = ["i"]
    dispatcher(office, scene, case).look()
    assert office.told[0][0] == "/api/v1/review-items/i/resolve"


def test_one_who_said_no_is_asked_again_where_nobody_else_is_left(
    office: Office, scene: Scene, case: Case
) -> None:
    declined = [{"engineer": "e1", "code": "declined"}, {"engineer": "e2", "code": "too_few_stars"}]
    office.visits = [
        {"id": "lost", "engineer_id": None, "unassigned_reasons": declined},
        {"id": "new", "engineer_id": None, "unassigned_reasons": None},
        {"id": "held", "engineer_id": "e3", "unassigned_reasons": declined},
    ]
    desk = dispatcher(office, scene, case)
    desk.look()
    assert office.told == [("/api/v1/visits/lost/include", {"engineer_id": "e1"})]
    assert desk.persuaded == 1


def test_alerts_are_taken_on_and_rescued_where_that_gains(office: Office, scene: Scene, case: Case) -> None:
    case.state = "closed"
    office.alerts = [
        alert("gains", rescue={"gain_s": 900, "slack_s": 600}),
        alert("nobody", rescue={"gain_s": None, "slack_s": 600}),
        alert("loses", rescue={"gain_s": -60, "slack_s": 600}),
        alert("late", rescue={"gain_s": 900, "slack_s": -60}),
        alert("alone"),
        alert("taken", acknowledged_at=EIGHT.isoformat(), rescue={"gain_s": 900}),
    ]
    office.alerts.append(alert("doubted", rung="arrival_doubtful", rescue={"gain_s": 900}))
    desk = dispatcher(office, scene, case)
    desk.begin()
    assert [path.removeprefix("/api/v1/alerts/") for path, _ in office.told] == [
        "doubted/acknowledge",
        "gains/rescue",
        "nobody/rescue",
        "loses/acknowledge",
        "late/acknowledge",
        "alone/acknowledge",
    ]
    assert desk.rescued == 2


def test_plan_may_choose_again_where_he_who_was_sent_is_late_himself(
    office: Office, scene: Scene, case: Case
) -> None:
    case.state = "closed"
    office.alerts = [alert("a", visit_id="v", rescue={"gain_s": 900, "slack_s": 600})]
    dispatcher(office, scene, case).begin()
    office.alerts = [alert("b", visit_id="v")]
    let_pass(scene, EIGHT + timedelta(minutes=3))
    office.alerts = [alert("c", visit_id="v")]
    let_pass(scene, EIGHT + timedelta(minutes=5))
    assert [path.removeprefix("/api/v1/") for path, _ in office.told] == [
        "alerts/a/rescue",
        "alerts/b/acknowledge",
        "visits/v/unpin",
        "alerts/c/acknowledge",
    ]


def _held_up(mishap: Mishap, visit_id: str) -> Setback:
    return Setback(mishap, EIGHT, EIGHT + timedelta(minutes=20), visit_id, visit_id, "E1")


def test_whoever_is_held_up_is_replaced_however_soon_the_plan_expects_him(
    office: Office, scene: Scene, case: Case
) -> None:
    case.state = "closed"
    office.alerts = [
        alert("silent", rung="position_stale", rescue={"gain_s": -60}),
        alert("broken", rung="off_duty"),
        alert("lost", rung="position_stale"),
    ]
    desk = dispatcher(office, scene, case)
    desk._around.book.setbacks += [
        _held_up(Mishap.SILENT, "silent"),
        _held_up(Mishap.BREAKDOWN, "broken"),
        _held_up(Mishap.SILENT, "lost"),
    ]
    desk.begin()
    assert [path for path, _ in office.told] == [
        "/api/v1/alerts/silent/rescue",
        "/api/v1/alerts/broken/acknowledge",
        "/api/v1/visits/broken/exclude",
        "/api/v1/alerts/lost/acknowledge",
    ]


SETTLING = "/api/v1/visits/v/settle-arrival"


def _doubted(office: Office, scene: Scene, case: Case, seen: VisitSeen | None) -> Dispatcher:
    """A desk that has looked at one doubtful arrival for ten minutes."""
    case.visits += [seen] if seen else []
    office.alerts = [alert("d", rung="arrival_doubtful", request_id="r", visit_id="v")]
    desk = dispatcher(office, scene, case)
    desk.begin()
    let_pass(scene, EIGHT + timedelta(minutes=10))
    return desk


@pytest.mark.parametrize(
    ("seen", "verdict", "kept_as"),
    [(VisitSeen("v", 3, EIGHT, word=Word.NOBODY), "arrived", "kept_by_office"), (None, "not_arrived", None)],
)
def test_doubtful_arrival_is_asked_about_once_and_settled_as_it_was(
    office: Office, scene: Scene, case: Case, seen: VisitSeen | None, verdict: str, kept_as: str | None
) -> None:
    _doubted(office, scene, case, seen)
    (taken, _), (settled, body) = office.told
    assert (taken, settled) == ("/api/v1/alerts/d/acknowledge", SETTLING)
    assert body["verdict"] == verdict
    assert body["reason"]
    assert case.kept_as == kept_as


def test_customer_says_since_when_somebody_is_there_who_told_another_time(
    office: Office, scene: Scene, case: Case
) -> None:
    office.alerts = [alert("d", rung="arrival_doubtful", request_id="r", visit_id="v")]
    seen = VisitSeen("v", 3, EIGHT + timedelta(seconds=30))
    case.visits.append(seen)
    desk = dispatcher(office, scene, case)
    lie = Lie("v", "r", "E1", EIGHT, Manner.DATED_BACK)
    desk._around.book.lies.append(lie)
    desk.begin()
    let_pass(scene, EIGHT + timedelta(minutes=10))
    assert office.told[-1][1]["on_site_at"] == seen.arrived_at.isoformat()
    assert lie.found_out


def test_arrival_that_the_customer_proved_meanwhile_stays_proven(
    office: Office, scene: Scene, case: Case
) -> None:
    office.refused.add(SETTLING)
    _doubted(office, scene, case, VisitSeen("v", 3, EIGHT))
    assert office.told[-1][0] == SETTLING
    assert case.kept_as == "kept_proven"
