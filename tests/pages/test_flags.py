"""What the code can flag or refuse has words: found in the code, so that nothing is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from app.desk.pages import flags, timeline
from app.kernel.errors import Conflict
from app.kernel.events import EVENTS
from app.kernel.stored_errors import kinds
from app.promise.pages import words
from app.requests.events import taken_back
from app.requests.reads.history import HistoryEvent
from app.requests.rules.lifecycle import VisitState
from app.visits.commands.field import handlers, states
from app.visits.commands.field.judge import snake
from app.visits.commands.field.unfinished import Reason
from app.visits.commands.reviews import ReviewOutcome
from app.visits.errors import EventIdReused, NotApplicable, NotAttachable, PhotoRefused
from app.visits.reads.message_facts import Figures
from app.web.wording import say
from tests.support.clock import MONDAY_MORNING

ROOT = Path(__file__).parents[2]
FLAGGED_IN = ("app/visits/commands/field", "mobile_api")
REFUSED_IN = ("app/visits/commands/field/*.py", "app/dispatching/commands/offers.py")
SAYS = ("flag", "TooEarly", "TooLate", "NotApplicable")
HOW = "add its words to FLAGS in app/desk/pages/flags.py and their Chinese to the room's messages.po"


Constants = dict[str, ast.expr]


def _calls(*folders: str) -> Iterator[tuple[Constants, ast.Call, str]]:
    """Every call with its name, and the constants of its module."""
    for folder in folders:
        for file in sorted(ROOT.glob(f"{folder}/**/*.py")):
            tree = ast.parse(file.read_text("utf-8"))
            held = _constants(tree)
            for taken in tree.body:  # those of other modules, by the names under which they were imported
                if isinstance(taken, ast.ImportFrom) and taken.module and taken.module.startswith("app."):
                    of_module = ROOT / (taken.module.replace(".", "/") + ".py")
                    if of_module.exists():
                        held |= _constants(ast.parse(of_module.read_text("utf-8")))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
                    yield held, node, str(name)


def _constants(tree: ast.Module) -> Constants:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _texts(node: ast.expr, values: dict[str, tuple[str, ...]], held: Constants) -> Iterator[str]:
    """What texts an expression can be; f-strings end in one of `values`, names are looked up in `held`."""
    match node:
        case ast.Name(id=name) if name in held:
            yield from _texts(held[name], values, {})
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from _texts(body, values, held)
            yield from _texts(other, values, held)
        case ast.JoinedStr(values=[ast.Constant(value=str(begin)), ast.FormattedValue()]):
            yield from (f"{begin}{end}" for end in values.get(begin, ()))


def flags_of_the_code() -> set[str]:
    ends = {
        "waits_for_": tuple({*states.NOT_ARRIVED.values()}),
        "visit_": tuple(str(state) for state in VisitState),
    }
    found: set[str] = set()
    for held, call, name in _calls(*FLAGGED_IN):
        if name in SAYS and call.args:
            found |= set(_texts(call.args[0], ends, held))
        # Constants that hold a flag, and lists of flags given to a row.
        for keyword in call.keywords:
            if keyword.arg == "flags" and isinstance(keyword.value, ast.List):
                found |= {text for item in keyword.value.elts for text in _texts(item, ends, held)}
    raised = {
        node.func.id
        for files in REFUSED_IN
        for file in ROOT.glob(files)
        for raising in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(raising, ast.Raise)
        and isinstance(node := raising.exc, ast.Call)
        and isinstance(node.func, ast.Name)
    }
    conflicts = {name for name in raised if _is_refusal(name)}
    return found | {snake(name) for name in conflicts}


def _is_refusal(name: str) -> bool:
    """Whether a message can be refused so; who decides about one is told otherwise."""
    kind = kinds().get(name)
    of_people = (NotApplicable, NotAttachable, EventIdReused, PhotoRefused)
    return kind is not None and issubclass(kind, Conflict) and not issubclass(kind, of_people)


def test_every_flag_and_refusal_has_words() -> None:
    lacking = sorted(flags_of_the_code() - set(flags.FLAGS))
    assert not lacking, f"{lacking}: {HOW}"


def test_every_sentence_of_an_event_is_said_in_chinese(application: Flask) -> None:
    sentences = {one.sentence for one in EVENTS.all().values() if one.sentence}
    sentences |= {
        *taken_back.GIVEN_UP.values(),
        *taken_back.TAKEN_FROM.values(),
        *taken_back.WHY_BACK.values(),
        *taken_back.OPENED.values(),
    }
    with application.test_request_context(), force_locale("zh_Hans_CN"):
        assert [text for text in sentences if say(text) == text] == []


def test_every_message_outcome_and_reason_is_called_something() -> None:
    kinds = {*handlers.VISIT_HANDLERS, *handlers.ENGINEER_HANDLERS}
    assert set(flags.MESSAGES) >= {str(kind) for kind in kinds}
    assert set(flags.OUTCOMES) == set(ReviewOutcome)
    assert set(flags.END_REASONS) >= set(Reason)


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en", "outside the fence by 46.8 km, code wrong"), ("zh_Hans_CN", "超出围栏 46.8 公里、到达码错误")],
)
def test_refused_arrival_is_told_with_its_distance(application: Flask, locale: str, said: str) -> None:
    figures = Figures(distance_m=47_012, beyond_m=46_812)
    data = {"flags": ["outside_geofence", "code_wrong"], "problem": None}
    with application.test_request_context(), force_locale(locale):
        assert flags.said_of(data, figures) == said


def test_refusal_of_the_ledger_is_told_from_what_it_kept(application: Flask) -> None:
    problem = {"kind": "OutsideGeofence", "extra": {"distance_m": 2224, "allowed_m": 212}}
    event = HistoryEvent(
        1, "phone.refused", MONDAY_MORNING, "engineer:Li", None, {"message": "arrive", "problem": problem}, ""
    )
    with application.test_request_context():
        (told,) = timeline.told([event], {})
    assert told.detail == "Arrival · outside the fence by 2.0 km"


def test_visit_opened_anew_is_told_with_its_reason_in_words(application: Flask) -> None:
    data = {"reason": taken_back.FOLLOW_UP}
    event = HistoryEvent(1, "visit.planned", MONDAY_MORNING, "dispatcher:Li", None, data, "")
    with application.test_request_context():
        (told,) = timeline.told([event], {})
    assert told.detail == "the fault was back when the customer was called"


def test_what_several_engineers_are_refused_for_alike_is_said_once(application: Flask) -> None:
    silent = [{"code": "phone_silent", "has": f"2026-03-02T09:0{n}:00+00:00"} for n in range(3)]
    with application.test_request_context():
        assert len(words.refusals(silent)) == 1


@pytest.mark.parametrize(("locale", "said"), [("en", "erased"), ("zh_Hans_CN", "已删除")])
def test_what_was_erased_is_told_as_erased(application: Flask, locale: str, said: str) -> None:
    data = {"outcome": "applied", "message": "arrive", "note": None, "by": None}
    event = HistoryEvent(1, "phone.reviewed", MONDAY_MORNING, "dispatcher:Li", None, data, "", ("by", "note"))
    with application.test_request_context(), force_locale(locale):
        (told,) = timeline.told([event], {})
    assert told.detail.split(" · ")[-1] == said
    assert "None" not in told.detail
