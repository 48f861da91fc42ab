"""Whatever refused a phone's message, a repeat is refused by the same class with the same sentence."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from app.kernel.errors import Conflict, OneHourError
from app.kernel.phrases import Phrase
from app.kernel.stored_errors import kinds, revived, stored
from app.visits.errors import ArrivalCodeWrong, OutsideGeofence
from tests.support.every_error import ERRORS
from tests.support.imports import ROOT, source_files

WITHOUT_SENTENCE = {OneHourError, Conflict}


def classes() -> list[type[OneHourError]]:
    return [kind for kind in kinds().values() if kind.__module__.startswith("app.")]


def through_json(error: OneHourError) -> OneHourError:
    return revived(json.loads(json.dumps(stored(error))))


def parts(text: str) -> object:
    """What a text is made of, all the way down."""
    if not isinstance(text, Phrase):
        return text
    return text.id, text.plural, text.zh, {name: parts(value) for name, value in text.values.items()}


def test_every_class_of_errors_has_a_sample() -> None:
    assert set(classes()) - WITHOUT_SENTENCE == set(ERRORS)


def test_a_name_of_an_error_stands_once() -> None:
    below, names = [OneHourError], Counter[str]()
    while below:
        kind = below.pop()
        below += kind.__subclasses__()
        names[kind.__name__] += kind.__module__.startswith("app.")
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_error_comes_back_as_it_was(kind: type[OneHourError]) -> None:
    error = ERRORS[kind]()
    back = through_json(error)
    assert type(back) is kind
    assert (back.extra, str(back)) == (json.loads(json.dumps(error.extra)), str(error))
    assert parts(back.detail) == parts(error.detail)
    for name in ("errors", "path", "retry_after_s"):
        assert getattr(back, name, None) == getattr(error, name, None)


def test_error_without_a_class_of_its_own_comes_back_too() -> None:
    for text in (
        Phrase("The visit is %(state)s.", state=Phrase("planned")),
        Phrase.counted("%(num)s visit", "%(num)s visits", 2),
    ):
        error = Conflict(text, visit_id="7")
        back = through_json(error)
        assert (parts(back.detail), back.extra) == (parts(error.detail), {"visit_id": "7"})


def test_row_that_holds_its_sentence_in_parts_comes_back_by_its_class() -> None:
    kept = {
        "kind": "OutsideGeofence",
        "detail": "The position is 9 m from the site; at most 5 m is accepted.",
        "template": "The position is %(distance_m)s m from the site; at most %(allowed_m)s m is accepted.",
        "values": {"distance_m": 9, "allowed_m": 5},
        "extra": {"distance_m": 9, "allowed_m": 5},
    }
    back = revived(kept)
    assert type(back) is OutsideGeofence
    assert (parts(back.detail), back.extra) == (parts(OutsideGeofence(9, 5).detail), kept["extra"])


def test_row_that_holds_plain_english_comes_back_by_its_class() -> None:
    back = revived({"kind": "ArrivalCodeWrong", "detail": "Wrong.", "extra": {"attempts_left": 2}})
    assert (type(back), back.detail, back.extra) == (ArrivalCodeWrong, "Wrong.", {"attempts_left": 2})


@pytest.mark.parametrize("kind", ["NobodyKnows", "ArrivalCodeWrong"])
def test_class_that_is_gone_or_has_changed_leaves_its_sentence(kind: str) -> None:
    back = revived({"kind": kind, "detail": "It was so.", "parameters": {"other": 1}, "extra": {"n": 1}})
    assert isinstance(back, Conflict)
    assert (back.detail, back.extra) == ("It was so.", {"n": 1})


def test_errors_of_a_room_stand_in_its_errors() -> None:
    for file in source_files().values():
        if file.module.startswith("app.") and not file.module.endswith(".errors"):
            own = [kind for kind in classes() if kind.__module__ == file.module]
            assert own == [], Path(file.path).relative_to(ROOT)
