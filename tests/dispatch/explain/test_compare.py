from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings

from dispatch.assemble import assemble, insertion_plan
from dispatch.explain.compare import compare
from dispatch.model.objective import Score, score, weights_for
from dispatch.model.phrases import (
    CAUSE_TEXTS,
    CHANGE_TEXTS,
    PLAN_TEXTS,
    REFUSAL_TEXTS,
    STOP_TEXTS,
    TERM_TEXTS,
)
from dispatch.model.plan import Plan
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.terms import in_words, score_change
from dispatch.travel import travel_times
from tests.dispatch.builders import engineer, job, north, snapshot, snapshots


def planned(case: Any, **routes: Any) -> Any:
    problem = parse_snapshot(case)
    return assemble(problem, routes, travel_times(problem.travel))


def changes(case: Any, before: Any, after: Any) -> Any:
    found = compare(parse_snapshot(case), before, after)
    return [(change.job, change.kind, change.cause.code) for change in found.changes]


CREW = [engineer("E1"), engineer("E2", at=north(5))]
TWO = snapshot(CREW, [job("J1"), job("J2", point=north(4))], profile="snapshot")


def test_same_plan_has_no_changes() -> None:
    plan = planned(TWO, E1=["J1"], E2=["J2"])
    found = compare(parse_snapshot(TWO), plan, plan)
    assert (found.changes, found.sentences) == ((), ("The plans are the same.",))
    assert found.to_dict()["difference"] == {"total": 0}


def test_move_is_explained_by_what_staying_would_cost() -> None:
    found = compare(parse_snapshot(TWO), planned(TWO, E1=["J1", "J2"]), planned(TWO, E1=["J1"], E2=["J2"]))
    (change,) = found.changes
    assert (change.kind, change.cause.code, change.cause.engineer) == ("moved", "saves", "E1")
    assert change.cause.saved.drive == found.before.drive - found.after.drive == 624 - 157 + 1
    assert found.sentences[2] == (
        "J2 moves from E1 to E2. "
        "Leaving it with E1 would cost as much as 7.8 more min of driving (travel +7.8)."
    )


def test_new_job_and_those_it_delays_are_told_apart() -> None:
    jobs = [job("J1", point=north(1)), job("J2", point=north(2)), job("J3", skill="server")]
    case = snapshot([engineer("E1")], jobs)
    older = Plan.from_dict({"routes": planned(case, E1=["J2"]).to_dict()["routes"]})
    assert changes(case, older, planned(case, E1=["J1", "J2"])) == [
        ("J2", "later", "behind"),
        ("J1", "new", "new_job"),
        ("J3", "waiting", "new_job"),
    ]
    assert changes(case, planned(case, E1=["J1", "J2"]), planned(case, E1=["J2"])) == [
        ("J1", "dropped", "unknown"),
        ("J2", "sooner", "freed"),
    ]


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ({"available": False}, "engineer_gone"),
        ({"skills": []}, "refused"),
        ({"shift_end_s": 1900}, "no_time"),
    ],
)
def test_move_away_from_who_may_or_can_no_longer_come_says_so(facts: Any, cause: str) -> None:
    case = snapshot([engineer("E1"), engineer("E2", at=north(5))], [job("J2", point=north(4))])
    newer = snapshot([engineer("E1", **facts), engineer("E2", at=north(5))], [job("J2", point=north(4))])
    assert changes(newer, planned(case, E1=["J2"]), planned(newer, E2=["J2"])) == [("J2", "moved", cause)]


def test_job_and_engineer_that_are_gone_do_not_count_in_the_older_score() -> None:
    case = snapshot([engineer("E1"), engineer("E9")], [job("J1"), job("J9", point=north(3))])
    newer = snapshot([engineer("E1")], [job("J1")])
    found = compare(parse_snapshot(newer), planned(case, E1=["J1", "J9"]), planned(newer, E1=["J1"]))
    assert [(c.job, c.kind) for c in found.changes] == [("J9", "gone")]
    assert found.before == found.after


def test_cheaper_move_that_makes_room_names_for_whom() -> None:
    crew = [engineer("E1"), engineer("E2", at=north(1), stars=5)]
    jobs = [job("J1", due_at_s=100), job("J2", due_at_s=120, min_stars=1)]
    case = snapshot(crew, jobs, profile="snapshot")
    before, after = planned(case, E1=["J1"]), planned(case, E1=["J2"], E2=["J1"])
    codes = {job_id: code for job_id, _, code in changes(case, before, after)}
    assert codes == {"J1": "saves", "J2": "room"}


def test_reordered_and_slower_routes_are_told_apart() -> None:
    case = snapshot([engineer("E1")], [job("J1"), job("J2", point=north(1)), job("J3", point=north(2))])
    first, second = planned(case, E1=["J1", "J2", "J3"]), planned(case, E1=["J2", "J1", "J3"])
    assert ("J3", "later", "reordered") in changes(case, first, second)
    slow = snapshot([engineer("E1", free_at_s=600)], case["jobs"])
    assert changes(slow, planned(case, E1=["J1"]), planned(slow, E1=["J1"]))[0] == ("J1", "later", "clock")


@settings(max_examples=40, deadline=None)
@given(snapshots())
def test_difference_of_terms_is_that_of_the_whole_scores(case: Any) -> None:
    problem = parse_snapshot(case)
    times, weights = travel_times(problem.travel), weights_for(problem)
    plan = insertion_plan(problem)
    routes = {route.engineer: [stop.job for stop in route.stops] for route in plan.routes}
    change = score_change(problem, {}, routes, times)
    whole = [score(problem, side, times, weights) for side in ({}, routes)]
    assert {t.name: getattr(change, t.name) for t in fields(Score)} == {
        t.name: getattr(whole[1], t.name) - getattr(whole[0], t.name) for t in fields(Score)
    }
    for language in ("en", "zh-CN"):
        assert compare(problem, Plan(), plan, language).difference.total == change.total


def test_every_sentence_and_every_term_exists_in_both_languages() -> None:
    for texts in (CAUSE_TEXTS, CHANGE_TEXTS, PLAN_TEXTS, REFUSAL_TEXTS, STOP_TEXTS, TERM_TEXTS):
        assert texts["en"].keys() == texts["zh-CN"].keys()
    assert TERM_TEXTS["en"].keys() == {term.name for term in fields(Score)}


def test_terms_are_named_by_weight_in_minutes() -> None:
    change = Score(late_s=-90, drive=1230)
    assert in_words(change, "en") == "travel +20, time late −1.5"
    assert in_words(change, "zh-CN") == "行程 +20，迟到时间 −1.5"
