"""Reasons in numbers, in English and Chinese: why this engineer and not the others, and what a plan costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatch.explain.expecting import expected_reasons
from dispatch.insertion.best_fit import Candidate, rank_candidates
from dispatch.model.eligibility import Busy, ShiftOver, ShiftTooShort
from dispatch.model.objective import profile_of, score, weights_for
from dispatch.model.phrases import PLAN_TEXTS, REFUSAL_TEXTS, STOP_TEXTS, Language
from dispatch.model.plan import Plan, Stop
from dispatch.model.problem import Problem
from dispatch.model.terms import (
    in_words,
    minutes,
    routes_of,
    score_change,
    signed_minutes,
    term_word,
    terms_of,
)
from dispatch.travel import TravelTimes, travel_times


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


@dataclass(frozen=True, slots=True)
class PlanExplanation:
    """What a plan costs, term by term in seconds of driving, and what that means."""

    profile: str
    total: int
    terms: Mapping[str, int]
    facts: Mapping[str, int]
    sentences: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "profile": self.profile,
            "total": self.total,
            "terms": dict(self.terms),
            "facts": dict(self.facts),
            "sentences": list(self.sentences),
        }


def explain(
    problem: Problem,
    plan: Plan,
    job_id: str,
    language: Language = "en",
    names: Mapping[str, str] | None = None,
    times: TravelTimes | None = None,
) -> Explanation:
    """Explain one job of a plan; raises KeyError if the problem has no such job.

    `names` are what the sentences call engineers (id → name) where that is not their id.
    """
    problem.job(job_id)
    case = _Case(problem, plan, language, names or {}, times or travel_times(problem.travel))
    for route in plan.routes:
        for stop in route.stops:
            if stop.job == job_id:
                return _served(case, route.engineer, stop)
    return _left_over(case, job_id)


def explain_score(
    problem: Problem, plan: Plan, language: Language = "en", times: TravelTimes | None = None
) -> PlanExplanation:
    """A plan's score term by term, with words; raises KeyError on ids the problem does not have."""
    total = score(problem, routes_of(plan), times or travel_times(problem.travel), weights_for(problem))
    late = [
        stop.arrive_s - problem.job(stop.job).due_at_s
        for route in plan.routes
        for stop in route.stops
        if stop.arrive_s > problem.job(stop.job).due_at_s
    ]
    served = sum(len(route.stops) for route in plan.routes)
    facts = {"served": served, "late": len(late), "late_s": sum(late), "left": len(problem.jobs) - served}
    texts = PLAN_TEXTS[language]
    sentences = [
        texts["visits"].format(**facts, late_min=minutes(sum(late))),
        texts["total"].format(cost=minutes(total.total)),
    ]
    for name, cost in sorted(terms_of(total).items(), key=lambda item: -item[1]):
        share = round(100 * cost / total.total) if total.total else 0
        words = {"words": term_word(name, language), "cost": minutes(cost), "share": share}
        sentences.append(texts["term"].format(**words))
    terms = {name: cost for name, cost in total.to_dict().items() if name != "total"}
    return PlanExplanation(profile_of(problem), total.total, terms, facts, tuple(sentences))


def refusal_text(
    reason: Mapping[str, Any], language: Language = "en", names: Mapping[str, str] | None = None
) -> str:
    """One sentence for a refusal in JSON form; an unknown code is shown as it is."""
    called = names or {}
    template = REFUSAL_TEXTS[language].get(reason["code"], str(reason["code"]))
    needs = reason.get("needs")
    text = template.format(has=reason.get("has"), needs=called.get(str(needs), needs))
    engineer = reason.get("engineer")
    colon = "：" if language == "zh-CN" else ": "
    return text if engineer is None else f"{called.get(engineer, engineer)}{colon}{text}"


@dataclass(frozen=True, slots=True)
class _Case:
    """What every sentence is about."""

    problem: Problem
    plan: Plan
    language: Language
    names: Mapping[str, str]
    times: TravelTimes

    def say(self, key: str, **numbers: object) -> str:
        """A sentence about a stop."""
        return STOP_TEXTS[self.language][key].format(**numbers)

    def called(self, engineer_id: str) -> str:
        """What an engineer is called."""
        return self.names.get(engineer_id, engineer_id)

    def expecting(self, job_id: str, others: Sequence[str], facts: dict[str, Any]) -> list[str]:
        """Sentences about the futures' vote, the numbers of which go to the facts."""
        told = (self.language, self.names)
        sentences, numbers = expected_reasons(self.problem, self.plan, job_id, others, *told)
        if numbers is not None:
            facts["expected"] = numbers
        return sentences

    def ranked(self, job_id: str) -> list[Candidate]:
        """Everybody's answer to a job, given all other stops of the plan."""
        return rank_candidates(self.problem, job_id, routes=routes_of(self.plan), times=self.times)


def _served(case: _Case, engineer_id: str, stop: Stop) -> Explanation:
    problem = case.problem
    job, engineer = problem.job(stop.job), problem.engineer(engineer_id)
    slack_s = job.due_at_s - stop.arrive_s
    wait_s = max(0, stop.arrive_s - problem.now_s)
    numbers = {"minutes": wait_s // 60, "slack": abs(slack_s) // 60}
    sentences = [
        case.say("in_time" if slack_s >= 0 else "late", **numbers),
        case.say("stars", has=engineer.stars, needs=job.min_stars),
    ]
    others = [c for c in case.ranked(job.id) if c.engineer != engineer_id]
    able = [c for c in others if c.feasible]
    facts: dict[str, Any] = {
        "arrive_s": stop.arrive_s,
        "slack_s": slack_s,
        "stars": engineer.stars,
        "min_stars": job.min_stars,
        "able": len(able),
        "refused": _counted(others),
        "next_best": able[0].to_dict() if able else None,
    }
    if not able:
        sentences.append(case.say("only"))
    else:
        told, facts["next_best_terms"] = _against(case, stop, able[0])
        sentences += told
    if others:
        sentences.append(case.say("others", able=len(able), refused=len(others) - len(able)))
    sentences += case.expecting(job.id, [c.engineer for c in able], facts)
    return Explanation(job.id, engineer_id, tuple(sentences), facts)


def _against(case: _Case, stop: Stop, other: Candidate) -> tuple[list[str], dict[str, int]]:
    """What speaks against the next best: later or sooner, and the objective's terms."""
    name = case.called(other.engineer)
    later = (other.arrive_s or 0) - stop.arrive_s
    key = "next_best" if later >= 0 else "next_sooner"
    sentences = [case.say(key, engineer=name, later=abs(later) // 60)]
    before = routes_of(case.plan)
    change = score_change(case.problem, before, given_to(before, stop.job, other), case.times)
    if change.total:
        key = "next_dearer" if change.total > 0 else "next_cheaper"
        words = {"cost": minutes(abs(change.total)), "terms": in_words(change, case.language)}
        sentences.append(case.say(key, engineer=name, **words))
    return sentences, terms_of(change) | {"total": change.total}


def given_to(
    routes: Mapping[str, Sequence[str]], job_id: str, candidate: Candidate
) -> dict[str, tuple[str, ...]]:
    """Routes with a job taken to a candidate's place; without it if the candidate has none."""
    changed = {key: tuple(stop for stop in stops if stop != job_id) for key, stops in routes.items()}
    if candidate.position is not None:
        stops = changed.get(candidate.engineer, ())
        place = candidate.position
        changed[candidate.engineer] = (*stops[:place], job_id, *stops[place:])
    return changed


def _left_over(case: _Case, job_id: str) -> Explanation:
    """The plan's own reasons, and who comes closest in spite of them."""
    left = next((item for item in case.plan.unassigned if item.job == job_id), None)
    reasons = [dict(reason) for reason in left.reasons] if left else []
    sentences = [refusal_text(reason, case.language, case.names) for reason in reasons]
    ranked = case.ranked(job_id)
    facts: dict[str, Any] = {"reasons": reasons, "refused": _counted(ranked), "closest": None}
    able = next((c for c in ranked if c.feasible), None)
    overruns = [(_overrun_s(c), c) for c in ranked if _overrun_s(c) is not None]
    if able is not None:
        before = routes_of(case.plan)
        change = score_change(case.problem, before, given_to(before, job_id, able), case.times)
        words = {"cost": signed_minutes(change.total), "terms": in_words(change, case.language)}
        sentences.append(case.say("left_out", engineer=case.called(able.engineer), **words))
        facts["closest"] = able.to_dict() | {"terms": terms_of(change) | {"total": change.total}}
    elif overruns:
        over_s, closest = min(overruns, key=lambda item: (item[0] or 0, item[1].engineer))
        sentences.append(
            case.say("closest", engineer=case.called(closest.engineer), over=minutes(over_s or 0))
        )
        facts["closest"] = closest.to_dict() | {"over_s": over_s}
    sentences += case.expecting(job_id, [c.engineer for c in ranked if c.feasible], facts)
    return Explanation(job_id, None, tuple(sentences), facts)


def _overrun_s(candidate: Candidate) -> int | None:
    """By how much the visit would end after the shift, where that alone stands against it."""
    too_late = (Busy, ShiftOver, ShiftTooShort)
    if len(candidate.refusals) != 1 or not isinstance(candidate.refusals[0], too_late):
        return None
    has, needs = candidate.refusals[0].has, candidate.refusals[0].needs
    return needs - has if isinstance(has, int) and isinstance(needs, int) else None


def _counted(candidates: Sequence[Candidate]) -> dict[str, int]:
    """How many engineers are refused for each reason; one may be for several."""
    found: dict[str, int] = {}
    for candidate in candidates:
        for refusal in candidate.refusals:
            found[refusal.code] = found.get(refusal.code, 0) + 1
    return found
