"""A promise that was broken because nobody opened is told so, wherever the blame is shown."""

from __future__ import annotations

import pytest
from flask import Flask

from app.kernel import Role, Runtime
from app.visits.commands.field import Kind
from tests.support.clock import FakeClock
from tests.support.web import application
from tests.web.world import World, make_world


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


def test_access_is_named_by_page_answer_and_report_and_can_be_set_right(world: World) -> None:
    world.phone.drive()
    world.clock.advance(minutes=20)
    told = {"reason": "no_access", "note": "Nobody opens."}
    world.phone.send(Kind.INCOMPLETE, told, offline=True).unwrap()
    world.clock.advance(hours=1)
    manager, request_id = world.client(Role.MANAGER), world.own.job.request_id
    for language, words in (("en", "Access (nobody opened)"), ("zh-CN", "进门（无人开门）")):
        headers = {"Accept": "text/html", "Accept-Language": language}
        page = manager.get(f"/requests/{request_id}", headers=headers).text
        assert f'{words} <span class="tag blamed">' in page
    one = f"/api/v1/service-requests/{request_id}"
    shown = manager.get(f"{one}/promise").json
    assert (shown["blamed"], shown["stages"][-1]["stage"]) == ("access", "access")
    assert shown["turned_away_at"] is not None
    assert manager.get("/api/v1/reports/promises").json["breaches_by_stage"]["access"] == 1
    set_right = manager.post(f"{one}/corrections", json={"stage": "travel", "reason": "He was not there."})
    assert (set_right.status_code, set_right.json["blamed"]) == (200, "travel")
