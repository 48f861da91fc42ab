"""Reasons are true: who is idle is not called busy, and no shift that is full is called too short."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings

from dispatch.assemble import assemble, reasons
from dispatch.insertion.best_fit import rank_candidates
from dispatch.model.eligibility import refusals
from dispatch.model.phrases import CAUSE_TEXTS, REFUSAL_TEXTS
from dispatch.model.problem import Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.timing import timed_routes
from dispatch.travel import travel_times
from tests.dispatch.builders import engineer, job, snapshot, snapshots

TOO_LATE = {"shift_too_short", "window_after_shift", "busy"}


@pytest.mark.parametrize(
    ("facts", "wanted", "code"),
    [
        ({"shift_end_s": 1700}, {}, "shift_too_short"),
        ({"shift_end_s": 9000}, {"window_start_s": 9000}, "window_after_shift"),
        ({"shift_end_s": 9000}, {"window_start_s": 8000}, "shift_too_short"),
    ],
)
def test_idle_engineer_is_refused_for_what_is_so(facts: Any, wanted: Any, code: str) -> None:
    problem = parse_snapshot(snapshot([engineer("E1", **facts)], [job("J1", **wanted)], overtime_s=0))
    (candidate,) = rank_candidates(problem, "J1")
    assert [refusal.code for refusal in candidate.refusals] == [code]
    assert [(reason["engineer"], reason["code"]) for reason in reasons(problem, problem.job("J1"))] == [
        ("E1", code)
    ]


def test_full_shift_is_busy() -> None:
    jobs = [job("J1", current_engineer="E1"), job("J2")]
    problem = parse_snapshot(snapshot([engineer("E1", shift_end_s=2000)], jobs, overtime_s=0))
    (candidate,) = rank_candidates(problem, "J2")
    assert [refusal.code for refusal in candidate.refusals] in (["busy"], [])
    left = assemble(problem, {"E1": ["J1"]}, travel_times(problem.travel)).unassigned
    assert [(item.job, item.reasons[0]["code"]) for item in left] == [("J2", "no_time")]


def test_nobody_at_all_is_said_so() -> None:
    problem = parse_snapshot(snapshot([], [job("J1")]))
    assert [reason["code"] for reason in reasons(problem, problem.job("J1"))] == ["nobody_on_duty"]


def test_shift_that_is_too_short_is_called_so_beside_a_frozen_visit() -> None:
    frozen = job("J1", frozen=True, current_engineer="E1", expected_service_s=60)
    jobs = [frozen, job("J2", expected_service_s=7200)]
    problem = parse_snapshot(snapshot([engineer("E1", shift_end_s=3600)], jobs, overtime_s=0))
    (candidate,) = rank_candidates(problem, "J2")
    assert [refusal.code for refusal in candidate.refusals] == ["shift_too_short"]


@settings(max_examples=60, deadline=None)
@given(snapshots())
def test_reason_of_every_candidate_is_what_brute_force_finds(case: Any) -> None:
    problem = parse_snapshot(case)
    for wanted in problem.jobs[:3]:
        for candidate in rank_candidates(problem, wanted.id):
            told = {refusal.code for refusal in candidate.refusals}
            if told & TOO_LATE and not problem.overtime_s:
                assert told == {_by_brute_force(problem, wanted.id, candidate.engineer)}


def _by_brute_force(problem: Problem, job_id: str, engineer_id: str) -> str:
    """Try the job alone, then in every order of the engineer's stops."""
    wanted, who = problem.job(job_id), problem.engineer(engineer_id)
    others = [problem.job(key) for key in problem.in_force[engineer_id] if key != job_id]
    times = travel_times(problem.travel)

    def ends(chain: list[Any]) -> int:
        return timed_routes(problem, times, [(who, chain)])[0][-1].depart_s

    assert not refusals(who, wanted, problem.now_s)
    if wanted.window_start_s is not None and wanted.window_start_s >= who.shift_end_s:
        return "window_after_shift"
    if ends([wanted]) > who.shift_end_s:
        return "shift_too_short"
    in_order = [
        list(chain)
        for chain in permutations([*others, wanted])
        if [one for one in chain if one is not wanted] == others
    ]
    assert all(ends(chain) > who.shift_end_s for chain in in_order)
    return "busy"


def test_every_new_code_has_words_in_both_languages() -> None:
    for language in ("en", "zh-CN"):
        assert set(REFUSAL_TEXTS[language]) >= TOO_LATE | {"nobody_on_duty", "no_time"}
        assert set(CAUSE_TEXTS[language]) >= {"shift_too_short", "window_after_shift"}
