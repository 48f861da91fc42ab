"""Answers of the command line as text for people, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dispatch.explain.reasons import Explanation, refusal_text
from dispatch.model.phrases import Language, Texts
from dispatch.model.plan import Plan
from dispatch.model.problem import Problem
from dispatch.model.terms import minutes
from dispatch.verify.check import Violation

LABELS: Final[Texts] = {
    "en": {
        "stop": "  {job}  arrives {arrive}  departs {depart}  {slack}",
        "early": "{minutes} min to spare",
        "late": "LATE by {minutes} min",
        "left": "Left over:",
        "moves": "Sent to cover the city better:",
        "wake": "Ask again at {wake}.",
        "sound": "The plan keeps every rule.",
        "broken": "{count} rules are broken:",
        "times": "Times are hours:minutes from now.",
    },
    "zh-CN": {
        "stop": "  {job}  到达 {arrive}  离开 {depart}  {slack}",
        "early": "提前 {minutes} 分钟",
        "late": "迟到 {minutes} 分钟",
        "left": "未安排：",
        "moves": "调往他处以改善覆盖：",
        "wake": "请在 {wake} 再次规划。",
        "sound": "计划符合全部规则。",
        "broken": "违反 {count} 条规则：",
        "times": "时间为自现在起的 时:分。",
    },
}


def plan_text(problem: Problem, plan: Plan, language: Language) -> str:
    """Every route with its times, and what is left over with the reasons."""
    texts = LABELS[language]
    lines = [texts["times"]]
    for route in plan.routes:
        lines += [f"{route.engineer}:", *_stops(problem, route.stops, texts)]
    if plan.unassigned:
        lines.append(texts["left"])
    for left in plan.unassigned:
        # with a large crew each job may have a reason an engineer; people read the first few
        told = [refusal_text(reason, language) for reason in left.reasons[:3]]
        more = f" … (+{len(left.reasons) - len(told)})" if len(left.reasons) > len(told) else ""
        lines.append(f"  {left.job}  {'; '.join(told)}{more}")
    if plan.moves:
        lines.append(texts["moves"])
    lines += [f"  {move.engineer}  {move.to[0]:.5f}, {move.to[1]:.5f}" for move in plan.moves]
    if plan.wake_s is not None:
        lines.append(texts["wake"].format(wake=_clock(plan.wake_s - problem.now_s)))
    return "\n".join(lines)


def violations_text(violations: Sequence[Violation], language: Language) -> str:
    """One line for each rule broken."""
    texts = LABELS[language]
    if not violations:
        return texts["sound"]
    lines = [texts["broken"].format(count=len(violations))]
    for found in violations:
        where = " ".join(part for part in (found.engineer, found.job) if part)
        lines.append(f"  {where}: {found.code}: {found.message}")
    return "\n".join(lines)


def explanations_text(explanations: Sequence[Explanation]) -> str:
    """A paragraph for each job."""
    return "\n\n".join("\n".join([_title(found), *(f"  {line}" for line in found.sentences)])
                       for found in explanations)  # fmt: skip


def _title(found: Explanation) -> str:
    return f"{found.job} → {found.engineer or '—'}"


def _stops(problem: Problem, stops: Sequence[Any], texts: Mapping[str, str]) -> Iterator[str]:
    width = max((len(stop.job) for stop in stops), default=0)
    for stop in stops:
        slack_s = problem.job(stop.job).due_at_s - stop.arrive_s
        yield texts["stop"].format(
            job=stop.job.ljust(width),
            arrive=_clock(stop.arrive_s - problem.now_s),
            depart=_clock(stop.depart_s - problem.now_s),
            slack=texts["early" if slack_s >= 0 else "late"].format(minutes=minutes(abs(slack_s))),
        )


def _clock(seconds: int) -> str:
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else '+'}{hours}:{rest // 60:02}"
