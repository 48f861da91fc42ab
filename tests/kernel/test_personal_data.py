"""What events say of people stands beside the chain, where a change is found and an erasure is not one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert, select, update

from app.kernel import Runtime, UnitOfWork, ledger, unit_of_work
from app.kernel.erasing import erase
from app.kernel.errors import NotFound
from app.kernel.events import ABSENT, NOT_SHOWN, OFFICE, Absent, DomainEvent, EventIncomplete, kinds
from app.kernel.events_of_ledger import PersonalDataErased
from app.kernel.ledger_check import verify
from app.kernel.ledger_hash import personal_hash
from app.kernel.ledger_text import data_of, erased_of
from app.kernel.tables import Event, EventPersonalData

_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Poured(DomainEvent):
    """Somebody pours tea."""

    kind = "tea.poured"
    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("by", "note")

    cups: int
    by: str
    note: str | Absent = ABSENT


def pour(runtime: Runtime, *events: DomainEvent, stream: str = "tea:1") -> None:
    with unit_of_work(runtime) as uow:
        for one in events:
            ledger.record(uow, stream, one)


def rows(uow: UnitOfWork, stream: str = "tea:1") -> list[Event]:
    return list(uow.session.scalars(select(Event).where(Event.stream == stream).order_by(Event.number)))


def faults(runtime: Runtime, stream: str = "tea:1") -> list[str]:
    with unit_of_work(runtime, write=False) as uow:
        return [fault.what for fault in verify(uow).faults if fault.where == stream]


def test_chain_has_the_names_and_one_hash_and_the_values_stand_beside_it(runtime: Runtime) -> None:
    salted = replace(runtime, salt=lambda: "ab" * 16)
    pour(salted, Poured(cups=2, by="Mei", note="绿茶"), Poured(cups=1, by="Mei"))
    with unit_of_work(runtime, write=False) as uow:
        first, second = rows(uow)
        beside = uow.get(EventPersonalData, first.id)
        assert (beside.salt, beside.body) == ("ab" * 16, '{"by":"Mei","note":"绿茶"}')
        known = {"fields": ["by", "note"], "hash": personal_hash(beside.salt, beside.body)}
        assert json.loads(first.body) == {"cups": 2, "personal": known}
        assert data_of(first) == {"cups": 2, "by": "Mei", "note": "绿茶"}
        assert data_of(second) == {"cups": 1, "by": "Mei"}
        columns = select(Event.body, Event.personal).where(Event.id == first.id)
        assert data_of(uow.session.execute(columns).one()) == data_of(first)


def test_same_words_have_another_hash_each_time(runtime: Runtime) -> None:
    pour(runtime, Poured(cups=1, by="Mei"), Poured(cups=1, by="Mei"))
    with unit_of_work(runtime, write=False) as uow:
        first, second = rows(uow)
        assert first.body != second.body


def test_event_without_personal_fields_has_nothing_beside_it(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "tea:1", "tea.poured", cups=2, by="Mei")
    with unit_of_work(runtime, write=False) as uow:
        (old,) = rows(uow)
        assert (old.body, old.personal, erased_of(old)) == ('{"by":"Mei","cups":2}', None, ())
    assert faults(runtime) == []


def test_erased_field_is_null_and_named_and_the_chain_verifies(runtime: Runtime) -> None:
    pour(runtime, Poured(cups=2, by="Mei", note="green"), Poured(cups=1, by="Li"))
    with unit_of_work(runtime) as uow:
        first = rows(uow)[0].id
        assert erase(uow, [first], "asked") == {first}
    with unit_of_work(runtime, write=False) as uow:
        gone, other, record = rows(uow)
        assert (data_of(gone), erased_of(gone)) == ({"cups": 2, "by": None, "note": None}, ("by", "note"))
        assert (data_of(other)["by"], erased_of(other)) == ("Li", ())
        assert (record.kind, data_of(record)) == (
            PersonalDataErased.kind,
            {"numbers": [1], "reason": "asked"},
        )
    assert faults(runtime) == []


def test_erasing_again_and_erasing_what_has_nothing_records_nothing(runtime: Runtime) -> None:
    pour(runtime, Poured(cups=2, by="Mei"))
    with unit_of_work(runtime) as uow:
        ledger.note(uow, "tea:1", "tea.drunk")
    for gone in (1, 0):
        with unit_of_work(runtime) as uow:
            keys = uow.session.scalars(select(Event.id).where(Event.kind.startswith("tea."))).all()
            assert len(erase(uow, keys, "asked")) == gone
    with unit_of_work(runtime, write=False) as uow:
        assert [row.kind for row in rows(uow)].count(PersonalDataErased.kind) == 1


def test_unknown_event_is_refused_and_nothing_is_erased(runtime: Runtime) -> None:
    pour(runtime, Poured(cups=2, by="Mei"))
    with unit_of_work(runtime) as uow, pytest.raises(NotFound):
        erase(uow, [rows(uow)[0].id, 10**12], "asked")
    with unit_of_work(runtime, write=False) as uow:
        assert data_of(rows(uow)[0])["by"] == "Mei"


def test_name_in_the_chain_is_no_name_of_a_field() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Nosy(Poured):
        """Carries a field by the ledger's own name."""

        kind = "tea.nosy"
        personal: str = ""  # type: ignore[assignment,misc]

    with pytest.raises(EventIncomplete, match="the ledger's own name"):
        kinds(also=[Nosy])


@contextmanager
def counted(runtime: Runtime) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(_c: object, _k: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(runtime.engine, "before_cursor_execute", listen)
    yield said
    event.remove(runtime.engine, "before_cursor_execute", listen)


def test_reading_takes_one_query_however_many_have_something_beside_them(runtime: Runtime) -> None:
    pour(runtime, *(Poured(cups=cups, by="Mei") for cups in range(30)))
    with unit_of_work(runtime, write=False) as uow:
        with counted(runtime) as said:
            told = [data_of(one) for one in rows(uow)]
        assert (len(told), len(said)) == (30, 1)


KEPT, ERASED, ALTERED, RESALTED, LOST, BROUGHT_BACK, SMUGGLED = [
    "kept",
    "erased",
    "altered",
    "resalted",
    "lost",
    "brought_back",
    "smuggled",
]
CRIMES = {
    ALTERED: "the personal data of event {} were altered",
    RESALTED: "the personal data of event {} were altered",
    LOST: "the personal data of event {} are gone",
    BROUGHT_BACK: "the personal data of event {} are there although they were erased",
    SMUGGLED: "event {} knows nothing of the personal data beside it",
}
FATES = st.one_of(
    st.tuples(st.just("new"), st.sampled_from([KEPT, ERASED, ALTERED, RESALTED, LOST, BROUGHT_BACK])),
    st.tuples(st.just("old"), st.sampled_from([KEPT, SMUGGLED])),
)


def _commit_crime(uow: UnitOfWork, one: Event, fate: str, before: EventPersonalData | None) -> None:
    beside = EventPersonalData.event_id == one.id
    if fate == ALTERED:
        uow.session.execute(update(EventPersonalData).where(beside).values(body='{"by":"Nobody"}'))
    elif fate == RESALTED:
        uow.session.execute(update(EventPersonalData).where(beside).values(salt="00"))
    elif fate == LOST:
        uow.session.execute(delete(EventPersonalData).where(beside))
    elif fate == BROUGHT_BACK and before is not None:
        again = {"event_id": one.id, "salt": before.salt, "body": before.body}
        uow.session.execute(insert(EventPersonalData).values(again))
    elif fate == SMUGGLED:
        uow.session.execute(insert(EventPersonalData).values(event_id=one.id, salt="00", body="{}"))


def _write(runtime: Runtime, stream: str, fates: Sequence[tuple[str, str]]) -> None:
    with unit_of_work(runtime) as uow:
        for cups, (age, _) in enumerate(fates):
            if age == "new":
                ledger.record(uow, stream, Poured(cups=cups, by=f"Mei {cups}"))
            else:
                ledger.note(uow, stream, Poured.kind, cups=cups, by=f"Mei {cups}")


@given(fates=st.lists(FATES, min_size=1, max_size=6), apart=st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_erasures_verify_and_crimes_are_found_in_any_mixture(
    runtime: Runtime, fates: Sequence[tuple[str, str]], *, apart: bool
) -> None:
    stream = f"tea:{next(_numbers)}"
    _write(runtime, stream, fates)
    with unit_of_work(runtime) as uow:
        events = rows(uow, stream)
        kept = {row.event_id: row for row in uow.session.scalars(select(EventPersonalData))}
        gone = [
            one.id for one, (_, fate) in zip(events, fates, strict=True) if fate in (ERASED, BROUGHT_BACK)
        ]
        uow.session.expunge_all()
    with unit_of_work(runtime) as uow:
        for some in [[key] for key in gone] if apart else [gone]:
            erase(uow, some, "asked")
    with unit_of_work(runtime) as uow:
        for one, (_, fate) in zip(events, fates, strict=True):
            _commit_crime(uow, one, fate, kept.get(one.id))
    expected = {CRIMES[fate].format(n) for n, (_, fate) in enumerate(fates, 1) if fate in CRIMES}
    found = faults(runtime, stream)
    assert len(found) == min(1, len(expected))
    assert set(found) <= expected
    with unit_of_work(runtime, write=False) as uow:
        for one, (cups, (_, fate)) in zip(rows(uow, stream), enumerate(fates), strict=False):
            if fate in (KEPT, ERASED):
                assert data_of(one) == {"cups": cups, "by": f"Mei {cups}" if fate == KEPT else None}
