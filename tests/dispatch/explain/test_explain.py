from __future__ import annotations

from dataclasses import replace
from typing import Any

from dispatch.explain.reasons import explain, explain_score, refusal_text
from dispatch.live import plan_snapshot
from dispatch.model.plan import ExpectedFirst, Expecting, Plan
from dispatch.model.snapshot import parse_snapshot
from tests.dispatch.builders import HERE, engineer, job, north, snapshot

CASE = snapshot(
    [engineer("E1"), engineer("E2", at=north(5))], [job(point=north(1)), job("J2", skill="server")]
)


def explained(case: Any, job_id: Any, language: Any = "en") -> Any:
    return explain(parse_snapshot(case), Plan.from_dict(plan_snapshot(case, 1)), job_id, language)


def test_stop_is_explained_in_numbers() -> None:
    assert explained(CASE, "J1").sentences == (
        "Arrives in 2 min, 57 min before the promise ends.",
        "Has 3 stars, 1 needed.",
        "The next best, E2, would arrive 7 min later.",
        "Sending E2 would cost as much as 7.8 more min of driving (travel +7.8).",
        "Of the other engineers, 1 could come and 0 may not or cannot.",
    )


def test_next_best_is_priced_term_by_term() -> None:
    facts = explained(CASE, "J1").facts
    assert facts["next_best_terms"] == {"drive": 468, "total": 468}
    assert (facts["able"], facts["refused"]) == (1, {})


def test_refusals_of_the_others_are_counted() -> None:
    crew = [engineer("E1"), engineer("E2", skills=[]), engineer("E3", skills=[], stars=1)]
    found = explained(snapshot(crew, [job(min_stars=2)]), "J1")
    assert found.facts["refused"] == {"missing_skill": 2, "too_few_stars": 1}
    assert found.sentences[2:] == (
        "Nobody else may and can serve it.",
        "Of the other engineers, 0 could come and 2 may not or cannot.",
    )


def test_job_without_time_left_tells_who_comes_closest() -> None:
    crew = [engineer("E1", shift_end_s=1500), engineer("E2", shift_end_s=60)]
    case = snapshot(crew, [job()], overtime_s=0)
    found = explained(case, "J1")
    assert found.sentences[-1] == "E1 comes closest: done 5 min after the shift's end."
    assert found.facts["closest"]["over_s"] == 300


def test_job_left_out_on_purpose_tells_what_serving_it_would_change() -> None:
    problem = parse_snapshot(snapshot([engineer()], [job(point=north(1))], profile="snapshot"))
    left = {"routes": [], "unassigned": [{"job": "J1", "reasons": [{"code": "no_time"}]}]}
    found = explain(problem, Plan.from_dict(left), "J1", names={"E1": "Li Na"})
    assert found.sentences[-1].startswith("Li Na could still take it")
    assert found.facts["closest"]["terms"]["late"] == -360_000


def test_score_of_a_plan_is_told_term_by_term_with_words() -> None:
    case = snapshot([engineer(stars=4)], [job(point=north(1)), job("J2", skill="x")], profile="snapshot")
    found = explain_score(parse_snapshot(case), Plan.from_dict(plan_snapshot(case, 1))).to_dict()
    assert found["terms"]["drive"] == 157
    assert found["total"] == sum(found["terms"].values())
    assert found["facts"] == {"served": 1, "late": 0, "late_s": 0, "left": 1}
    assert found["sentences"][0] == "1 visits are planned, 0 of them late by 0 min in all; 1 are left over."
    assert found["sentences"][2] == "broken promises: 6000 min (53 %)"


def test_stop_without_alternative_says_so_in_chinese() -> None:
    case = snapshot([engineer()], [job(due_at_s=-120)])
    assert explained(case, "J1", "zh-CN").sentences == (
        "0 分钟后到达，超出承诺时限 2 分钟。",
        "工程师为 3 星，要求 1 星。",
        "没有其他工程师可以承接。",
    )


def test_sooner_engineer_is_named_with_what_speaks_against() -> None:
    case = snapshot([engineer("E1", stars=5), engineer("E2", at=north(1))], [job()], profile="snapshot")
    assert explained(case, "J1").sentences[2].startswith("E1 could arrive 2 min sooner")


def test_unserved_job_is_explained_by_refusals() -> None:
    found = explained(CASE, "J2").to_dict()
    assert found["engineer"] is None
    assert found["sentences"] == ["E1: lacks the skill server", "E2: lacks the skill server"]
    assert refusal_text({"code": "no_time"}, "zh-CN") == "能承接的工程师在下班前都被其他上门占用"
    assert refusal_text({"code": "odd", "engineer": "E1"}) == "E1: odd"


def test_one_who_is_kept_free_is_named_with_the_votes() -> None:
    problem = parse_snapshot(CASE)
    plan = Plan.from_dict(plan_snapshot(CASE, 1))
    here, there, stop = "E1", "E2", "J1"
    firsts = (ExpectedFirst(here, {stop: 3}), ExpectedFirst(there, {stop: 1}, 3, (HERE[0], HERE[1])))
    told = replace(plan, expected=Expecting(4, firsts))
    english = explain(problem, told, stop)
    assert f"3 of 4 expected futures send {here} here first." in english.sentences
    assert any(s.startswith(f"{there} is kept free: 3 of 4 expected futures need") for s in english.sentences)
    assert english.facts["expected"] == {"futures": 4, "votes": {here: 3, there: 1}, "kept_free": {there: 3}}
    assert any(f"{there} 暂不派出" in s for s in explain(problem, told, stop, "zh-CN").sentences)
