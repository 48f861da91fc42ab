"""Two writers of one register at the same moment: the second is told what the first has done."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import event

from app.kernel import Runtime, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict
from app.registers.commands import registry
from app.registers.errors import AlreadyTaken
from app.registers.tables import Skill

PATIENCE_S = 30

FAULT = {"code": "jam", "name_en": "Jam", "name_zh": "卡纸", "expected_s": 900, "min_stars": 1}
SKILL = {"name_en": "Printers", "name_zh": "打印机"}


def second_writer(
    runtime: Runtime, name: str, values: dict[str, Any], ready: Event
) -> Callable[[], Exception | None]:
    """Start a writer whose checks are done when `ready` is set; the result waits for its end."""
    met: list[Exception] = []

    def write() -> None:
        try:
            with unit_of_work(runtime) as uow:
                uow.session.autoflush = False
                _signal_at_flush(uow, ready)
                registry.create(uow, name, values)
        except Conflict as clash:
            met.append(clash)

    thread = Thread(target=write)
    thread.start()

    def result() -> Exception | None:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
        return met[0] if met else None

    return result


def _signal_at_flush(uow: UnitOfWork, ready: Event) -> None:
    event.listen(uow.session, "before_flush", lambda *_: ready.set())


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_value_taken_a_moment_ago_is_named(runtime: Runtime) -> None:
    ready = Event()
    with unit_of_work(runtime) as uow:
        registry.create(uow, "skill", {"code": "printer", **SKILL})
        result = second_writer(runtime, "skill", {"code": "printer", **SKILL}, ready)
        assert ready.wait(PATIENCE_S)
    clash = result()
    assert isinstance(clash, AlreadyTaken)
    assert clash.extra["errors"] == {"code": ["printer is already taken"]}


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_what_was_removed_a_moment_ago_is_not_referred_to(runtime: Runtime) -> None:
    ready = Event()
    with unit_of_work(runtime) as uow:
        skill: Skill = registry.create(uow, "skill", {"code": "printer", **SKILL})
    with unit_of_work(runtime) as uow:
        registry.remove(uow, "skill", uow.get(Skill, skill.id))
        result = second_writer(runtime, "fault_type", {"skill_code": "printer", **FAULT}, ready)
        assert ready.wait(PATIENCE_S)
    clash = result()
    assert isinstance(clash, Conflict)
    assert "just removed" in clash.detail
