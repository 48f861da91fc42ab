"""The objective term by term: what a change of routes costs, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Final, TypeAlias

from dispatch.model.objective import Score, route_score, unserved_score, weights_for
from dispatch.model.phrases import TERM_TEXTS, Language
from dispatch.model.plan import Plan
from dispatch.model.problem import Problem
from dispatch.model.timing import timed_routes
from dispatch.travel import TravelTimes

Routes: TypeAlias = Mapping[str, Sequence[str]]

COARSE_MIN: Final = 10


def routes_of(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Engineer id → job ids."""
    return {route.engineer: tuple(stop.job for stop in route.stops) for route in plan.routes}


def score_change(problem: Problem, before: Routes, after: Routes, times: TravelTimes) -> Score:
    """Score of `after` less that of `before`, term by term; only routes that differ are looked at.

    Raises KeyError on unknown ids.
    """
    touched = [e for e in problem.engineers if tuple(before.get(e.id, ())) != tuple(after.get(e.id, ()))]
    weights, change = weights_for(problem), Score()
    for routes, sign in ((after, 1), (before, -1)):
        pairs = [(e, [problem.job(stop) for stop in routes.get(e.id, ())]) for e in touched]
        for (engineer, _), visits in zip(pairs, timed_routes(problem, times, pairs), strict=True):
            change += times_over(route_score(problem, engineer, visits, weights), sign)
    served = [{stop for stops in routes.values() for stop in stops} for routes in (before, after)]
    for job_id in served[0] ^ served[1]:
        left = unserved_score(problem, problem.job(job_id), weights)
        change += times_over(left, 1 if job_id in served[0] else -1)
    return change


def times_over(score: Score, factor: int) -> Score:
    """Every term multiplied."""
    return Score(*(factor * getattr(score, term.name) for term in fields(Score)))


def terms_of(score: Score) -> dict[str, int]:
    """The terms that are not zero, in the objective's order."""
    named = {term.name: getattr(score, term.name) for term in fields(Score)}
    return {name: cost for name, cost in named.items() if cost}


def term_word(name: str, language: Language) -> str:
    """What a term is called; one that has no word yet shows as it is."""
    return TERM_TEXTS[language].get(name, name)


def in_words(change: Score, language: Language) -> str:
    """`travel +12, time late −30`, in minutes of driving, the weightiest first."""
    terms = sorted(terms_of(change).items(), key=lambda item: -abs(item[1]))
    parts = [f"{term_word(name, language)} {signed_minutes(cost)}" for name, cost in terms]
    return ("，" if language == "zh-CN" else ", ").join(parts)


def signed_minutes(seconds: int) -> str:
    """`+12`, `−0.4`."""
    sign = "−" if seconds < 0 else "+"
    return sign + minutes(abs(seconds))


def minutes(seconds: int) -> str:
    """Whole minutes, below ten with one decimal."""
    value = seconds / 60
    return f"{value:.0f}" if value >= COARSE_MIN or value == int(value) else f"{value:.1f}"
