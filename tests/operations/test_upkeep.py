"""What is over is deleted little by little, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.kernel import Runtime, UnitOfWork, purging, unit_of_work
from app.kernel.tables import IdempotencyKey
from app.operations.commands.upkeep import forget_answers
from app.requests.tables import ServiceRequest
from tests.support.impatient import impatient
from tests.support.town import Town, build_town, without_child


def _count(runtime: Runtime, table: type[IdempotencyKey | ServiceRequest]) -> int | None:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def town(runtime: Runtime) -> Iterator[Town]:
    """A town whose requests come in by a process of its own, which waits for no lock at all."""
    with impatient(without_child(runtime)) as hurried:
        yield replace(build_town(without_child(runtime)), runtime=hurried)


def test_a_repair_request_comes_in_between_any_two_that_delete(
    runtime: Runtime, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work(runtime) as uow:
        for n in range(5):
            key = IdempotencyKey(principal="x", route="x", key=str(n), body_digest="", status=200, answer="")
            key.expires_at = uow.now - timedelta(days=n)
            uow.session.add(key)
    sizes: list[int] = []

    def forget(uow: UnitOfWork, most: int) -> int:
        sizes.append(forget_answers(uow, most))
        return sizes[-1]

    def after_a_call(means: Runtime) -> AbstractContextManager[UnitOfWork]:
        town.report()
        return unit_of_work(means)

    monkeypatch.setattr(purging, "AT_ONCE", 2)
    monkeypatch.setattr(purging, "unit_of_work", after_a_call)
    purging.little_by_little(forget)(runtime)
    assert (sizes, _count(runtime, IdempotencyKey)) == ([2, 2, 1], 0)
    assert _count(runtime, ServiceRequest) == len(sizes)
