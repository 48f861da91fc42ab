"""Every text of a problem has a Chinese one with the same places, wherever the text comes from."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from marshmallow import ValidationError, fields

from app.calendar.rules.opening_hours import CoverageInvalid, parse_coverage
from app.kernel import Runtime, errors
from app.kernel.errors import Phrase
from app.kernel.visibility import KINDS
from app.registers.reads.registry import REGISTERS
from app.requests.rules.lifecycle import OfferState, RequestState, VisitState
from app.web.api import QuerySchema, Schema
from app.web.known_texts import WORDS
from app.web.problems import flatten
from app.web.wording import say
from checklists import AnswerInvalid, RecordInvalid, VisitRecord
from dispatch.model.problem import SnapshotError, parse_snapshot
from tests.support.web import application

pytestmark = pytest.mark.any_database

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACES = re.compile(r"%\(\w+\)s")

ERRORS: dict[type[errors.OneHourError], Callable[[], errors.OneHourError]] = {
    errors.NotFound: lambda: errors.NotFound("Visit", 7),
    errors.Invalid: lambda: errors.Invalid({"site.name": Phrase("is blank")}),
    errors.AlreadyTaken: lambda: errors.AlreadyTaken("customer", "name", "Ada"),
    errors.StillInUse: lambda: errors.StillInUse("skill", "laser", {"engineers": 2, "open visits": 1}),
    errors.VersionConflict: lambda: errors.VersionConflict("visit", 7),
    errors.EventIdReused: lambda: errors.EventIdReused(7),
    errors.IdempotencyKeyReused: lambda: errors.IdempotencyKeyReused("k"),
    errors.FiveOnesMissing: lambda: errors.FiveOnesMissing([]),
    errors.ArrivalCodeWrong: lambda: errors.ArrivalCodeWrong(3),
    errors.ArrivalCodeLocked: errors.ArrivalCodeLocked,
    errors.OutsideGeofence: lambda: errors.OutsideGeofence(2224, 212),
    errors.ChecklistIncomplete: lambda: errors.ChecklistIncomplete([]),
    errors.SignatureMissing: lambda: errors.SignatureMissing(7, []),
    errors.RecordChanged: lambda: errors.RecordChanged([]),
    errors.PhotoRefused: lambda: errors.PhotoRefused(Phrase("they do not follow on"), 0),
    errors.NoUsefulPosition: lambda: errors.NoUsefulPosition(600),
    errors.NotArrived: lambda: errors.NotArrived(7),
    errors.AlreadySettled: lambda: errors.AlreadySettled(7, "arrived"),
    errors.AlreadyDecided: lambda: errors.AlreadyDecided("Ada", datetime(2026, 3, 2, tzinfo=UTC), "applied"),
    errors.NotApplicable: lambda: errors.NotApplicable("visit_cancelled", 7, "cancelled"),
    errors.NotAttachable: lambda: errors.NotAttachable(Phrase("only answers, photos, parts and charges can")),
    errors.NotReady: lambda: errors.NotReady(7, "planned", Phrase("on site")),
    errors.AlreadyRated: lambda: errors.AlreadyRated(4),
    errors.LinkReadOnly: errors.LinkReadOnly,
    errors.NoChannel: lambda: errors.NoChannel(Phrase("no channel to customers is set up")),
    errors.SignatureVoid: lambda: errors.SignatureVoid(7, ["customer"]),
    errors.ChargeDecided: lambda: errors.ChargeDecided(7, "approved"),
    errors.VisitFrozen: lambda: errors.VisitFrozen(7),
    errors.AppointmentRefused: lambda: errors.AppointmentRefused(7, "over", Phrase("The request is over.")),
    errors.VisitOver: lambda: errors.VisitOver(7, "cancelled"),
    errors.NotAssigned: lambda: errors.NotAssigned(7),
    errors.Ineligible: lambda: errors.Ineligible([]),
    errors.AlertOver: lambda: errors.AlertOver(7, "arrived"),
    errors.AlreadyAcknowledged: lambda: errors.AlreadyAcknowledged("Ada", datetime(2026, 3, 2, tzinfo=UTC)),
    errors.RescueStale: lambda: errors.RescueStale(7),
    errors.OfferGone: lambda: errors.OfferGone(7),
    errors.NotAuthenticated: errors.NotAuthenticated,
    errors.Forbidden: errors.Forbidden,
    errors.TooLarge: lambda: errors.TooLarge("The file", 8),
    errors.TooManyCalls: lambda: errors.TooManyCalls(8),
    errors.SignInDelayed: lambda: errors.SignInDelayed(8),
    errors.GeocodingFailed: lambda: errors.GeocodingFailed("Timeout"),
    errors.StreamFull: errors.StreamFull,
    errors.TryAgain: errors.TryAgain,
    errors.ClockWrong: errors.ClockWrong,
    errors.ImportRunning: lambda: errors.ImportRunning(30),
    errors.DatabaseAway: errors.DatabaseAway,
}
"""One error of each class; `Conflict` and the base have no text of their own."""


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@contextmanager
def reader(flask_app: Flask, language: str) -> Iterator[None]:
    with flask_app.test_request_context("/", headers={"Accept-Language": language}):
        yield


def test_every_class_of_errors_is_among_the_samples() -> None:
    kinds = {kind for _, kind in inspect.getmembers(errors, inspect.isclass)}
    own = {kind for kind in kinds if issubclass(kind, errors.OneHourError)}
    assert own - {errors.OneHourError, errors.Conflict} == set(ERRORS)


@pytest.mark.parametrize("kind", sorted(ERRORS, key=str))
def test_error_says_the_same_in_chinese(flask_app: Flask, kind: type[errors.OneHourError]) -> None:
    detail = ERRORS[kind]().detail
    with reader(flask_app, "zh-CN"):
        template, said = say(Phrase(detail.id)), say(detail)
    assert CHINESE.search(template)
    assert sorted(PLACES.findall(template)) == sorted(PLACES.findall(detail.id))
    assert not PLACES.search(said)
    for value in detail.values.values():
        assert (say_in(flask_app, value) if isinstance(value, Phrase) else str(value)) in said


def say_in(flask_app: Flask, text: str) -> str:
    with reader(flask_app, "zh-CN"):
        return say(text)


@pytest.mark.parametrize("kind", sorted(ERRORS, key=str))
def test_error_reads_as_english_where_nobody_asks(flask_app: Flask, kind: type[errors.OneHourError]) -> None:
    error = ERRORS[kind]()
    with reader(flask_app, ""):
        assert say(error.detail) == str(error) == error.detail


def test_words_inside_a_text_are_said_too(flask_app: Flask) -> None:
    error = errors.StillInUse("skill", "laser", {"engineers": 2, "open visits": 1})
    assert error.detail == "The skill laser is still in use: 2 engineers, 1 open visits."
    assert say_in(flask_app, error.detail) == "技能 laser 仍在使用：工程师 2 个、未结上门 1 个。"


def test_what_is_named_in_texts_is_among_the_words() -> None:
    named = {name.replace("_", " ") for name in REGISTERS.all()} | set(REGISTERS.all()) | set(KINDS.all())
    named |= {register.model.__name__ for register in REGISTERS.all().values()}
    named |= {str(state) for states in (VisitState, RequestState, OfferState) for state in states}
    assert named - {word.id for word in WORDS} == set()


ODD_INPUT: list[Any] = [None, "", "\ud800", "x" * 9000, "x", -1e12, 1e12, 2.5, True, [], ["x"], {}, {"x": 1}]


def _fields() -> Iterator[fields.Field[Any]]:
    todo: list[type[Schema | QuerySchema]] = [Schema, QuerySchema]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        yield from (one for one in kind().load_fields.values() if not one.dump_only)


def test_every_message_of_a_field_is_recognised(flask_app: Flask) -> None:
    found: set[str] = set()
    for field in _fields():
        for value in ODD_INPUT:
            try:
                field.deserialize(value)
            except ValidationError as bad:
                found |= {text for texts in flatten(bad.messages).values() for text in texts}
    with reader(flask_app, "zh-CN"):
        assert len(found) > 20
        assert {text for text in found if not CHINESE.search(say(text))} == set()


def test_figures_of_a_message_are_kept(flask_app: Flask) -> None:
    text = "Must be greater than or equal to 1 and less than or equal to 5."
    assert say_in(flask_app, text) == "必须介于 1 与 5 之间（含两端）。"
    assert say_in(flask_app, "nobody wrote this down") == "nobody wrote this down"


@pytest.mark.parametrize(
    ("fail", "kind"),
    [
        (lambda: parse_coverage({"someday": []}), CoverageInvalid),
        (lambda: parse_coverage({"mon": [["8", "9", "10"]]}), CoverageInvalid),
        (lambda: parse_coverage({}), CoverageInvalid),
        (lambda: parse_snapshot([]), SnapshotError),
        (lambda: parse_snapshot({}), SnapshotError),
        (lambda: parse_snapshot({"now": "x"}), SnapshotError),
        (lambda: VisitRecord.from_dict({"times": 1}), RecordInvalid),
    ],
)
def test_what_the_pure_packages_find_is_recognised(
    flask_app: Flask, fail: Callable[[], object], kind: type[ValueError]
) -> None:
    with pytest.raises(kind) as found:
        fail()
    assert CHINESE.search(say_in(flask_app, getattr(found.value, "message", "")))


def test_text_that_brings_its_chinese_needs_no_catalogue(flask_app: Flask) -> None:
    text = Phrase.of(AnswerInvalid("value", "not_a_number").text)
    assert (text, say_in(flask_app, text)) == ("Enter a number.", "请输入数字。")
