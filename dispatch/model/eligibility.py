"""Who may serve what, and if not, why: refusals with the numbers behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from dispatch.model.problem import Engineer, Job, Problem

Bools: TypeAlias = npt.NDArray[np.bool_]
Value: TypeAlias = int | str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an engineer may not serve a job: what the engineer `has` and what the job `needs`."""

    has: Value
    needs: Value
    code: ClassVar[str] = "refused"

    def to_dict(self, engineer_id: str | None = None) -> dict[str, Any]:
        """The JSON form used in plans and candidates."""
        has = list(self.has) if isinstance(self.has, tuple) else self.has
        return {"engineer": engineer_id, "code": self.code, "has": has, "needs": self.needs}


class TooFewStars(Refusal):
    """The grade is below the job's minimum."""

    code = "too_few_stars"


class MissingSkill(Refusal):
    """The engineer does not hold the job's skill."""

    code = "missing_skill"


class CertificateExpired(Refusal):
    """The certificate for the job's skill (`needs`) ended on a day (`has`) before that of the job."""

    code = "certificate_expired"


class CertificateMissing(Refusal):
    """The job's skill (`needs`) may not be used without a certificate, and there is none."""

    code = "certificate_missing"


class SkillSuspended(Refusal):
    """The engineer is suspended from the job's skill (`needs`) until a day (`has`), or without an end."""

    code = "skill_suspended"


class ProviderSuspended(Refusal):
    """The engineer's provider is suspended on the job's day, until a day (`has`), or without an end."""

    code = "provider_suspended"


BARS: Mapping[str, type[Refusal]] = {
    one.code: one for one in (CertificateExpired, CertificateMissing, SkillSuspended, ProviderSuspended)
}


class ShiftOver(Refusal):
    """The shift (`has`, its end) is over when the engineer could set out (`needs`)."""

    code = "shift_over"


class ShiftTooShort(Refusal):
    """Even as the only visit it would be done (`needs`) after the shift's end (`has`)."""

    code = "shift_too_short"


class WindowAfterShift(Refusal):
    """The visit may begin (`needs`) only when the shift has ended (`has`)."""

    code = "window_after_shift"


class Busy(Refusal):
    """Beside the other visits it would be done (`needs`) after the shift's end (`has`)."""

    code = "busy"


class OffDuty(Refusal):
    """The engineer is not available: sick, or off duty."""

    code = "off_duty"


class Excluded(Refusal):
    """The job must not go to this engineer."""

    code = "excluded"


class PinnedElsewhere(Refusal):
    """The job is pinned to another engineer (`needs`)."""

    code = "pinned_elsewhere"


class FrozenElsewhere(Refusal):
    """Another engineer (`needs`) is about to arrive."""

    code = "frozen_elsewhere"


class OtherProvider(Refusal):
    """The job belongs to another service provider (`needs`)."""

    code = "other_provider"


class RouteFull(Refusal):
    """The engineer already has as many stops (`has`) as allowed; one more is needed (`needs`)."""

    code = "route_full"


def refusals(engineer: Engineer, job: Job, now_s: int) -> list[Refusal]:
    """All reasons against giving the job to the engineer; empty if it may be.

    A job frozen to this very engineer is not questioned any more, and one who is on the way may finish the
    drive after the shift's end. Whether the visit fits before the shift's end is a matter of its time.
    """
    if job.frozen and job.current_engineer == engineer.id:
        return []
    found: list[Refusal] = []
    if not engineer.available:
        found.append(OffDuty(None, None))
    if job.skill not in engineer.skills:
        found.append(MissingSkill(_in_order(engineer.skills), job.skill))
    else:
        found += [BARS[bar.code](bar.day, job.skill) for bar in job.barred if bar.engineer == engineer.id]
    if engineer.stars < job.min_stars:
        found.append(TooFewStars(engineer.stars, job.min_stars))
    ready_s = max(now_s, engineer.free_at_s)
    if ready_s >= engineer.shift_end_s and engineer.heading_to != job.id:
        found.append(ShiftOver(engineer.shift_end_s, ready_s))
    if engineer.max_jobs == 0:
        found.append(RouteFull(0, 1))
    return found + _bound_elsewhere(engineer, job)


def _bound_elsewhere(engineer: Engineer, job: Job) -> list[Refusal]:
    found: list[Refusal] = []
    if engineer.id in job.excluded_engineers:
        found.append(Excluded(engineer.id, None))
    if job.required_engineer is not None and job.required_engineer != engineer.id:
        found.append(PinnedElsewhere(engineer.id, job.required_engineer))
    if job.frozen and job.current_engineer != engineer.id:
        found.append(FrozenElsewhere(engineer.id, job.current_engineer))
    if job.provider is not None and job.provider != engineer.provider:
        found.append(OtherProvider(engineer.provider, job.provider))
    return found


def eligible(problem: Problem) -> Bools:
    """Whether `refusals` is empty for each (engineer, job), computed for the whole problem at once."""
    engineers, jobs, now_s = problem.engineers, problem.jobs, problem.now_s
    stars = np.array([e.stars for e in engineers]).reshape(-1, 1)
    wanted = np.array([j.min_stars for j in jobs]).reshape(1, -1)
    skills = {skill: n for n, skill in enumerate(sorted({job.skill for job in jobs}))}
    held = np.zeros((len(engineers), len(skills)), dtype=bool)
    for n, engineer in enumerate(engineers):
        held[n, [skills[s] for s in engineer.skills if s in skills]] = True
    table: Bools = held[:, [skills[job.skill] for job in jobs]] & (stars >= wanted)
    table &= np.array([_serves(e, now_s) for e in engineers], dtype=bool).reshape(-1, 1)
    providers = np.array([e.provider for e in engineers], dtype=object)
    for k, job in enumerate(jobs):
        if _is_special(job):
            _bind(table[:, k], problem, job, providers)
    for n, engineer in enumerate(engineers):
        if engineer.heading_to is not None:
            k = problem.job_index[engineer.heading_to]
            table[n, k] = not refusals(engineer, jobs[k], now_s)
    return table


def eligible_for(problem: Problem, job: Job) -> list[bool]:
    """`eligible` for one job: for each engineer whether there is no refusal."""
    if _is_special(job) or any(e.heading_to == job.id for e in problem.engineers):
        return [not refusals(engineer, job, problem.now_s) for engineer in problem.engineers]
    skill, wanted, now_s = job.skill, job.min_stars, problem.now_s
    return [e.stars >= wanted and skill in e.skills and _serves(e, now_s) for e in problem.engineers]


def _serves(engineer: Engineer, now_s: int) -> bool:
    ready_s = max(now_s, engineer.free_at_s)
    return engineer.available and engineer.max_jobs != 0 and ready_s < engineer.shift_end_s


def _is_special(job: Job) -> bool:
    return bool(job.excluded_engineers or job.barred or job.frozen or job.required_engineer or job.provider)


def _bind(column: Bools, problem: Problem, job: Job, providers: npt.NDArray[np.object_]) -> None:
    """Strike out those to whom a job must not go."""
    rows = problem.engineer_index
    if job.frozen and job.current_engineer is not None:
        column[:] = False
        column[rows[job.current_engineer]] = True
        return
    if job.provider is not None:
        column &= providers == job.provider
    ruled_out = job.excluded_engineers | {bar.engineer for bar in job.barred}
    column[[rows[name] for name in ruled_out if name in rows]] = False
    if job.required_engineer is not None:
        mine = np.arange(len(column)) == rows.get(job.required_engineer, len(column))
        column &= mine


@lru_cache(maxsize=4096)
def _in_order(skills: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(skills))
