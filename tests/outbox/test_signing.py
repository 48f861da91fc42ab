"""Signatures are checked with the scheme's own library, as a receiver would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from app.kernel import Runtime, unit_of_work
from app.outbox.commands import subscriptions
from app.outbox.commands.signing import new_secret, signed_headers
from app.outbox.errors import NoSecret
from app.outbox.tables import Subscription
from tests.support.clock import MONDAY_MORNING, FakeClock
from tests.support.outbox import Outside, happen, subscribe, work


def expected(secret: str, headers: dict[str, str], body: bytes) -> str:
    """Return the library's own signature; its ``verify`` would compare with the machine's clock."""
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    return Webhook(secret).sign(headers["webhook-id"], at, body.decode())


def test_signature_is_what_the_schemes_library_expects() -> None:
    secret, body = new_secret(), '{"type":"visit.completed","data":{"site":"前台"}}'.encode()
    headers = signed_headers([secret], "msg_1", MONDAY_MORNING, body)
    assert headers["webhook-signature"] == expected(secret, headers, body)
    assert headers["webhook-signature"] != expected(secret, headers, body + b" ")
    assert headers["webhook-signature"] != expected(new_secret(), headers, body)


def test_known_answer_of_the_specification() -> None:
    headers = signed_headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_old_and_new_secret_both_sign_for_a_day_after_a_rotation(
    reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    key = subscribe(reached)
    with unit_of_work(reached) as uow:
        row = uow.get(Subscription, key)
        first = subscriptions.rotate_secret(uow, key).plain_secret
        second = subscriptions.rotate_secret(uow, key).plain_secret
        assert row.secret != second  # sealed
    assert first is not None
    assert second is not None
    happen(reached)
    work(reached)
    sent = outside.got[0]
    signatures = {expected(secret, sent.headers, sent.body) for secret in (first, second)}
    assert set(sent.headers["webhook-signature"].split()) == signatures
    clock.advance(hours=24)
    happen(reached)
    work(reached)
    assert len(outside.got[1].headers["webhook-signature"].split()) == 1


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_channel_of_people_has_no_secret_to_rotate(reached: Runtime) -> None:
    key = subscribe(reached, channel="apprise", url="feishu://token")
    with unit_of_work(reached) as uow, pytest.raises(NoSecret):
        subscriptions.rotate_secret(uow, key)
