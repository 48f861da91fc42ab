"""Who gets no stream, and when one ends."""

from __future__ import annotations

import socket
from functools import partial
from typing import Any

import pytest
from flask import Flask

from app.accounts.commands import accounts
from app.accounts.tables import AccessToken, User
from app.kernel import Role, unit_of_work
from app.registers.commands import registry
from app.shell.errors import StreamFull
from app.shell.streams import hung_up
from tests.web.streams.followers import (
    DISPATCHER,
    PATIENCE_S,
    POLL,
    SQLITE,
    STREAM,
    Listen,
    limit,
)
from tests.web.world import World


@SQLITE
def test_over_the_cap_a_caller_is_sent_to_poll(world: World, flask_app: Flask, listen: Listen) -> None:
    hub = limit(flask_app, world.runtime, streams=1)
    first = listen()
    refused = world.client(Role.MANAGER).get(STREAM)
    assert (refused.status_code, refused.json["type"]) == (503, "/problems/stream-full")
    assert int(refused.headers["Retry-After"]) > 0
    assert (
        world.client(Role.MANAGER).get(POLL, query_string={"wait_s": 50, "after": "0-0"}).status_code == 200
    )
    assert hub.stats().refused == 2  # the poll found no place to wait in either
    first.close()
    listen(Role.MANAGER)
    assert hub.stats().open == 1


@SQLITE
def test_one_account_cannot_take_all_places(world: World, flask_app: Flask, listen: Listen) -> None:
    limit(flask_app, world.runtime, per_principal=1)
    listen()
    assert world.client(Role.DISPATCHER).get(STREAM).status_code == 503
    listen(Role.MANAGER)


@SQLITE
def test_place_of_a_page_that_was_left_is_given_on(world: World, flask_app: Flask) -> None:
    hub = limit(flask_app, world.runtime, per_principal=2)
    ours, theirs = socket.socketpair()
    left = hub.join(DISPATCHER, None, partial(hung_up, ours))
    stays = hub.join(DISPATCHER)
    with pytest.raises(StreamFull):
        hub.join(DISPATCHER)
    theirs.send(b"x")
    with pytest.raises(StreamFull):
        hub.join(DISPATCHER)
    ours.recv(1)
    theirs.close()
    came = hub.join(DISPATCHER)
    assert (left.ended, stays.ended, hub.stats().open) == (True, False, 2)
    ours.close()
    assert hung_up(ours)
    assert not hung_up(None)
    for one in (left, stays, came):
        hub.leave(one)
    assert hub.stats().open == 0


@SQLITE
def test_stream_that_was_never_read_gives_its_place_back(world: World, flask_app: Flask) -> None:
    hub = limit(flask_app, world.runtime)
    client = world.client(Role.DISPATCHER)
    client.head(STREAM).close()
    client.get(STREAM).close()
    assert hub.stats().refused == 0
    assert hub.stats().open == 0


def test_revoked_token_ends_the_stream(world: World, flask_app: Flask, listen: Listen) -> None:
    limit(flask_app, world.runtime, recheck_s=PATIENCE_S)
    heard = listen(Role.ENGINEER)
    heard.message()
    with unit_of_work(world.runtime) as uow:
        mine = AccessToken.user_id == world.account(Role.ENGINEER).user_id
        for token in uow.session.query(AccessToken).where(mine):
            accounts.revoke(uow, token.id)
    silent, ended = heard.message(), heard.message()
    assert silent.event == "engineer.phone_silent"
    assert (ended.event, ended.data, heard.rest()) == ("bye", {"why": "credentials"}, [])


@SQLITE
@pytest.mark.parametrize("change", [{"active": False}, {"role": "dispatcher"}])
def test_account_that_is_closed_or_changed_ends_the_stream(
    change: dict[str, Any], world: World, listen: Listen
) -> None:
    heard = listen(Role.MANAGER)
    heard.message()
    with unit_of_work(world.runtime) as uow:
        registry.update(uow, "user", uow.get(User, world.account(Role.MANAGER).user_id), change)
    assert heard.message().data == {"why": "credentials"}


@SQLITE
def test_expired_link_ends_the_stream_at_the_next_check(
    world: World, flask_app: Flask, listen: Listen
) -> None:
    limit(flask_app, world.runtime, heartbeat_s=0.01, recheck_s=0)
    heard = listen(Role.TRACKING, f"/portal/v1/tracking/{world.link()}/stream")
    assert heard.message().event == "hello"
    assert heard.block().data is None
    world.clock.advance(hours=world.runtime.settings.tracking_link_hours, seconds=1)
    assert heard.message().data == {"why": "credentials"}


def test_closing_the_hub_ends_all_streams(world: World, flask_app: Flask, listen: Listen) -> None:
    hub = limit(flask_app, world.runtime)
    heard = [listen(), listen(Role.CUSTOMER)]
    for one in heard:
        one.message()
    hub.close()
    assert [one.message().data for one in heard] == [{"why": "stopping"}] * 2
    with pytest.raises(StreamFull):
        hub.join(DISPATCHER)
