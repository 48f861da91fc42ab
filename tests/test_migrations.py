"""Migrations and models agree, both ways, on both databases."""

from __future__ import annotations

from datetime import timedelta

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app import migrate
from app.models import Base, ServiceRequest
from app.runtime import Runtime, unit_of_work
from app.runtime.database import make_engine
from app.services import ledger
from tests.support import build


def test_migrated_schema_equals_the_models(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_every_migration_can_be_taken_back_and_applied_again(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    migrate.downgrade(empty_database_url, "base")
    engine = make_engine(empty_database_url)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate.upgrade(empty_database_url)
    assert set(inspect(engine).get_table_names()) == {"alembic_version", *Base.metadata.tables}
    assert migrate.current(engine) == migrate.head()
    engine.dispose()


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)
    engine = make_engine(database_url)
    assert migrate.current(engine) == migrate.head()
    engine.dispose()


def test_history_is_one_line() -> None:
    script = ScriptDirectory(str(migrate.LOCATION))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_arrivals_that_were_corrected_before_stand_on_their_requests(
    runtime: Runtime,
) -> None:
    with unit_of_work(runtime) as uow:
        told, taken_back, never = (build.job(uow).request_id for _ in range(3))
        late, early = uow.now + timedelta(minutes=70), uow.now + timedelta(minutes=50)
        for request_id, corrections in ((told, [late, early]), (taken_back, [early, None]), (never, [])):
            uow.get(ServiceRequest, request_id).on_site_at = late
            for at in corrections:
                said = {"on_site_at": at.isoformat() if at else None}
                ledger.record(uow, f"request:{request_id}", "promise.corrected", changes=said, reason="gate")
    revision = ScriptDirectory(str(migrate.LOCATION)).get_revision("0008").module
    with runtime.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        revision.carry_corrections_over()
    with unit_of_work(runtime, write=False) as uow:
        found = [uow.get(ServiceRequest, key) for key in (told, taken_back, never)]
        assert [row.on_site_at for row in found] == [early, late, late]
        assert [row.arrival_by_person for row in found] == [True, False, False]
        assert found[0].arrival_verdict == "by_office"
