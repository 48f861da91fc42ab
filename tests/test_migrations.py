"""Migrations and models agree, both ways, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Uuid, column, insert, inspect, select, table
from sqlalchemy.orm import Session

from app.capabilities import install
from app.kernel import Runtime, ledger, unit_of_work
from app.kernel.base import Base, UtcDateTime
from app.kernel.database import make_engine
from app.kernel.erasing import erase
from app.kernel.tables import Event
from app.portal.events import VisitRated
from app.registers.tables import Customer, PhoneKey, Searched, SearchText
from app.requests.tables import FollowUp, ServiceRequest
from app.shell import migrate
from tests.support import build


@pytest.fixture(autouse=True)
def _all_tables_are_known() -> None:
    install()


def _is_a_models(name: str | None, *_: object) -> bool:
    """The index of parts of texts is each database's own: a virtual table here, an index of words there."""
    return not (name or "").startswith("search_grams")


def test_migrated_schema_equals_the_models(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": _is_a_models}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_every_migration_can_be_taken_back_and_applied_again(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    migrate.downgrade(empty_database_url, "base")
    engine = make_engine(empty_database_url)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate.upgrade(empty_database_url)
    made = {name for name in inspect(engine).get_table_names() if _is_a_models(name)}
    assert made == {"alembic_version", *Base.metadata.tables}
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
                ledger.note(uow, f"request:{request_id}", "promise.corrected", changes=said, reason="gate")
    revision = ScriptDirectory(str(migrate.LOCATION)).get_revision("0008").module
    with runtime.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        revision.carry_corrections_over()
    with unit_of_work(runtime, write=False) as uow:
        found = [uow.get(ServiceRequest, key) for key in (told, taken_back, never)]
        assert [row.on_site_at for row in found] == [early, late, late]
        assert [row.arrival_by_person for row in found] == [True, False, False]
        assert found[0].arrival_verdict == "by_office"


def test_personal_data_beside_the_chain_are_not_lost_by_going_back(runtime: Runtime) -> None:
    url = runtime.engine.url.render_as_string(hide_password=False)
    with unit_of_work(runtime) as uow:
        ledger.record(uow, "visit:x", VisitRated(score=5, comment="so quick", engineer_id=uow.new_id()))
    with pytest.raises(RuntimeError, match="1 events keep what they say of people"):
        migrate.downgrade(url, "0019")
    with unit_of_work(runtime) as uow:
        erase(uow, uow.session.scalars(select(Event.id)).all(), "asked")
    migrate.downgrade(url, "0019")
    migrate.upgrade(url)


def test_numbers_and_names_of_before_are_found_after_the_upgrade(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, "0005")
    engine = make_engine(empty_database_url)
    at, key = datetime(2026, 3, 2, tzinfo=UTC), uuid4()
    customers = table(
        "customers",
        column("id", Uuid()),
        *(column(name) for name in ("name", "phone", "locale", "special_needs", "active", "version")),
        *(column(name, UtcDateTime()) for name in ("created_at", "updated_at")),
    )
    row = {"id": key, "name": "Blue Ink Ltd", "phone": "+8613911112222", "locale": "en", "special_needs": ""}
    with engine.begin() as connection:
        stamps = {"active": True, "version": 1, "created_at": at, "updated_at": at}
        connection.execute(insert(customers).values(row | stamps))
    migrate.upgrade(empty_database_url)
    with Session(engine) as session:
        kept = session.get_one(Customer, key)
        assert (kept.name_key, kept.phone, kept.phone_as_said) == ("blueink", row["phone"], row["phone"])
        assert kept.phone_numbers[0]["e164"] == row["phone"]
        assert session.scalars(select(PhoneKey.digits)).all() == ["2222111193168"]
        texts = session.execute(select(SearchText.kind, SearchText.text).order_by(SearchText.kind)).all()
        assert texts == [("customer", "blueinkltd"), ("number", "8613911112222")]
    engine.dispose()


def test_requests_of_before_are_found_by_their_call_backs_after_the_upgrade(runtime: Runtime) -> None:
    url = runtime.engine.url.render_as_string(hide_password=False)
    with unit_of_work(runtime) as uow:
        job = build.job(uow)
        said = {"solved": True, "result": "电梯 口见", "by": "x", "made_at": uow.now}
        uow.session.add(FollowUp(id=uow.new_id(), request_id=job.request_id, **said))
    called = select(SearchText.text).where(SearchText.kind == Searched.CALLED)
    for wanted in ([], ["电梯口见"]):
        (migrate.upgrade if wanted else migrate.downgrade)(url, *([] if wanted else ["0038"]))
        with unit_of_work(runtime, write=False) as uow:
            assert uow.session.scalars(called).all() == wanted
