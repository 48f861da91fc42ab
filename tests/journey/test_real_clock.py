"""From the call to the paper on the machine's own clock, against a server that runs as a process.

Everything else in the suite stands on a clock that tests move; this one finds what only a clock that
runs can show: instants with microseconds, a phone some milliseconds ahead, a due time that nobody set.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from uuid_utils.compat import uuid7

from checklists import load_shipped
from tests.support.phone import FIVE_ONES, STROKES, filled, picture, sha256
from tests.support.serving import ADMIN, serving

DOOR = {"lat": 39.9087, "lon": 116.4605}
"""Where the engineer is based and the machine stands: nobody has to drive."""

SMALL_FRACTION = timedelta(milliseconds=300)
PATIENCE_S = 120.0
FAULT = "desktop_no_boot"
PASSWORD = "a clock that runs"


@dataclass
class Caller:
    """Somebody who is signed in, over HTTP."""

    http: httpx.Client
    login: str
    password: str = field(default=PASSWORD, repr=False)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        secret = {"login": self.login, "password": self.password}
        token = self.http.post("/api/v1/auth/tokens", json=secret).raise_for_status().json()["token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.http.get(path, params=query, headers=self.headers).raise_for_status()

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.http.post(path, json=body or {}, headers=self.headers)
        assert answer.status_code < 300, answer.text
        return dict(answer.json())

    def tell(self, visit_id: str, verb: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send what a phone sends, dated by this machine's clock as it runs."""
        return self.post(f"/mobile/v1/visits/{visit_id}/{verb}", _envelope() | (body or {}))

    def report_position(self) -> None:
        """Send where the phone is."""
        reading = {**DOOR, "accuracy_m": 8.5, "at": datetime.now(UTC).isoformat()}
        self.post("/mobile/v1/positions", _envelope() | {"positions": [reading]})


def _envelope() -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {"event_id": str(uuid7()), "device_at": now, "sent_at": now, "offline": False}


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("real") / "var"
    with (
        serving(folder, "--no-seed", rate_limits="false") as (url, _),
        httpx.Client(base_url=url, transport=httpx.HTTPTransport(retries=5), timeout=60) as client,
    ):
        yield client


def _peopled(admin: Caller) -> str:
    """Set up an area, an engineer on duty now, and the accounts; returns the engineer's id."""
    now = datetime.now(UTC)
    area = {"code": "real", "name": "Real", "centre": DOOR, "radius_m": 20_000}
    territory = admin.post("/api/v1/territories", area)["id"]
    person = {"number": "7001", "name": "Li Na", "phone": "+8613800001000", "skills": ["desktop"]}
    engineer = admin.post("/api/v1/engineers", person | {"territory_id": territory, "base": DOOR})["id"]
    hours = {
        "starts_at": (now - timedelta(hours=2)).isoformat(),
        "ends_at": (now + timedelta(hours=9)).isoformat(),
    }
    admin.post("/api/v1/shifts", {"engineer_id": engineer, **hours})
    for login, owns in (("dispatcher", {}), ("engineer", {"engineer_id": engineer})):
        admin.post(
            "/api/v1/users", {"login": login, "name": login, "role": login, "password": PASSWORD, **owns}
        )
    return str(engineer)


def _until(look: Callable[[], bool], happened: Callable[[], object]) -> None:
    """Look again whenever something happened, until it is so."""
    last_s = time.monotonic() + PATIENCE_S
    while not look():
        assert time.monotonic() < last_s, "nothing came of it"
        happened()


def _asked(dispatcher: Caller) -> dict[str, Any]:
    """Report a problem whose caller's clock is a fraction ahead of the server's."""
    return dispatcher.post(
        "/api/v1/service-requests",
        {
            "channel": "phone",
            "fault_code": FAULT,
            "description": "没有电 No power at all",
            "requested_at": (datetime.now(UTC) + SMALL_FRACTION).isoformat(),
            "customer": {"name": "真实时钟公司 Real Clock Ltd", "phone": "+8613911112222"},
            "site": {"name": "Front desk", "address": "朝阳区 1", "point": DOOR},
            "contact": {"name": "Han", "phone": "+8613911112222"},
        },
    )


def _worked_on(engineer: Caller, visit_id: str) -> None:
    photo = picture()
    five_ones = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
    engineer.tell(visit_id, "accept")
    engineer.tell(visit_id, "answers", {"answers": five_ones})
    engineer.tell(visit_id, "depart")
    engineer.report_position()
    engineer.tell(visit_id, "arrive", {"position": {**DOOR, "accuracy_m": 8.5}})
    announced = {"sha256": sha256(photo), "size": len(photo), "mime": "image/png"}
    engineer.tell(visit_id, "photos", announced | {"taken_at": datetime.now(UTC).isoformat()})
    path = f"/mobile/v1/visits/{visit_id}/photos/{sha256(photo)}?offset=0"
    engineer.http.put(path, content=photo, headers=engineer.headers).raise_for_status()
    templates = load_shipped().for_visit(FAULT, "desktop")
    engineer.tell(visit_id, "answers", {"answers": filled(templates, sha256(photo))})
    for role in ("engineer", "customer"):
        digest = engineer.get(f"/mobile/v1/visits/{visit_id}/record").json()["digest"]
        signature = {"role": role, "signer_name": f"Han {role}", "strokes": STROKES, "digest": digest}
        engineer.tell(visit_id, "signatures", signature)
    done = engineer.tell(visit_id, "complete", {"summary": "A new power supply."})
    assert done["visit"]["state"] == "completed"


@pytest.mark.slow("a whole server runs on the real clock and ends with it")
def test_a_request_becomes_a_paper_on_a_clock_that_runs(http: httpx.Client) -> None:
    me = _peopled(Caller(http, "admin", ADMIN))
    dispatcher, engineer = Caller(http, "dispatcher"), Caller(http, "engineer")
    request = _asked(dispatcher)
    (visit,) = dispatcher.get("/api/v1/visits", request_id=request["id"]).json()
    dispatcher.post(f"/api/v1/visits/{visit['id']}/assign", {"engineer_id": me, "pin": True})

    def mine() -> list[dict[str, Any]]:
        return [dict(row) for row in engineer.get("/api/v1/visits", request_id=request["id"]).json()]

    def something_happens() -> httpx.Response:
        return dispatcher.get("/api/v1/events", wait_s=1, request_id=request["id"])

    _until(lambda: [row["state"] for row in mine()] == ["offered"], something_happens)
    link = dispatcher.post(f"/api/v1/service-requests/{request['id']}/tracking-link")["url"]
    token = link.rpartition("/")[2]
    _worked_on(engineer, visit["id"])
    assert http.get(f"/portal/v1/tracking/{token}").raise_for_status().json()["on_site_at"]
    for language in ("en", "zh_CN"):
        paper = dispatcher.get(f"/api/v1/visits/{visit['id']}/report.pdf", lang=language)
        assert paper.content.startswith(b"%PDF")
    assert http.get(f"/t/{token}", headers={"Accept": "text/html"}).status_code == 200
    resolved = dispatcher.get("/api/v1/service-requests", q=request["code"]).json()
    assert [row["state"] for row in resolved] == ["resolved"]
