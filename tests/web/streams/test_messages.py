"""One event, written once for all who are told the same of it, and never for anybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app import capabilities
from app.kernel import Principal, Role
from app.kernel.feed import Cursor
from app.outbox.reads.audience import Happening
from app.shell.messages import Edition

REQUEST, VISIT, ENGINEER, CUSTOMER = (UUID(int=number) for number in range(1, 5))
DECLINED = Happening(
    cursor=Cursor(7, 8),
    kind="offer.declined",
    at=datetime(2026, 3, 1, 8, tzinfo=UTC),
    stream=f"request:{REQUEST}",
    visit_id=VISIT,
    request_id=REQUEST,
    customer_id=CUSTOMER,
    engineer_id=ENGINEER,
    provider_id=None,
    data={"engineer_id": str(ENGINEER), "reason": "too_far", "asked_by": "planner"},
)
DISPATCHER, MANAGER = Principal(Role.DISPATCHER, "li"), Principal(Role.MANAGER, "wang")


@pytest.fixture(autouse=True, scope="module")
def installed() -> None:
    capabilities.install()


def test_readers_who_are_told_the_same_share_one_message() -> None:
    edition = Edition([DECLINED])
    [first], [second] = edition.messages(DISPATCHER, None), edition.messages(MANAGER, None)
    assert first is second
    assert first.body["data"] == DECLINED.data


def test_reader_who_may_see_less_gets_a_message_of_his_own() -> None:
    edition = Edition([DECLINED])
    [office] = edition.messages(DISPATCHER, None)
    [field] = edition.messages(Principal(Role.ENGINEER, "e1", engineer_id=ENGINEER), None)
    assert field.body["data"] == {"engineer_id": str(ENGINEER), "reason": "too_far"}
    assert b"planner" in office.event(named=True)
    assert b"planner" not in field.event(named=True)


def test_customer_is_not_told_who_declined() -> None:
    assert Edition([DECLINED]).messages(Principal(Role.CUSTOMER, "c", customer_id=CUSTOMER), None) == []


def test_who_follows_one_request_gets_that_alone() -> None:
    other = replace(DECLINED, cursor=Cursor(7, 9), request_id=UUID(int=9))
    told = Edition([DECLINED, other]).messages(DISPATCHER, REQUEST)
    assert [message.cursor for message in told] == [DECLINED.cursor]


def test_name_of_the_event_is_left_out_for_who_listens_to_all() -> None:
    [message] = Edition([DECLINED]).messages(DISPATCHER, None)
    assert message.event(named=True).splitlines()[:2] == [b"id: 7-8", b"event: offer.declined"]
    assert message.event(named=False).splitlines()[1].startswith(b"data: {")
    assert message.event(named=False).endswith(b"\n\n")
