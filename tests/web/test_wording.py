"""Every text of a problem has a Chinese one with the same places, wherever the text comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from flask import Flask, render_template_string
from marshmallow import ValidationError, fields, validate

from app.calendar.errors import CoverageInvalid
from app.calendar.rules.opening_hours import parse_coverage
from app.jobs.rules.phrases import phrase_of, stored
from app.kernel import Runtime, errors
from app.kernel.phrases import Phrase
from app.kernel.visibility import KINDS
from app.registers.errors import StillInUse
from app.registers.reads.registry import REGISTERS
from app.requests.rules.lifecycle import OfferState, RequestState, VisitState
from app.web import wording
from app.web.api import QuerySchema, Schema
from app.web.problems import flatten
from app.web.wording import say
from checklists import AnswerInvalid, RecordInvalid, VisitRecord
from checklists.text import Text
from dispatch.fields import SnapshotError
from dispatch.model.snapshot import parse_snapshot
from tests.support.every_error import ERRORS
from tests.support.web import application

pytestmark = pytest.mark.any_database

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACES = re.compile(r"%\(\w+\)s")


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@contextmanager
def reader(flask_app: Flask, language: str) -> Iterator[None]:
    with flask_app.test_request_context("/", headers={"Accept-Language": language}):
        yield


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
    error = StillInUse("skill", "laser", {"engineers": 2, "open visits": 1})
    assert error.detail == "The skill laser is still in use: 2 engineers, 1 open visits."
    assert say_in(flask_app, error.detail) == "技能 laser 仍在使用：工程师 2 个、未结上门 1 个。"


def test_what_errors_name_has_a_word(flask_app: Flask) -> None:
    named = {name.replace("_", " ") for name in REGISTERS.all()} | set(REGISTERS.all()) | set(KINDS.all())
    named |= {register.model.__name__ for register in REGISTERS.all().values()}
    named |= {str(state) for states in (VisitState, RequestState, OfferState) for state in states}
    assert {name for name in named if not CHINESE.search(say_in(flask_app, Phrase(name)))} == set()


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
    with pytest.raises(ValidationError) as found:
        fields.Integer(validate=validate.Range(1, 5)).deserialize(7)
    [text] = found.value.messages
    assert text == "Must be greater than or equal to 1 and less than or equal to 5."
    assert say_in(flask_app, text) == "必须介于 1 与 5 之间（含两端）。"


def test_every_kind_of_range_has_its_message(flask_app: Flask) -> None:
    for least, most, *inclusive in product((1, None), (5, None), (True, False), (True, False)):
        if least is None and most is None:
            continue
        inside = validate.Range(least, most, min_inclusive=inclusive[0], max_inclusive=inclusive[1])
        with pytest.raises(ValidationError) as found:
            inside(9 if most else 0)
        [text] = found.value.messages
        assert str(text).startswith("Must be ")
        assert CHINESE.search(say_in(flask_app, text))


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
def test_what_pure_code_finds_is_said_in_both_languages(
    flask_app: Flask, fail: Callable[[], object], kind: type[Exception]
) -> None:
    with pytest.raises(kind) as found:
        fail()
    error = found.value
    text = error.message if isinstance(error, CoverageInvalid) else Phrase.of(error.text)  # type: ignore[attr-defined]
    assert CHINESE.search(say_in(flask_app, text))
    assert not CHINESE.search(str(text))


def test_text_that_brings_its_chinese_needs_no_catalogue(flask_app: Flask) -> None:
    text = Phrase.of(AnswerInvalid("value", "not_a_number").text)
    assert (text, say_in(flask_app, text)) == ("Enter a number.", "请输入数字。")


KIND = Phrase("There is no %(kind)s %(key)s.", kind=Phrase("visit"), key="<7>")


@pytest.mark.parametrize(
    ("template", "english", "chinese"),
    [
        ("{{ kind }}", "There is no visit &lt;7&gt;.", "没有上门 &lt;7&gt;。"),
        ("{{ {'a': kind}['a'] }}", "There is no visit &lt;7&gt;.", "没有上门 &lt;7&gt;。"),
        ("{{ _('%(h)s h', h=kind.values.key) }}", "&lt;7&gt; h", "&lt;7&gt; 小时"),
        ("{{ _('%(h)s h', h=kind.values.kind) }}", "visit h", "上门 小时"),
        ("{{ ngettext('%(num)s visit', '%(num)s visits', 2) }}", "2 visits", "2 次上门"),
        ("{{ ngettext('%(num)s visit', '%(num)s visits', 1) }}", "1 visit", "1 次上门"),
        ("{{ counted }}", "3 visits", "3 次上门"),
        ("{{ 7 }}{{ '<' }}", "7&lt;", "7&lt;"),
    ],
)
def test_templates_say_phrases_in_the_language_of_the_reader(
    flask_app: Flask, template: str, english: str, chinese: str
) -> None:
    values = {"kind": KIND, "counted": Phrase.counted("%(num)s visit", "%(num)s visits", 3)}
    for language, said in (("en", english), ("zh-CN", chinese)):
        with reader(flask_app, language):
            assert render_template_string(template, **values) == said


def test_files_of_workers_are_written_in_the_language_of_who_asked() -> None:
    assert wording.say_in("zh_CN", KIND) == "没有上门 <7>。"
    assert wording.say_in("en", KIND) == KIND


def test_a_phrase_is_kept_with_its_words_and_numbers() -> None:
    for phrase in (KIND, Phrase.counted("%(num)s visit", "%(num)s visits", 3), Phrase.of(Text("a", "甲"))):
        back = phrase_of(json.loads(json.dumps(stored(phrase))))
        assert (back, wording.say_in("zh", back)) == (phrase, wording.say_in("zh", phrase))
