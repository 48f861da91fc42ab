from __future__ import annotations

from checklists import load_shipped
from tests.mobile_api.conftest import HttpPhone
from tests.support.phone import FIVE_ONES, STROKES, filled, picture, sha256


def test_whole_visit_is_played_over_http(http: HttpPhone) -> None:
    five_ones = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
    templates = load_shipped().for_visit("printer.paper_jam", "printer")
    photo = picture()
    assert http.post("accept").json["visit"]["state"] == "accepted"
    assert http.post("answers", {"answers": five_ones}).json["status"] == "applied"
    assert http.post("depart").json["visit"]["state"] == "en_route"
    position = {"lat": 31.2304, "lon": 121.4737, "accuracy_m": 8.5}
    arrived = http.post("arrive", {"position": position, "code": "4711"}).json
    assert arrived["visit"]["arrival_confirmed_at"]
    announced = {"sha256": sha256(photo), "size": len(photo), "mime": "image/png"}
    assert http.post("photos", announced | {"taken_at": http.clock.now.isoformat()}).status_code == 200
    assert http.put(sha256(photo), photo[:30]).json["received"] == 30
    assert http.put(sha256(photo), photo[30:], offset=30).json["complete"] is True
    assert http.post("answers", {"answers": filled(templates, sha256(photo))}).status_code == 200
    assert http.post("parts", {"part_code": "roller", "quantity": 2}).status_code == 200
    assert (
        http.post("charges", {"kind": "labour", "label": "Half an hour", "amount_cents": 9000}).json["flags"]
        == []
    )
    for role in ("engineer", "customer"):
        digest = http.get("/record").json["digest"]
        signature = {"role": role, "signer_name": "Han", "strokes": STROKES, "digest": digest}
        assert http.post("signatures", signature).status_code == 200
    done = http.post("complete", {"summary": "Two rollers replaced."}).json
    assert (done["status"], done["flags"], done["visit"]["state"]) == ("applied", [], "completed")
    assert [row["valid"] for row in done["visit"]["signatures"]] == [True, True]


def test_refusal_is_a_problem_and_a_repeat_is_refused_alike(http: HttpPhone) -> None:
    http.post("accept")
    first = http.post("depart")
    again = http.client.post(first.request.path, json=http.last)
    assert (first.status_code, first.json["type"]) == (409, "/problems/five-ones-missing")
    assert set(first.json["missing"]) == set(FIVE_ONES)
    assert again.json | {"call_id": ""} == first.json | {"call_id": ""}


def test_same_event_with_another_body_is_a_conflict(http: HttpPhone) -> None:
    http.post("decline", {"reason": "My car broke down"})
    answer = http.client.post(
        f"/mobile/v1/visits/{http.job.visit_id}/decline", json=http.last | {"reason": "Lunch"}
    )
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/event-id-reused")


def test_position_report_is_answered_with_what_to_do_now(http: HttpPhone) -> None:
    http.post("accept")
    reading = {"lat": 31.23, "lon": 121.47, "accuracy_m": None, "at": http.clock.now.isoformat()}
    answer = http.client.post("/mobile/v1/positions", json=http.envelope() | {"positions": [reading]})
    assert answer.status_code == 200, answer.text
    assert answer.json["itinerary"] == {
        "current_visit_id": str(http.job.visit_id),
        "current_state": "accepted",
        "offered_visit_id": None,
    }


def test_code_may_be_given_later_over_http(http: HttpPhone) -> None:
    http.post("accept")
    http.post("depart", offline=True)
    http.post("arrive", {"position": {"lat": 31.2304, "lon": 121.4737}})
    answer = http.post("confirm-arrival", {"code": "4711"})
    assert answer.json["visit"]["arrival_confirmed_at"] is not None
