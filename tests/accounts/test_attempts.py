"""Wrong passwords slow down whoever guesses, and nobody else."""

from __future__ import annotations

import pytest

from app.accounts.commands import attempts
from app.accounts.errors import SignInDelayed
from app.accounts.tables import SignInAttempt
from app.kernel import Runtime, unit_of_work
from tests.support.clock import FakeClock
from tests.support.spelling import other_endings

HERE, ELSEWHERE = "address:192.0.2.1", "address:198.51.100.7"


def _charge(runtime: Runtime, login: str = "li.na", source: str = HERE) -> None:
    with unit_of_work(runtime) as uow:
        attempts.charge(uow, login, source)


def _exhaust(runtime: Runtime, login: str = "li.na", source: str = HERE) -> None:
    for _ in range(attempts.FREE_TRIES):
        _charge(runtime, login, source)


def _wait_s(runtime: Runtime, login: str = "li.na", source: str = HERE) -> int:
    with pytest.raises(SignInDelayed) as told:
        _charge(runtime, login, source)
    return told.value.retry_after_s


def test_five_tries_are_free_and_the_next_waits(runtime: Runtime) -> None:
    _exhaust(runtime)
    assert _wait_s(runtime) == 30


def test_a_guesser_elsewhere_makes_nobody_else_wait(runtime: Runtime) -> None:
    _exhaust(runtime, source=ELSEWHERE)
    _charge(runtime, source=HERE)
    _charge(runtime, source="device:1")
    assert _wait_s(runtime, source=ELSEWHERE) > 0


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_each_further_try_doubles_the_wait_up_to_a_quarter_of_an_hour(
    runtime: Runtime, clock: FakeClock
) -> None:
    _exhaust(runtime)
    waits = []
    for _ in range(7):
        waits.append(_wait_s(runtime))
        clock.advance(seconds=waits[-1])
        _charge(runtime)
    assert waits == [30, 60, 120, 240, 480, 900, 900]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_tries_while_waiting_do_not_prolong_the_wait(runtime: Runtime, clock: FakeClock) -> None:
    _exhaust(runtime)
    clock.advance(seconds=20)
    assert [_wait_s(runtime) for _ in range(3)] == [10, 10, 10]


def test_the_right_password_forgets_the_wrong_ones_of_its_place_alone(runtime: Runtime) -> None:
    _exhaust(runtime, source=ELSEWHERE)
    for _ in range(attempts.FREE_TRIES - 1):
        _charge(runtime)
    with unit_of_work(runtime) as uow:
        attempts.forgive(uow, "Li.Na ", HERE)
    _exhaust(runtime)
    assert _wait_s(runtime, source=ELSEWHERE) == 30


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_yesterdays_tries_are_forgotten(runtime: Runtime, clock: FakeClock) -> None:
    _exhaust(runtime)
    clock.advance(hours=24)
    _charge(runtime)
    _charge(runtime)
    clock.advance(hours=25)
    with unit_of_work(runtime) as uow:
        attempts.forgive(uow, "somebody else", HERE)
        assert uow.session.query(SignInAttempt).count() == 0


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_login_that_does_not_exist_waits_like_one_that_does_and_is_not_kept_in_clear(
    runtime: Runtime,
) -> None:
    _exhaust(runtime, login="my-secret-typed-too-early")
    assert _wait_s(runtime, login="my-secret-typed-too-early") == 30
    with unit_of_work(runtime) as uow:
        kept = uow.session.query(SignInAttempt).one()
        assert "secret" not in f"{kept.account} {kept.source}"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_device_is_known_for_its_own_account_alone(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        token = attempts.device_token(uow, "li.na")
    settings = runtime.settings
    assert attempts.source_of(settings, "Li.Na", "192.0.2.1", token).startswith("device:")
    for login, device in (("boss", token), ("li.na", token + "x"), ("li.na", ""), ("li.na", "é")):
        assert attempts.source_of(settings, login, "192.0.2.1", device) == HERE


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_device_token_with_any_other_ending_is_unknown(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        token = attempts.device_token(uow, "li.na")
    sources = {attempts.source_of(runtime.settings, "li.na", "192.0.2.1", x) for x in other_endings(token)}
    assert sources == {"address:192.0.2.1"}
