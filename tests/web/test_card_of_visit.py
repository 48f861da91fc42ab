"""One supervision card for a visit and the engineer who has it; the one of before says that it is void."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.kernel import Role, Runtime, UnitOfWork
from app.requests.tables import Visit
from app.visits.commands.field import Kind
from tests.documents.reading import scanned
from tests.support.clock import FakeClock
from tests.support.web import application
from tests.web.test_customers_acts import HTML, events, visit
from tests.web.world import World, make_world

VOID = "This card is void"


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


def _card(world: World, *, foreign: bool = False) -> bytes:
    path = f"/mobile/v1/visits/{world.own.job.visit_id}/card.png?lang=en"
    answer = world.client(Role.ENGINEER, foreign=foreign).get(path)
    assert answer.status_code == 200
    return bytes(answer.data)


def _path(card: bytes) -> str:
    (link,) = scanned(card)
    return urlsplit(link).path


def _reassign(world: World) -> None:
    def change(uow: UnitOfWork) -> None:
        uow.get(Visit, world.own.job.visit_id).engineer_id = world.foreign.job.engineer_id

    world.edit(change)


def _shown(world: World, path: str, language: str = "en") -> str:
    answer = world.client(Role.ANONYMOUS).get(path, headers=HTML | {"Accept-Language": language})
    assert answer.status_code == 200
    return answer.text


def test_visit_has_one_card_however_often_and_by_whom_it_is_asked_for(world: World) -> None:
    address = f"/mobile/v1/visits/{world.own.job.visit_id}/card.png"
    assert world.client(Role.ENGINEER).get(address).status_code == 404  # nobody has agreed to come yet
    world.phone.drive()
    first = _card(world)
    world.clock.advance(minutes=20)
    assert _card(world) == first
    for _ in range(2):
        shown = world.client(Role.TRACKING).get(f"/t/{world.link()}/card.png?lang=en")
        assert _path(shown.data) == _path(first)
        world.clock.advance(minutes=1)
    assert "Your arrival code" in _shown(world, _path(first))


def test_card_of_before_a_reassignment_is_void_and_says_so(world: World) -> None:
    world.phone.drive()
    old = _path(_card(world))
    assert VOID not in _shown(world, old)
    _reassign(world)
    new = _path(_card(world, foreign=True))
    assert new != old
    assert VOID not in _shown(world, new)
    for language, words in (("en", VOID), ("zh-CN", "此卡已作废")):
        page = _shown(world, old, language)
        assert words in page
        assert 'name="code"' not in page
    own = world.client(Role.ENGINEER).get(f"/mobile/v1/visits/{world.own.job.visit_id}/card.png")
    assert own.status_code == 404
    client = world.client(Role.ANONYMOUS)
    assert client.post(old, data={"code": "4711"}, headers=HTML).headers["Location"].endswith(old)
    assert VOID in client.get(old, headers=HTML).text
    assert (visit(world).arrival_confirmed_at, visit(world).code_attempts) == (None, 0)
    assert events(world, "card.refused") == []


def test_card_of_a_visit_takes_the_code_of_that_visit(world: World) -> None:
    world.phone.drive()
    world.phone.arrive(code=None).unwrap()
    answer = world.client(Role.ANONYMOUS).post(_path(_card(world)), data={"code": "4711"}, headers=HTML)
    assert "/t/" in answer.headers["Location"]
    assert visit(world).arrival_confirmed_at == world.clock.now


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_code_that_was_changed_is_no_card(world: World) -> None:
    world.phone.send(Kind.ACCEPT).unwrap()
    path = _path(_card(world))
    changed = path[:-1] + ("A" if path[-1] != "A" else "B")
    assert world.client(Role.ANONYMOUS).get(changed, headers=HTML).status_code == 404
