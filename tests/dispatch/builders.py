"""Snapshots for the engine's tests: small facts in, a valid snapshot out."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

HERE = [39.9, 116.4]


def engineer(name: str = "E1", **facts: Any) -> dict[str, Any]:
    base = {"id": name, "stars": 3, "skills": ["laptop"], "at": HERE, "free_at_s": 0, "shift_end_s": 36000}
    return {**base, "status": "idle", "heading_to": None, **facts}


def job(name: str = "J1", **facts: Any) -> dict[str, Any]:
    base = {
        "id": name,
        "point": HERE,
        "skill": "laptop",
        "min_stars": 1,
        "requested_at_s": 0,
        "due_at_s": 3600,
    }
    return {**base, "expected_service_s": 1800, "priority": 1, **facts}


def snapshot(engineers: list[dict[str, Any]], jobs: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
    travel = {"model": "great_circle", "circuity": 1.3, "speed_kmh": 30.0}
    base = {"now_s": 0, "promise_s": 3600, "travel": travel, "service_factor": {"1": 1.3, "5": 0.8}}
    return {**base, "engineers": engineers, "jobs": jobs, **facts}


def north(km: float) -> list[float]:
    """A point so many kilometres north of HERE: at 30 km/h and circuity 1.3 each costs 156 s."""
    return [HERE[0] + km / 111.195, HERE[1]]


POINTS = st.one_of(
    st.sampled_from([[90.0, 0.0], [-90.0, 10.0], [0.0, 180.0], [0.0, -180.0], HERE]),
    st.tuples(st.floats(39.7, 40.1), st.floats(116.2, 116.6)).map(list),
)
SKILLS = st.sampled_from(["laptop", "printer", "server"])
TIMES = st.integers(-7200, 14400)


@st.composite
def snapshots(draw: st.DrawFn, most_engineers: int = 5, most_jobs: int = 7) -> dict[str, Any]:
    """Any valid snapshot of a few engineers and jobs, with the product's optional fields."""
    crew = [f"E{n}" for n in range(draw(st.integers(0, most_engineers)))]
    work = [f"J{n}" for n in range(draw(st.integers(0, most_jobs)))]
    someone = st.sampled_from([None, *crew])
    heading = dict(zip(crew, draw(st.permutations([*work, *[None] * len(crew)])), strict=False))
    engineers = []
    for name in crew:
        goal = heading[name] if draw(st.booleans()) else None
        status = "travelling" if goal else draw(st.sampled_from(["idle", "working"]))
        start = draw(TIMES)
        engineers.append(
            engineer(
                name,
                stars=draw(st.integers(1, 5)),
                skills=draw(st.lists(SKILLS, max_size=3)),
                at=draw(POINTS),
                free_at_s=draw(TIMES),
                shift_end_s=draw(st.integers(-100, 40000)),
                status=status,
                heading_to=goal,
                breaks=draw(st.sampled_from([[], [[start, start + 1800]]])),
                available=draw(st.integers(0, 9)) > 0,
                max_jobs=draw(st.sampled_from([None, None, 0, 1, 2])),
                provider=draw(st.sampled_from([None, "P"])),
            )
        )
    jobs, iced = [], set()
    for name in work:
        holder = draw(someone)
        frozen = holder is not None and holder not in iced and draw(st.integers(0, 5)) == 0
        iced |= {holder} if frozen else set()
        jobs.append(
            job(
                name,
                point=draw(POINTS),
                skill=draw(SKILLS),
                min_stars=draw(st.integers(1, 5)),
                due_at_s=draw(TIMES),
                requested_at_s=draw(TIMES),
                expected_service_s=draw(st.integers(0, 7200)),
                frozen=frozen,
                priority=draw(st.sampled_from([0, 1, 3, 1_000_000])),
                current_engineer=holder,
                required_engineer=draw(someone) if draw(st.integers(0, 5)) == 0 else None,
                excluded_engineers=[name for name in [draw(someone)] if name],
                provider=draw(st.sampled_from([None, None, "P"])),
                window_start_s=draw(st.sampled_from([None, None, 600])),
            )
        )
    profile = draw(st.sampled_from(["snapshot", "day"]))
    return snapshot(engineers, jobs, profile=profile)
