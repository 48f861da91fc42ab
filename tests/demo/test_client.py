from __future__ import annotations

import random
from collections.abc import Callable

import httpx
import pytest

from app.demo.client import ATTEMPTS, Http, Refused, Traffic, Unreachable

PROBLEM = {
    "type": "/problems/invalid",
    "detail": "Some fields are not valid.",
    "errors": {"name": ["too long"]},
}


class Wire:
    """A server that answers as told, one answer after the other, and remembers what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.pauses: list[float] = []
        self.traffic = Traffic()
        client = httpx.Client(base_url="http://onehour.test", transport=httpx.MockTransport(self._answer))
        self.http = Http(client, self.traffic, self.pauses.append, random.Random(1))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_calls_are_counted_by_route_and_not_by_address() -> None:
    wire = Wire(httpx.Response(200, json={}))
    for visit_id in ("a", "b"):
        wire.http.door().get("/visits/{visit_id}", visit_id=visit_id)
    assert wire.traffic.calls == {"GET /visits/{visit_id}": 2}
    assert [request.url.path for request in wire.asked] == ["/visits/a", "/visits/b"]


def test_path_parts_cannot_leave_their_place() -> None:
    wire = Wire(httpx.Response(200, json={}))
    wire.http.door().get("/t/{token}", token="../x?y")
    assert wire.asked[0].url.raw_path == b"/t/..%2Fx%3Fy"


@pytest.mark.parametrize(
    "trouble", [httpx.Response(503), httpx.ReadTimeout("late"), httpx.ConnectError("gone")]
)
def test_call_is_repeated_after_a_pause_while_the_server_is_busy(trouble: httpx.Response | Exception) -> None:
    wire = Wire(trouble, httpx.Response(201, json={"id": 1}))
    assert wire.http.door().post("/things", {"a": 1}) == {"id": 1}
    assert wire.traffic.repeats == 1
    assert len(wire.pauses) == 1


def test_repeated_post_carries_the_same_key_and_the_next_one_another() -> None:
    wire = Wire(httpx.Response(503), httpx.Response(201, json={}))
    door = wire.http.door()
    door.post("/things", {})
    door.post("/things", {})
    first, again, second = (request.headers["Idempotency-Key"] for request in wire.asked)
    assert first == again != second


def test_repeated_event_is_the_same_event() -> None:
    wire = Wire(httpx.ReadTimeout("late"), httpx.Response(200, json={}))
    wire.http.door("secret").tell("/visits/{visit_id}/accept", {"event_id": "e"}, visit_id="a")
    assert wire.asked[0].content == wire.asked[1].content
    assert wire.asked[1].headers["Authorization"] == "Bearer secret"


def test_server_that_stays_silent_is_given_up() -> None:
    wire = Wire(httpx.ConnectError("gone"))
    with pytest.raises(Unreachable, match="GET /things: no answer after"):
        wire.http.door().get("/things")
    assert len(wire.asked) == ATTEMPTS


def test_refusal_says_which_fields_were_wrong() -> None:
    wire = Wire(httpx.Response(422, json=PROBLEM))
    with pytest.raises(Refused, match=r"POST /things → 422 invalid: .*name: too long") as refusal:
        wire.http.door().post("/things", {})
    assert refusal.value.slug == "invalid"
    assert len(wire.asked) == 1


def test_post_that_comes_too_late_is_no_error_but_any_other_refusal_is() -> None:
    wire = Wire(httpx.Response(409, json={}), httpx.Response(201, json={}), httpx.Response(422, json=PROBLEM))
    door = wire.http.door()
    assert not door.try_post("/rate", {"score": 5})
    assert door.try_post("/rate", {"score": 5})
    with pytest.raises(Refused, match="too long"):
        door.try_post("/rate", {"score": 5})


def test_refusal_without_a_problem_document_is_told_as_it_is() -> None:
    wire = Wire(httpx.Response(500, text="Traceback"))
    with pytest.raises(Refused, match="Traceback"):
        wire.http.door().get("/things")


@pytest.mark.parametrize("rows", [0, 99, 100, 250])
def test_list_is_read_to_its_end(rows: int) -> None:
    def page(request: httpx.Request) -> httpx.Response:
        size, number = int(request.url.params["page_size"]), int(request.url.params["page"])
        return httpx.Response(200, json=list(range(rows))[(number - 1) * size : number * size])

    assert _http(page).door().every("/things", {"state": "open"}) == list(range(rows))


def test_bytes_are_put_at_their_offset() -> None:
    wire = Wire(httpx.Response(200, json={"complete": True}))
    assert wire.http.door().put_bytes("/photos/{sha256}", b"abc", 1024, sha256="ff") == {"complete": True}
    assert wire.asked[0].url.params["offset"] == "1024"
    assert wire.asked[0].content == b"abc"


def test_answer_without_a_body_is_nothing() -> None:
    assert Wire(httpx.Response(204)).http.door().post("/things", {}) is None


def _http(handler: Callable[[httpx.Request], httpx.Response]) -> Http:
    client = httpx.Client(base_url="http://onehour.test", transport=httpx.MockTransport(handler))
    return Http(client, Traffic(), lambda _: None, random.Random(1))
