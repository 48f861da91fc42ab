"""What no snapshot may say: an id twice, a reference to nothing, engineers at odds with their jobs."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.fields import SnapshotError
from dispatch.model.problem import Engineer, Job


def refuse_duplicates(key: str, ids: Sequence[str]) -> None:
    """Raises SnapshotError naming the first id that occurs twice."""
    seen: set[str] = set()
    for n, value in enumerate(ids):
        if value in seen:
            raise SnapshotError(f"{key}[{n}].id", f"{value!r} occurs twice", f"{value!r} 出现两次")
        seen.add(value)


def refuse_unknown(path: str, value: str, known: set[str]) -> None:
    """Raises SnapshotError naming the reference that points at nothing."""
    if value not in known:
        raise SnapshotError(path, f"{value!r} is not in the snapshot", f"{value!r} 不在快照中")


def refuse_contradictions(engineers: Sequence[Engineer], jobs: Sequence[Job]) -> None:
    """Hold engineers and jobs against each other, whoever made them.

    No id stands twice, references point at something, nobody heads to a job without travelling, no two
    engineers head to one job, no two jobs are frozen to one engineer. Raises SnapshotError naming the field.
    """
    refuse_duplicates("engineers", [engineer.id for engineer in engineers])
    refuse_duplicates("jobs", [job.id for job in jobs])
    job_ids, engineer_ids = {job.id for job in jobs}, {engineer.id for engineer in engineers}
    headed: set[str] = set()
    for n, engineer in enumerate(engineers):
        if engineer.heading_to is not None:
            _refuse_heading(f"engineers[{n}].heading_to", engineer, job_ids, headed)
            headed.add(engineer.heading_to)
    frozen: set[str] = set()
    for n, job in enumerate(jobs):
        if job.current_engineer is not None:
            refuse_unknown(f"jobs[{n}].current_engineer", job.current_engineer, engineer_ids)
        if job.frozen:
            _refuse_frozen(f"jobs[{n}].frozen", job, frozen)
            frozen.add(job.current_engineer or "")


def _refuse_heading(path: str, engineer: Engineer, jobs: set[str], headed: set[str]) -> None:
    job_id = engineer.heading_to or ""
    if engineer.status != "travelling":
        raise SnapshotError(
            path,
            f"only a travelling engineer has one, not one who is {engineer.status}",
            f"只有在途的工程师才有此项，而不是状态为 {engineer.status} 的工程师",
        )
    refuse_unknown(path, job_id, jobs)
    if job_id in headed:
        raise SnapshotError(path, f"another engineer heads to {job_id!r}", f"另一名工程师正前往 {job_id!r}")


def _refuse_frozen(path: str, job: Job, frozen: set[str]) -> None:
    if job.current_engineer is None:
        raise SnapshotError(path, "needs a current_engineer", "需要 current_engineer")
    if job.current_engineer in frozen:
        raise SnapshotError(
            path,
            f"{job.current_engineer!r} has another frozen job",
            f"{job.current_engineer!r} 已有另一个锁定的任务",
        )
