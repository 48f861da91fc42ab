"""The reference client by itself, against a server that says what a test wants."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from mobile_api.client import Backoff, HttpTransport, Journal, PhoneClient, Rejected, Unreachable

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
DATA = b"a picture, more or less"
SHA = hashlib.sha256(DATA).hexdigest()


def answer(results: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    changes: dict[str, Any] = {"visits": [], "gone": [], "templates": [], "parts": None}
    told = {
        "reset": False,
        "changes": changes,
        "cursor": "c",
        "skew_s": 0.0,
        "available": True,
        "uploads": [],
    }
    return {"results": results, "more": False, **told, **more}


class Server:
    """Answers every message with what `judge` says of it."""

    def __init__(self, judge: Callable[[Mapping[str, Any]], str] = lambda _: "applied") -> None:
        self.judge, self.calls, self.silent = judge, list[Mapping[str, Any]](), False
        self.uploads: list[dict[str, Any]] = []
        self.puts: list[tuple[int, bytes]] = []
        self.refuse_photos = False

    def sync(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        self.calls.append(body)
        if self.silent:
            raise Unreachable("silence")
        results = [
            {"index": n, "event_id": event["event_id"], "status": self.judge(event)}
            for n, event in enumerate(body["events"])
        ]
        return answer(results, uploads=self.uploads)

    def put_photo(self, visit_id: str, sha256: str, offset: int, data: bytes) -> Mapping[str, Any]:
        self.puts.append((offset, data))
        if self.refuse_photos:
            raise Rejected(409, {"received": 0})
        return {"received": offset + len(data)}


class Handset:
    """A phone with a clock that a test moves."""

    def __init__(self, path: Path | str, server: Server) -> None:
        self.now = NINE
        self.client = PhoneClient(
            Journal(path), server, lambda: self.now, random.Random(1), "d", chunk_bytes=10
        )


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def handset(server: Server) -> Handset:
    return Handset(":memory:", server)


def test_what_was_told_survives_the_phone(tmp_path: Path, server: Server) -> None:
    event_id = Handset(tmp_path / "j.db", server).client.tell("accept", "v1")
    again = Handset(tmp_path / "j.db", server).client
    again.sync()
    assert [event["event_id"] for event in server.calls[0]["events"]] == [event_id]
    assert again.idle


def test_message_that_is_sent_at_once_is_no_offline_one(handset: Handset, server: Server) -> None:
    handset.client.ask("accept", "v1")
    assert [event["offline"] for event in server.calls[0]["events"]] == [False]


def test_message_that_got_no_answer_has_happened_offline(handset: Handset, server: Server) -> None:
    server.silent = True
    assert handset.client.ask("accept", "v1") is None
    server.silent = False
    handset.client.sync()
    assert [event["offline"] for call in server.calls for event in call["events"]] == [False, True]


def test_message_that_waited_is_an_offline_one(handset: Handset, server: Server) -> None:
    handset.client.tell("accept", "v1")
    handset.now += timedelta(minutes=1)
    handset.client.sync()
    assert server.calls[0]["events"][0]["offline"]


def test_refusal_that_the_user_saw_ends_the_message(handset: Handset, server: Server) -> None:
    server.judge = lambda _: "refused"
    outcome = handset.client.ask("depart", "v1")
    assert outcome is not None
    assert outcome.status == "refused"
    assert handset.client.idle


def test_refusal_that_came_too_late_is_told_again_as_something_that_happened(
    handset: Handset, server: Server
) -> None:
    server.silent = True
    first = handset.client.ask("depart", "v1", {"x": 1})
    server.silent, server.judge = False, lambda e: "refused" if len(server.calls) == 2 else "applied"
    handset.client.sync()
    assert first is None
    sent = [call["events"][0] for call in server.calls]
    assert sent[2]["event_id"] != sent[1]["event_id"] == sent[0]["event_id"]
    assert (sent[2]["device_at"], sent[2]["body"], sent[2]["offline"]) == (
        sent[0]["device_at"],
        {"x": 1},
        True,
    )


def test_messages_are_numbered_without_a_gap_over_restarts_and_name_their_boot(
    tmp_path: Path, server: Server
) -> None:
    for boot in ("one", "two"):
        journal = Journal(tmp_path / "journal")
        phone = PhoneClient(
            journal, server, lambda: NINE, random.Random(boot), "d", counter=lambda: 4000, boot_id=boot
        )
        phone.tell("accept", "v")
        phone.marks()
        phone.tell("depart", "v")
        journal.close()
    phone = PhoneClient(Journal(tmp_path / "journal"), server, lambda: NINE, random.Random(3), "d")
    phone.sync()
    events = server.calls[-1]["events"]
    assert [event["sequence"] for event in events] == [1, 3, 4, 6]
    assert [event["boot_id"] for event in events] == ["one", "one", "two", "two"]
    assert {event["counter_ms"] for event in events} == {4000}
    assert phone.boot_id not in {"", "one", "two"}


def test_refusal_that_is_told_again_keeps_its_time_and_has_no_number(
    handset: Handset, server: Server
) -> None:
    server.judge = lambda event: "applied" if event["offline"] and "sequence" not in event else "refused"
    handset.client.tell("arrive", "v")
    handset.now += timedelta(minutes=2)
    handset.client.sync()
    first, again = server.calls[0]["events"][0], server.calls[1]["events"][0]
    assert (again["device_at"], again["offline"]) == (first["device_at"], True)
    assert "counter_ms" not in again
    assert handset.client.idle


def test_journal_of_an_earlier_release_is_opened(tmp_path: Path, server: Server) -> None:
    old = sqlite3.connect(tmp_path / "journal")
    old.execute(
        "CREATE TABLE entries (n INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE,"
        " kind TEXT NOT NULL, visit_id TEXT, device_at TEXT NOT NULL, body TEXT NOT NULL,"
        " offline INTEGER NOT NULL, retold TEXT UNIQUE)"
    )
    old.execute(
        "INSERT INTO entries VALUES (1, 'e1', 'accept', 'v', '2026-03-02T01:00:00+00:00', '{}', 0, NULL)"
    )
    old.commit()
    old.close()
    handset = Handset(tmp_path / "journal", server)
    handset.client.sync()
    [event] = server.calls[0]["events"]
    assert event["event_id"] == "e1"
    assert "sequence" not in event


def test_message_that_the_server_could_not_take_stays_and_the_rest_goes(
    handset: Handset, server: Server
) -> None:
    server.judge = lambda event: "retry" if event["kind"] == "part" else "applied"
    handset.client.tell("part", "v1")
    handset.client.tell("accept", "v1")
    handset.client.sync()
    assert [entry.kind for entry in handset.client.journal.outbox()] == ["part"]
    assert len(server.calls) == 1


def test_photo_is_sent_from_where_it_stopped(handset: Handset, server: Server) -> None:
    handset.client.take_photo("v1", DATA, "image/png")
    server.uploads = [{"visit_id": "v1", "sha256": SHA, "received": 7, "size": len(DATA)}]
    handset.client.sync()
    assert server.puts == [(7, DATA[7:17]), (17, DATA[17:])]
    assert handset.client.idle


def test_photo_that_the_server_has_is_let_go(handset: Handset, server: Server) -> None:
    handset.client.take_photo("v1", DATA, "image/png")
    handset.client.sync()
    assert handset.client.journal.photo("v1", SHA) is None


def test_photo_that_is_always_thrown_away_is_not_sent_for_ever(handset: Handset, server: Server) -> None:
    handset.client.take_photo("v1", DATA, "image/png")
    server.uploads = [{"visit_id": "v1", "sha256": SHA, "received": 0, "size": len(DATA)}]
    server.refuse_photos = True
    handset.client.sync()
    assert len(server.puts) == 3
    assert handset.client.journal.photo("v1", SHA) == DATA


def test_silence_is_waited_out_longer_each_time(handset: Handset, server: Server) -> None:
    server.silent = True
    pauses: list[float] = []
    with pytest.raises(Unreachable):
        handset.client.sync_patiently(pauses.append, 5)
    assert len(pauses) == 4
    assert all(first / 2 <= pause <= first for pause, first in zip(pauses, (2, 4, 8, 16), strict=True))
    assert Backoff().pause_s(100, random.Random(1)) <= 300


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (503, b"{}", Unreachable),
        (429, b"{}", Unreachable),
        (200, b"<html>", Unreachable),
        (422, b'{"title": "no"}', Rejected),
        (401, b'{"title": "who?"}', Rejected),
    ],
)
def test_answers_over_http_are_told_apart(status: int, content: bytes, error: type[Exception]) -> None:
    wire = httpx.MockTransport(
        lambda _: httpx.Response(status, content=content, headers={"Retry-After": "7"})
    )
    transport = HttpTransport(httpx.Client(transport=wire, base_url="http://x.test"), "token")
    with pytest.raises(error) as caught:
        transport.sync({})
    if isinstance(caught.value, Unreachable):
        assert caught.value.retry_after_s == 7


def test_broken_line_is_silence() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    client = httpx.Client(transport=httpx.MockTransport(fail), base_url="http://x.test")
    with pytest.raises(Unreachable):
        HttpTransport(client, "token").put_photo("v", "s", 0, b"x")
