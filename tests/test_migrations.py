"""Migrations and models agree, both ways, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Uuid, column, insert, inspect, select, table
from sqlalchemy.orm import Session

from app import migrate
from app.models import Base, Customer, PhoneKey, UtcDateTime
from app.runtime.database import make_engine


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
    engine.dispose()
