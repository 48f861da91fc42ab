"""A kind of event says all that the house must know of it, or is not taken."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from uuid import UUID

import pytest

from app.kernel import Runtime, ledger, unit_of_work
from app.kernel.events import ABSENT, NOT_SHOWN, OFFICE, Absent, Audience, DomainEvent, EventIncomplete, kinds
from app.kernel.phrases import Phrase
from app.kernel.tables import Event


@dataclass(frozen=True, kw_only=True)
class KettleBoiled(DomainEvent):
    """A kettle boils."""

    kind = "kettle.boiled"
    audience = OFFICE
    sentence = Phrase("Kettle boiled")

    litres: int | None
    by: str | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class Secretive(DomainEvent):
    """Says nothing about who is told."""

    kind = "kettle.secret"
    sentence = NOT_SHOWN


@dataclass(frozen=True, kw_only=True)
class Speechless(DomainEvent):
    """Says nothing about histories."""

    kind = "kettle.speechless"
    audience = OFFICE


@dataclass(frozen=True, kw_only=True)
class Misspelt(KettleBoiled):
    """Tells customers of a field that it does not have."""

    kind = "kettle.misspelt"
    audience = Audience(customer=("liters",))


@pytest.mark.parametrize(
    ("event", "lacking"),
    [(Secretive, "audience"), (Speechless, "sentence"), (Misspelt, "fields that it does not have: liters")],
)
def test_kind_that_forgot_something_is_refused_at_the_start(event: type[DomainEvent], lacking: str) -> None:
    with pytest.raises(EventIncomplete, match=lacking):
        kinds(also=[event])


def test_kinds_of_a_module_are_those_that_it_declares() -> None:
    module = ModuleType(__name__)
    module.__dict__.update(KettleBoiled=KettleBoiled, Base=DomainEvent, Phrase=Phrase)
    assert kinds(module) == {"kettle.boiled": KettleBoiled}


def test_body_keeps_what_is_null_and_leaves_out_what_is_absent() -> None:
    visit_id = UUID(int=1)
    assert KettleBoiled(visit_id=visit_id, litres=None).body() == {"litres": None}
    assert KettleBoiled(litres=2, by="Mei").body() == {"litres": 2, "by": "Mei"}


def test_event_is_recorded_under_its_kind_and_for_its_visit(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        ledger.record(uow, "kettle:1", KettleBoiled(visit_id=UUID(int=1), litres=2))
    with unit_of_work(runtime, write=False) as uow:
        (row,) = uow.session.query(Event).all()
        assert (row.kind, row.visit_id, row.body) == ("kettle.boiled", UUID(int=1), '{"litres":2}')
