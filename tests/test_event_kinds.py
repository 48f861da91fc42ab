"""All kinds of events: each is declared where it belongs, recorded somewhere, and told in words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeVar

import pytest

from app import capabilities
from app.accounts.events import TokenIssued, TokenRevoked
from app.kernel.events import EVENTS, DomainEvent, family_names, family_of
from app.registers.events import RowEvent
from app.registers.reads.registry import REGISTERS
from app.requests.events.requests import RequestMoved
from app.requests.events.visits import VisitMoved, VisitPlanned
from app.requests.rules.lifecycle import OfferState, RequestState, VisitState
from app.visits.events.phone import JUDGED
from tests.support.imports import SourceFile, source_files

Kind = TypeVar("Kind", bound=DomainEvent)

FILES = [file for file in source_files().values() if file.module.startswith("app.")]
IN_HISTORIES = (
    "request visit offer override signature phone alert rescue promise arrival bill charge photo card"
)
ELSEWHERE = ("app.demo.", "app.shell.migrations.", "app.outbox.api.subscriptions", "app.cli.years.")
"""Speak HTTP, keep what was, show an example, copy what commands wrote."""
OF_ROOMS_ABOVE = {
    ("app.promise.reads.signs", "visit.engineer_off"),
    ("app.requests.reads.history", "visit.arrival_confirmed"),
    *(
        ("app.requests.reads.history", kind)
        for kind in ("bill.changed", "charge.approved", "charge.held", "charge.refused")
    ),
}
"""Kinds whose class a room below cannot import."""


@pytest.fixture(autouse=True)
def installed() -> None:
    capabilities.install()


def families(event: type[Kind]) -> Iterator[type[Kind]]:
    for one in event.__subclasses__():
        yield one
        yield from families(one)


def is_of_events(file: SourceFile) -> bool:
    return ".events" in file.module


def names_in(file: SourceFile) -> set[str]:
    return {node.id for node in ast.walk(file.tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(file.tree) if isinstance(node, ast.Attribute)
    }


def test_every_kind_that_a_room_declares_is_brought_at_the_start() -> None:
    declared = {
        one.kind: one
        for one in families(DomainEvent)
        if one.__module__.startswith("app.") and "kind" in vars(one)
    }
    assert declared == dict(EVENTS.all())


def test_kinds_are_declared_on_the_floor_of_events() -> None:
    assert {one.__module__ for one in EVENTS.all().values()} <= {
        file.module for file in FILES if is_of_events(file)
    }


def test_every_kind_is_recorded_by_someone() -> None:
    used = set().union(*(names_in(file) for file in FILES if not is_of_events(file)))
    by_table = {*JUDGED.values(), *families(RowEvent), *families(TokenIssued), *families(TokenRevoked)}
    offers = {one for one in EVENTS.all().values() if one.kind.startswith("offer.")}
    unused = {one for one in EVENTS.all().values() if one.__name__ not in used}
    assert unused - by_table - offers == set()


def test_kinds_are_named_by_their_classes() -> None:
    spelt = {
        (file.module, node.value)
        for file in FILES
        if not is_of_events(file) and not file.module.startswith(ELSEWHERE)
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Constant) and node.value in EVENTS.all()
    }
    assert spelt == OF_ROOMS_ABOVE


def test_nothing_is_recorded_but_events() -> None:
    noting = {
        file.module
        for file in FILES
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("ledger.note")
    }
    assert noting == set()


def test_every_state_that_is_moved_to_has_its_kind() -> None:
    moves = {one.kind: str(one.state) for one in families(RequestMoved)}
    moves |= {one.kind: str(one.state) for one in families(VisitMoved)}
    assert moves == {
        **{f"request.{state}": str(state) for state in RequestState if state != RequestState.RECEIVED},
        **{f"visit.{state}": str(state) for state in VisitState},
    }
    assert {f"offer.{state}" for state in OfferState if state != OfferState.PENDING} <= EVENTS.all().keys()


def test_every_register_says_what_happens_to_its_rows() -> None:
    for name, register in REGISTERS.all().items():
        for verb in ("created", "changed", *(() if hasattr(register.model, "active") else ("deleted",))):
            assert issubclass(EVENTS[f"{name}.{verb}"], RowEvent)


def test_every_kind_of_a_request_has_a_sentence() -> None:
    of_others = (
        "call.",
        "certificate.",
        "checklist.",
        "commendation.",
        "course_place.",
        "customer.",
        "engineer.",
        "enquiry.",
        "exam.",
        "grade.",
        "leave_request.",
        "prices.",
        "probation.",
        "reward.",
        "reward_rules.",
        "provider_record.",
        "provider_statement.",
        "provider_suspension.",
        "provider_terms.",
        "roster.",
        "rubric.",
        "shift_swap.",
        "skill_suspension.",
        "stars.",
        "subscription.",
        "token.",
        "user.",
    )
    lacking = {
        kind
        for kind, one in EVENTS.all().items()
        if one.sentence is None and not issubclass(one, RowEvent) and not kind.startswith(of_others)
    }
    assert lacking == set()


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ({"why": "declined", "was": "en_route"}, "Declined on the way"),
        ({"why": "given to another engineer", "was": "accepted"}, "Taken back after the yes"),
        ({"ordinal": 1}, "Visit planned"),
    ],
)
def test_visit_that_goes_back_says_from_where(data: dict[str, str], title: str) -> None:
    assert VisitPlanned.title(data) == title


@pytest.mark.parametrize(
    ("kind", "data", "title"),
    [
        ("phone.reviewed", {"outcome": "set_aside"}, "Set aside by the office"),
        ("phone.reviewed", {"outcome": "of an older release"}, "Message from the phone decided about"),
        ("visit.arrival_confirmed", {"by": "card"}, "Arrival confirmed by the customer's code"),
        ("visit.arrival_confirmed", {"by": "customer"}, "Arrival confirmed by the customer"),
        ("visit.engineer_off", {"was": "en_route"}, "Engineer went off duty on the way"),
    ],
)
def test_title_goes_by_what_happened(kind: str, data: dict[str, str], title: str) -> None:
    assert EVENTS[kind].title(data) == title


def test_every_kind_has_words_and_every_family_one_name() -> None:
    kinds = EVENTS.all()
    assert [kind for kind, event in kinds.items() if not (event.called or event.sentence)] == []
    assert {family_of(kind) for kind in kinds} == set(family_names())
    for name in family_names():
        said = {event.family for kind, event in kinds.items() if family_of(kind) == name and event.family}
        assert len(said) == 1, name
