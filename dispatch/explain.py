"""Reasons in numbers, in English and Chinese: why this engineer, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from dispatch.insertion import rank_candidates
from dispatch.plan import Plan, Stop
from dispatch.problem import Problem

Language: TypeAlias = Literal["en", "zh-CN"]

REFUSAL_TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "too_few_stars": "has {has} stars, the visit needs {needs}",
        "missing_skill": "lacks the skill {needs}",
        "shift_over": "the shift ends before the visit could be finished",
        "off_duty": "is off duty",
        "excluded": "must not be sent to this visit",
        "pinned_elsewhere": "the visit is pinned to {needs}",
        "frozen_elsewhere": "{needs} is about to arrive",
        "other_provider": "the visit belongs to provider {needs}",
        "route_full": "already has {has} stops, as many as allowed",
        "no_time": "everyone who may serve it is busy until their shift ends",
    },
    "zh-CN": {
        "too_few_stars": "为 {has} 星，此次上门需要 {needs} 星",
        "missing_skill": "不具备技能 {needs}",
        "shift_over": "下班前无法完成此次上门",
        "off_duty": "不在岗",
        "excluded": "不得派往此次上门",
        "pinned_elsewhere": "此次上门已指定给 {needs}",
        "frozen_elsewhere": "{needs} 即将到达",
        "other_provider": "此次上门属于服务商 {needs}",
        "route_full": "已有 {has} 个任务，达到上限",
        "no_time": "符合条件的工程师在下班前均无空闲时间",
    },
}

STOP_TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "in_time": "Arrives in {minutes} min, {slack} min before the promise ends.",
        "late": "Arrives in {minutes} min, {slack} min after the promise ended.",
        "stars": "Has {has} stars, {needs} needed.",
        "next_best": "The next best, {engineer}, would arrive {later} min later.",
        "next_sooner": "{engineer} could arrive {later} min sooner, at a higher cost to other visits.",
        "only": "Nobody else may and can serve it.",
    },
    "zh-CN": {
        "in_time": "{minutes} 分钟后到达，比承诺时限提前 {slack} 分钟。",
        "late": "{minutes} 分钟后到达，超出承诺时限 {slack} 分钟。",
        "stars": "工程师为 {has} 星，要求 {needs} 星。",
        "next_best": "次优人选 {engineer} 将晚到 {later} 分钟。",
        "next_sooner": "{engineer} 可早到 {later} 分钟，但对其他上门影响更大。",
        "only": "没有其他工程师可以承接。",
    },
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a job is where it is: the numbers, and sentences made of them."""

    job: str
    engineer: str | None
    sentences: tuple[str, ...]
    facts: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "job": self.job,
            "engineer": self.engineer,
            "sentences": list(self.sentences),
            "facts": dict(self.facts),
        }


def explain(problem: Problem, plan: Plan, job_id: str, language: Language = "en") -> Explanation:
    """Explain one job of a plan; raises KeyError if the problem has no such job."""
    problem.job(job_id)
    for route in plan.routes:
        for stop in route.stops:
            if stop.job == job_id:
                return _served(problem, plan, route.engineer, stop, language)
    left = next((item for item in plan.unassigned if item.job == job_id), None)
    reasons = [dict(reason) for reason in left.reasons] if left else []
    return Explanation(job_id, None, tuple(refusal_text(r, language) for r in reasons), {"reasons": reasons})


def refusal_text(reason: Mapping[str, Any], language: Language = "en") -> str:
    """One sentence for a refusal in JSON form; an unknown code is shown as it is."""
    template = REFUSAL_TEXTS[language].get(reason["code"], str(reason["code"]))
    text = template.format(has=reason.get("has"), needs=reason.get("needs"))
    engineer = reason.get("engineer")
    colon = "：" if language == "zh-CN" else ": "
    return text if engineer is None else f"{engineer}{colon}{text}"


def _served(problem: Problem, plan: Plan, engineer_id: str, stop: Stop, language: Language) -> Explanation:
    job, engineer, texts = problem.job(stop.job), problem.engineer(engineer_id), STOP_TEXTS[language]
    slack_s = job.due_at_s - stop.arrive_s
    minutes = max(0, stop.arrive_s - problem.now_s) // 60
    sentences = [
        texts["in_time" if slack_s >= 0 else "late"].format(minutes=minutes, slack=abs(slack_s) // 60),
        texts["stars"].format(has=engineer.stars, needs=job.min_stars),
    ]
    routes = {route.engineer: [s.job for s in route.stops] for route in plan.routes}
    ranked = rank_candidates(problem, job.id, routes=routes)
    other = next((c for c in ranked if c.feasible and c.engineer != engineer_id), None)
    if other is None or other.arrive_s is None:
        sentences.append(texts["only"])
    else:
        later = other.arrive_s - stop.arrive_s
        key = "next_best" if later >= 0 else "next_sooner"
        sentences.append(texts[key].format(engineer=other.engineer, later=abs(later) // 60))
    facts = {
        "arrive_s": stop.arrive_s,
        "slack_s": slack_s,
        "stars": engineer.stars,
        "min_stars": job.min_stars,
        "next_best": None if other is None else other.to_dict(),
    }
    return Explanation(job.id, engineer_id, tuple(sentences), facts)
