from __future__ import annotations

import socket
from dataclasses import replace
from itertools import count
from threading import Event

import pytest

from app.kernel.addresses import AllowList
from app.kernel.outgoing import MAX_ANSWER, Courier, SendFailed, make_channel
from app.settings import Settings
from tests.support.receiver import plain, receiver

LOCAL = AllowList(networks=["127.0.0.0/8"])
OPEN = Courier(LOCAL, http=True)
CLOSED = Courier(AllowList(), http=True)


def test_body_and_headers_arrive_and_the_status_comes_back() -> None:
    with receiver(plain("202 Accepted")) as there:
        assert OPEN.post(there.url, {"webhook-id": "msg_1"}, "你好".encode()) == 202
    assert there.bodies == ["你好".encode()]
    assert b"webhook-id: msg_1" in there.heads[0]
    assert there.heads[0].startswith(b"POST /hook HTTP/1.1")


def test_name_is_looked_up_once_and_the_checked_address_is_the_one_that_is_called() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    rebinding = Courier(LOCAL, http=True, resolve=lambda *_: next(answers))
    with receiver(plain()) as there:
        assert rebinding.post(f"http://partner.example:{there.port}/hook", {}, b"") == 200
    assert b"host: partner.example" in there.heads[0].lower()
    assert next(answers) == ["10.0.0.1"]  # nobody asked a second time


def test_name_that_leads_inside_is_refused_and_never_called() -> None:
    inside = Courier(AllowList(), http=True, resolve=lambda *_: ["127.0.0.1"])
    with receiver(plain()) as there:
        with pytest.raises(SendFailed, match=r"not sent: .* not a public address"):
            inside.post(f"http://partner.example:{there.port}/hook", {}, b"")
        with pytest.raises(SendFailed, match="not sent"):
            CLOSED.post(there.url, {}, b"")
    assert there.heads == []


def test_redirect_is_a_failure_and_is_not_followed() -> None:
    with (
        receiver(plain()) as target,
        receiver(plain("302 Found", f"Location: {target.url}")) as there,
        pytest.raises(SendFailed, match="the receiver answered 302") as failed,
    ):
        OPEN.post(there.url, {}, b"")
    assert failed.value.status == 302
    assert target.heads == []


def test_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver(plain()) as proxy, receiver(plain()) as there:
        monkeypatch.setenv("http_proxy", proxy.url)
        OPEN.post(there.url, {}, b"")
    assert proxy.heads == []


@pytest.mark.parametrize(
    ("header", "seconds"), [("Retry-After: 120", 120), ("Retry-After: soon", None), ("X: 1", None)]
)
def test_failure_tells_the_status_and_for_how_long_the_receiver_wants_to_be_left(
    header: str, seconds: int | None
) -> None:
    with receiver(plain("503 Busy", header)) as there, pytest.raises(SendFailed) as failed:
        OPEN.post(there.url, {}, b"")
    assert (failed.value.status, failed.value.retry_after_s) == (503, seconds)


def test_endless_answer_is_read_a_little_and_left() -> None:
    sent = []

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
            sent.append(0x4000)

    with receiver(endless) as there:
        assert OPEN.post(there.url, {}, b"") == 200
    assert sent[0] >= MAX_ANSWER


def test_slow_drip_ends_at_the_deadline_of_the_whole_exchange() -> None:
    ticks = count()
    impatient = Courier(LOCAL, http=True, monotonic=lambda: next(ticks) * 1.0, deadline_s=12.0)
    dripped, done = [], Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not done.is_set():
            connection.sendall(b"X: y\r\n")
            dripped.append(1)

    with receiver(drip) as there:
        with pytest.raises(SendFailed, match=r"no answer in time|RemoteProtocolError"):
            impatient.post(there.url, {}, b"")
        done.set()


def test_receiver_that_hangs_up_is_a_failure() -> None:
    with receiver(lambda connection: connection.close()) as there, pytest.raises(SendFailed):
        OPEN.post(there.url, {}, b"")


def test_nobody_listening_is_a_failure() -> None:
    with receiver(plain()) as there:
        pass
    with pytest.raises(SendFailed, match="ConnectError"):
        OPEN.post(there.url, {}, b"")


def test_channel_sends_title_and_body() -> None:
    with receiver(plain()) as there:
        OPEN.notify(f"json://127.0.0.1:{there.port}/?+Idempotency-Key=msg_1", "Title", "正文")
    assert "正文" in there.bodies[0].decode() or "\\u6b63" in there.bodies[0].decode()
    assert b"idempotency-key: msg_1" in there.heads[0].lower()


def test_channel_that_is_told_where_to_connect_may_not_lead_inside() -> None:
    with receiver(plain()) as there, pytest.raises(SendFailed, match="not sent"):
        CLOSED.notify(f"json://127.0.0.1:{there.port}/", "Title", "Body")
    assert there.heads == []


def test_the_gateway_of_the_settings_may_stand_inside_and_no_other_port_of_it() -> None:
    with receiver(plain()) as there, receiver(plain()) as beside:
        named = Settings(notify_customer_url=f"json://127.0.0.1:{there.port}/sms?+to={{phone}}")
        courier = Courier.from_settings(named)
        courier.notify(f"json://127.0.0.1:{there.port}/sms?+to=138", "Title", "Body")
        with pytest.raises(SendFailed, match="not sent"):
            courier.notify(f"json://127.0.0.1:{beside.port}/", "Title", "Body")
        with pytest.raises(SendFailed, match="not sent"):
            replace(courier, http=True).post(there.url, {}, b"")
    assert (len(there.heads), beside.heads) == (1, [])


def test_channel_that_does_not_take_it_is_a_failure() -> None:
    with receiver(plain("500 Broken")) as there, pytest.raises(SendFailed, match="did not take it"):
        OPEN.notify(f"json://127.0.0.1:{there.port}/", "Title", "Body")


@pytest.mark.parametrize("url", ["syslog://", "nonsense", "exec:///bin/true", "dbus://", "wecombot://"])
def test_url_that_is_no_channel_or_one_of_this_machine_is_refused(url: str) -> None:
    with pytest.raises(SendFailed, match="does not know"):
        make_channel(url)


@pytest.mark.parametrize("url", ["wecombot://key-of-robot", "feishu://token", "mailto://u:p@example.com"])
def test_channels_of_people_are_known(url: str) -> None:
    assert make_channel(url) is not None
