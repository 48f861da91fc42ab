"""Rows are found by any part of what they are called, in an index that is written with them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import delete, event, select

from app.hotline.reads.search import search
from app.kernel import unit_of_work
from app.registers.commands import registry
from app.registers.commands.merging import merge
from app.registers.reads import finding
from app.registers.reads.parts import keys_holding
from app.registers.reads.registry import REGISTERS
from app.registers.tables import Asset, Customer, Searched, SearchText
from tests.support.town import DISPATCHER, Town

MOST = 10


@pytest.fixture
def ink(town: Town) -> UUID:
    """A customer with a place and a machine in it, whom one may mean."""
    said = {"name": "北京蓝墨水股份有限公司 Blue Ink Ltd", "phone": "138 0013 8123", "active": True}
    said |= {"external_id": "C00001"}
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        key: UUID = registry.create(uow, "customer", said).id
        place = {
            "name": "Ostbahnhof 东站",
            "address": "金宝街 88 号 3 层",
            "lat": 39.9,
            "lon": 116.4,
            "external_id": "S-7",
        }
        site = registry.create(uow, "site", {**place, "customer_id": key, "active": True})
        machine = {"kind": "printer", "model": "LaserJet 4015", "serial_number": "CN-7K4 0Q9"}
        machine["external_id"] = "M-0815"
        registry.create(uow, "asset", {**machine, "site_id": site.id, "active": True})
        paper = {"number": "京北-2026-1", "starts_on": date(2026, 1, 1), "promise_s": 3600, "min_stars": 1}
        registry.create(uow, "contract", {**paper, "customer_id": key, "priority": 2})
        person = {"number": "E9", "name": "张三伟", "stars": 3, "skills": [], "external_id": "HR-77"}
        base = {"base_lat": 39.9, "base_lon": 116.4, "territory_id": town.territory_id}
        registry.create(uow, "engineer", {**person, **base, "active": True})
    return key


@pytest.mark.parametrize(
    "said",
    [
        "墨",
        "墨水",
        "nk lt",
        "E INK",
        "有限公司",
        "公司b",
        "bahnh",
        "东站",
        "宝街88",
        "3层",
        "k40q",
        "c00001",
        "Q9",
        "cn7k4",
    ],
)
def test_found_by_any_part_however_it_is_typed(town: Town, ink: UUID, said: str) -> None:
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        assert ink in {found.customer.id for found in search(uow, said)}


@pytest.mark.parametrize("said", ["0013 8", "+86 138 0013", "0086138 0013", "8001-38", "13800138123", "8123"])
def test_found_by_digits_amid_a_number(town: Town, ink: UUID, said: str) -> None:
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        assert search(uow, said)[0].customer.id == ink


def test_what_a_row_was_called_before_finds_it_no_more(town: Town, ink: UUID) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        row = uow.get(Customer, ink)
        registry.update(uow, "customer", row, {"name": "红茶 Red Tea", "phone": "139 9999 0000"})
        uow.session.execute(delete(SearchText).where(SearchText.kind == Searched.SITE))
    with unit_of_work(town.runtime, write=False) as uow:
        assert not keys_holding(uow, Searched.CUSTOMER, "墨水", most=MOST)
        assert not keys_holding(uow, Searched.NUMBER, "0013", most=MOST)
        assert not keys_holding(uow, Searched.SITE, "bahnhof", most=MOST)
        assert keys_holding(uow, Searched.CUSTOMER, "茶", most=MOST) == [ink]
        assert keys_holding(uow, Searched.NUMBER, "9999", most=MOST) == [ink]


def test_a_row_that_is_gone_leaves_no_text(town: Town, ink: UUID) -> None:
    with unit_of_work(town.runtime) as uow:
        machine = uow.session.scalars(select(Asset).where(Asset.serial_number == "CN-7K4 0Q9")).one()
        uow.session.delete(machine)
    with unit_of_work(town.runtime, write=False) as uow:
        assert not keys_holding(uow, Searched.SERIAL, "7k4", most=MOST)
        assert not keys_holding(uow, Searched.MODEL, "laserjet", most=MOST)


@pytest.mark.parametrize(("said", "most"), [("zqx", 9), ("zq 00419", 11), ("7 0041 9", 14)])
def test_what_nobody_has_costs_a_few_lookups_and_reads_no_register_through(
    town: Town, ink: UUID, said: str, most: int
) -> None:
    statements: list[str] = []

    def listen(_c: object, _k: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        event.listen(town.runtime.engine, "before_cursor_execute", listen)
        assert search(uow, said) == []
        event.remove(town.runtime.engine, "before_cursor_execute", listen)
    read = [one for one in statements if one.startswith("SELECT")]
    assert len(read) <= most
    # By a range or an equal key, else in the index of parts.
    through = ("instr(customers", "strpos(customers", " LIKE '%", "lower(")
    assert not [one for one in read if any(sign in one for sign in through)]


@pytest.mark.parametrize("said", ["", "  ", "%", "_", "'; --", '"', "zz" * 200, "水墨", "\U0001f5a8"])
def test_what_holds_nothing_finds_nothing(town: Town, ink: UUID, said: str) -> None:
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        assert not keys_holding(uow, Searched.CUSTOMER, said, most=MOST)
        assert finding.suggestions(uow, "customer", said) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("customer", "水股份"),
        ("customer", "0013 81"),
        ("site", "bahnhof"),
        ("asset", "4 0Q9"),
        ("asset", "rjet"),
        ("customer", "北京 墨水"),
        ("customer", "ltd 股份  北京"),
        ("customer", "C00001"),
        ("customer", "c00001"),
        ("site", "东站 ost"),
        ("site", "88 宝街"),
        ("site", "S-7"),
        ("asset", "4015 laser"),
        ("asset", "m-0815"),
        ("engineer", "伟 张"),
        ("engineer", "HR-77"),
        ("contract", "2026 北"),
    ],
)
def test_lists_and_choices_find_parts_too(town: Town, ink: UUID, name: str, said: str) -> None:
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        page = finding.page(uow, REGISTERS[name], {"q": said}, 20, {})
        assert len(page.rows) == 1
        assert finding.suggestions(uow, name, said) == list(page.rows)


def test_a_customer_is_found_by_what_became_it(town: Town, ink: UUID) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        said = {"name": "Purple Pen", "phone": "139 0013 7777", "active": True, "external_id": "P-9"}
        merge(uow, registry.create(uow, "customer", said).id, ink, "the same")
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        for text in ("Purple", "pen purple", "0013 7777", "P-9", "13900137777"):
            page = finding.page(uow, REGISTERS["customer"], {"q": text}, 20, {})
            assert [row.id for row in page.rows] == [ink], text
            assert [row.id for row in finding.suggestions(uow, "customer", text)] == [ink], text
