"""The rubric's rules: points by line, what is left out, cuts, conditions, vetoes, and its file."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stars.rules.grade import Grade, grade, over_the_cap
from app.stars.rules.grade_reasons import Circumstances, GradeWhy
from app.stars.rules.measured import Measure, Measured
from app.stars.rules.points import points_at, value_for
from app.stars.rules.rubric import (
    BonusKind,
    Direction,
    Graded,
    ProviderMeasure,
    Rubric,
    Side,
    VetoKind,
    range_of,
)
from app.stars.rules.rubric_data import as_data, as_toml, digest_of, from_toml, parsed
from app.stars.rules.rubric_faults import faults
from app.stars.rules.shipped import shipped

pytestmark = pytest.mark.any_database

RUBRIC = shipped(Graded.ENGINEER)
GOOD = Circumstances(visits=100, quarters=(95.0, 96.0, 97.0, 98.0))
RUBRIC_DATA = as_data(RUBRIC)
LINES = {line.measure: line for line in RUBRIC.lines}

_WORDS = st.characters().map(str)


def certain(value: float) -> Measured:
    return Measured(value, value, value, 200)


def worth(points: float, rubric: Rubric = RUBRIC) -> dict[str, Measured]:
    """Figures that come to so many points of 100, the same share of every line."""
    return {line.measure: certain(value_for(line, line.weight * points / 100)) for line in rubric.lines}


@st.composite
def measured(draw: st.DrawFn, measure: str) -> Measured:
    low, value, high = sorted(draw(st.lists(st.floats(*range_of(measure)), min_size=3, max_size=3)))
    return Measured(value, low, high, 50)


@st.composite
def figures(draw: st.DrawFn) -> dict[str, Measured]:
    known = draw(st.sets(st.sampled_from(sorted(LINES)), min_size=1))
    return {measure: draw(measured(measure)) for measure in sorted(known)}


def test_a_line_with_too_few_cases_is_left_out_as_too_little_data() -> None:
    """Two visits in time are no proof of 75 %, and no complaint in two visits is not 16 in a hundred."""
    few = {Measure.PROMISE_OWN_STAGES: Measured(0.75, 0.4, 0.95, 2, 1.0)}
    none = grade(RUBRIC, few)
    line = next(one for one in none.lines if one.line.measure == Measure.PROMISE_OWN_STAGES)
    assert (line.measured, line.few, none.stars, none.is_provisional) == (None, 2, None, True)
    assert none.raising == []
    enough = {**worth(80), Measure.PROMISE_OWN_STAGES: Measured(0.9, 0.8, 0.97, 10, 1.0)}
    assert grade(RUBRIC, enough).weight == 100
    assert grade(RUBRIC, {**enough, Measure.NO_REPEAT: Measured(1, 1, 1, 9)}).weight == 90
    assert grade(RUBRIC, {**enough, Measure.NO_REPEAT: Measured(1, 1, 1, 90, tells=False)}).weight == 90
    asked = deepcopy(RUBRIC_DATA)
    asked["lines"]["theory"]["cases"] = 3
    assert faults(asked) == []
    assert from_toml(as_toml(parsed(asked)))["lines"]["theory"]["cases"] == 3
    asked["lines"]["theory"]["cases"] = 0
    assert [one.path for one in faults(asked)] == ["lines.theory.cases"]


def test_nobody_is_told_to_reach_what_he_reaches() -> None:
    """His evened-out figure lies below the target for want of cases alone."""
    found = grade(RUBRIC, {**worth(80), Measure.PROMISE_OWN_STAGES: Measured(0.9, 0.8, 0.97, 20, 1.0)})
    assert Measure.PROMISE_OWN_STAGES not in [one.measure for one in found.raising]
    found = grade(RUBRIC, {**worth(80), Measure.PROMISE_OWN_STAGES: Measured(0.9, 0.8, 0.97, 20, 0.85)})
    assert Measure.PROMISE_OWN_STAGES in [one.measure for one in found.raising]


def test_a_version_from_before_says_no_cases_and_is_the_same() -> None:
    old = deepcopy(RUBRIC_DATA)
    for line in old["lines"].values():
        del line["cases"]
    assert faults(old) == []
    assert parsed(old) == RUBRIC
    assert digest_of(old) == digest_of(RUBRIC_DATA)


def test_weights_are_those_of_the_handbook() -> None:
    def weight(rubric: Rubric, side: Side) -> float:
        return sum(line.weight for line in rubric.of(side))

    assert (weight(RUBRIC, Side.TECHNICAL), weight(RUBRIC, Side.SERVICE)) == (45, 55)
    provider = shipped(Graded.PROVIDER)
    sides = (Side.CAPABILITY, Side.DELIVERY, Side.CUSTOMERS, Side.COMPLIANCE)
    assert [weight(provider, side) for side in sides] == [30, 40, 20, 10]


@given(
    figures(),
    st.sampled_from(sorted(LINES)),
    st.floats(0, 1),
    st.sampled_from(("value", "low", "high", "all")),
)
def test_a_better_value_never_costs_points(
    found: dict[str, Measured], measure: str, step: float, which: str
) -> None:
    if measure not in found:
        return
    line, one = LINES[measure], found[measure]
    better = 1 if line.direction is Direction.HIGHER else -1
    names = ("value", "low", "high") if which == "all" else ("value",)
    moved = replace(one, **{name: getattr(one, name) + better * step for name in names})
    before, after = grade(RUBRIC, found), grade(RUBRIC, {**found, measure: moved})
    assert after.total >= before.total
    if which == "all":
        assert after.low >= before.low - 1e-6
        assert after.high >= before.high - 1e-6


@given(figures())
def test_what_has_no_data_is_left_out_and_the_rest_weighs_100(found: dict[str, Measured]) -> None:
    one = grade(RUBRIC, found)
    assert sum(line.counts_for for line in one.lines) == pytest.approx(100)
    assert {line.line.measure for line in one.left_out} == set(LINES) - set(found)
    assert one.low <= one.total <= one.high
    assert one.total == pytest.approx(sum(line.scaled for line in one.lines), abs=1e-6)
    assert one.is_provisional == (one.weight < 70)
    sides = [one.side(side) for side in (Side.TECHNICAL, Side.SERVICE)]
    assert sum(points for points, _ in sides) == pytest.approx(one.total, abs=1e-6)


def test_nothing_measured_has_no_stars() -> None:
    one = grade(RUBRIC, {})
    assert (one.stars, one.total, one.is_provisional, one.missing) == (None, 0, True, None)


@pytest.mark.parametrize(
    ("points", "stars"),
    [(100, 5), (95, 5), (94.99, 4), (90, 4), (89.99, 3), (80, 3), (79.99, 2), (70, 2), (69.99, 1), (0, 1)],
)
def test_cuts_hold_at_their_edges(points: float, stars: int) -> None:
    one = grade(RUBRIC, worth(points), GOOD)
    assert one.total == pytest.approx(points)
    assert one.stars == stars


@pytest.mark.parametrize(
    ("around", "low", "why"),
    [
        (replace(GOOD, visits=99), None, GradeWhy.FEW_VISITS),
        (replace(GOOD, quarters=(79.9, 96.0)), None, GradeWhy.WEAK_QUARTER),
        (replace(GOOD, quarters=()), None, GradeWhy.NO_QUARTERS),
        (GOOD, 0.85, GradeWhy.WIDE_INTERVAL),
    ],
)
def test_five_stars_need_more_than_points(around: Circumstances, low: float | None, why: GradeWhy) -> None:
    found = worth(97)
    if low is not None:
        line = LINES[Measure.PROMISE_OWN_STAGES]
        found[line.measure] = Measured(0.97, 0.85, 0.99, 20)
    one = grade(RUBRIC, found, around)
    assert (one.stars, [reason.why for reason in one.reasons]) == (4, [why])
    assert one.missing == 0
    assert grade(RUBRIC, worth(97), GOOD).stars == 5


def test_a_veto_outweighs_all_points() -> None:
    one = grade(RUBRIC, worth(100), replace(GOOD, vetoes=(VetoKind.DATA_LEAK,)))
    assert (one.stars, one.total) == (2, 100)
    assert [(reason.why, reason.what) for reason in one.reasons] == [(GradeWhy.VETOED, "data_leak")]
    assert grade(RUBRIC, worth(10), replace(GOOD, vetoes=(VetoKind.SAFETY,))).stars == 1


def test_bonus_is_limited_and_goes_no_further_than_100() -> None:
    many = replace(GOOD, bonuses={BonusKind.ARTICLE: 3, BonusKind.MENTORING: 9})
    assert grade(RUBRIC, worth(86), many).total == pytest.approx(91)
    assert grade(RUBRIC, worth(99), many).total == 100


def test_whoever_is_new_or_long_away_is_provisional() -> None:
    one = grade(RUBRIC, worth(92), replace(GOOD, on_probation=True, long_absent=True))
    assert (one.stars, one.is_provisional) == (4, True)
    assert [reason.why for reason in one.reasons] == [GradeWhy.ON_PROBATION, GradeWhy.LONG_ABSENT]


@given(st.floats(70, 94), st.sampled_from(sorted(LINES)))
def test_what_would_raise_a_grade_does(points: float, measure: str) -> None:
    found = worth(points)
    one = grade(RUBRIC, found, GOOD)
    told = next(raising for raising in one.raising if raising.measure == measure)
    raised = grade(RUBRIC, {**found, measure: certain(told.to)}, GOOD)
    assert raised.total >= one.total
    if told.enough:
        assert one.missing is not None
        assert raised.total == pytest.approx(one.total + one.missing, abs=1e-5)
    else:
        assert raised.total == pytest.approx(one.total + told.gain, abs=1e-5)


def test_a_forged_record_costs_three_points_each() -> None:
    rubric = shipped(Graded.PROVIDER)
    line = next(line for line in rubric.lines if line.measure == ProviderMeasure.FORGED_RECORDS)
    assert [points_at(line, n) for n in range(5)] == [10, 7, 4, 1, 0]


def test_two_bad_quarters_propose_a_suspension_of_a_provider() -> None:
    def proposed(*quarters: float) -> bool:
        one = grade(rubric, worth(55, rubric), Circumstances(quarters=quarters))
        return GradeWhy.SUSPENSION in [reason.why for reason in one.reasons]

    rubric = shipped(Graded.PROVIDER)
    assert proposed(80, 59.9, 50)
    assert not proposed(59, 60)
    assert not proposed(59)


def test_a_cap_names_whom_to_look_at_and_takes_no_star() -> None:
    grades: dict[str, Grade] = {str(n): grade(RUBRIC, worth(n), GOOD) for n in (96, 97, 98, 80)}
    assert over_the_cap(RUBRIC, grades) == []
    assert over_the_cap(replace(RUBRIC, cap=0.25), grades) == ["96", "97"]


@pytest.mark.parametrize("key", Graded)
def test_a_rubric_reads_back_as_it_was_written(key: Graded) -> None:
    rubric = replace(shipped(key), cap=0.2)
    assert parsed(from_toml(as_toml(rubric))) == rubric
    assert faults(as_data(rubric)) == []
    assert digest_of(as_data(rubric)) == digest_of(as_data(replace(rubric, version=7)))


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({"key": "boss"}, ["key"]),
        ({"version": 1.5}, ["version"]),
        ({"colour": "red"}, ["colour"]),
        ({"cap": 1.5}, ["cap"]),
        ({"bonus_most": float("nan")}, ["bonus_most"]),
        ({"provisional_below": True}, ["provisional_below"]),
        ({"lines": {}}, ["lines"]),
        ({"lines": {"first_time_fix": {**as_data(RUBRIC)["lines"]["theory"]}}}, ["lines"]),
        ({"cuts": {"5": 95, "4": 95, "3": 80, "2": 70}}, ["cuts.5"]),
        ({"cuts": {"5": 95}}, ["cuts.4", "cuts.3", "cuts.2"]),
        ({"five_stars": None}, ["five_stars"]),
        ({"vetoes": {"safety": 5}}, ["vetoes.safety"]),
        ({"bonuses": {"smile": 1}}, ["bonuses.smile"]),
        ({"suspension": {"below": 60}}, ["suspension.quarters"]),
    ],
)
def test_each_fault_names_its_place(change: dict[str, Any], paths: list[str]) -> None:
    assert [one.path for one in faults({**as_data(RUBRIC), **change})] == paths


@pytest.mark.parametrize(
    ("measure", "change", "name"),
    [
        ("theory", {"weight": 0}, "weight"),
        ("theory", {"weight": "5"}, "weight"),
        ("theory", {"floor": 0.9}, "target"),
        ("theory", {"target": 1.2}, "target"),
        ("theory", {"side": "delivery"}, "side"),
        ("theory", {"direction": "lower"}, "direction"),
        ("theory", {"each": 3}, "each"),
        ("complaints_upheld", {"target": 4}, "target"),
        ("hours_covered", {}, ""),
    ],
)
def test_each_fault_of_a_line_names_its_place(measure: str, change: dict[str, Any], name: str) -> None:
    data = as_data(RUBRIC)
    data["lines"][measure] = {**data["lines"].get(measure, {}), **change}
    assert [one.path for one in faults(data)] == [f"lines.{measure}.{name}".rstrip(".")]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | _WORDS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from(sorted(as_data(RUBRIC))),
)
def test_whatever_is_brought_is_told_and_never_breaks(value: Any, name: str) -> None:
    data = {**as_data(RUBRIC), name: value}
    if not faults(data):
        parsed(data)
