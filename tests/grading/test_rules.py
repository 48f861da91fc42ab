"""Clocks of notice and appeal, who may do what, and what scores come to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.grading.pages.funnel import funnel_markup
from app.grading.rules.calibration import Placed, funnel_of, scorers_of
from app.grading.rules.clocks import NoticeClocks, answer_due, begins_at, valid_until
from app.grading.rules.decision import decided, departures, settled
from app.grading.rules.frozen import changed_lines, digest_of, frozen
from app.grading.rules.persons import SCORING, Deed, GradePerson, PersonBarred, refusal, two_stand_behind
from app.grading.rules.states import GradeAct, GradeState, after, year_state
from app.kernel import Runtime
from app.kernel.local_dates import local_date
from app.stars.rules.grade import grade
from app.stars.rules.measured import Measure, Measured
from app.stars.rules.rubric import Graded
from app.stars.rules.shipped import shipped
from tests.support.web import application

pytestmark = pytest.mark.any_database

A, B, SUBJECT = UUID(int=1), UUID(int=2), UUID(int=9)
SHANGHAI = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("at", "noticed_on"),
    [
        (datetime(2026, 1, 1, 15, 59, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 16, 0, tzinfo=UTC), date(2026, 1, 2)),
    ],
)
def test_the_day_of_a_notice_is_the_companys(at: datetime, noticed_on: date) -> None:
    assert local_date(at, SHANGHAI) == noticed_on


@pytest.mark.parametrize(
    ("noticed_on", "notice_until", "appeal_until", "first"),
    [
        (date(2026, 1, 1), date(2026, 1, 6), date(2026, 1, 8), date(2026, 1, 9)),
        (date(2028, 2, 24), date(2028, 2, 29), date(2028, 3, 2), date(2028, 3, 3)),
        (date(2027, 2, 24), date(2027, 3, 1), date(2027, 3, 3), date(2027, 3, 4)),
        (date(2026, 12, 30), date(2027, 1, 4), date(2027, 1, 6), date(2027, 1, 7)),
    ],
)
def test_days_count_from_the_one_after_the_start(
    noticed_on: date, notice_until: date, appeal_until: date, first: date
) -> None:
    clocks = NoticeClocks(noticed_on)
    assert (clocks.notice_until, clocks.appeal_until, clocks.publishable_on) == (
        notice_until,
        appeal_until,
        first,
    )
    assert clocks.takes_appeals(noticed_on)
    assert clocks.takes_appeals(appeal_until)
    assert not clocks.takes_appeals(first)
    assert not clocks.has_run_out(appeal_until)
    assert clocks.has_run_out(first)


@given(
    st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    st.sampled_from([SHANGHAI, "America/New_York", "Europe/Lisbon"]),
)
def test_an_appeal_is_taken_up_to_its_last_midnight(noticed_on: date, zone: str) -> None:
    clocks = NoticeClocks(noticed_on)
    over = begins_at(clocks.publishable_on, zone)
    assert over.astimezone(ZoneInfo(zone)).date() == clocks.publishable_on
    last = local_date(over - timedelta(microseconds=1), zone)
    assert last == clocks.appeal_until
    assert clocks.takes_appeals(last)
    assert not clocks.takes_appeals(local_date(over, zone))
    assert (answer_due(last) - last).days == 10


@pytest.mark.parametrize(
    ("effective_on", "until"),
    [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_grade_holds_for_a_year(effective_on: date, until: date) -> None:
    assert valid_until(effective_on) == until


def test_nothing_leads_from_a_published_grade() -> None:
    assert all(
        after(act, GradeState.PUBLISHED) is None
        for act in set(GradeAct) - {GradeAct.FREEZE, GradeAct.CORRECT}
    )
    assert year_state([]) == "open"
    assert year_state(["published", "scored", "noticed"]) == "scored"


@pytest.mark.parametrize("act", sorted(set(GradeAct) - {GradeAct.APPEAL}))
def test_nobody_acts_on_his_own_grade(act: GradeAct) -> None:
    assert refusal(act, GradePerson(A, engineer_id=SUBJECT), SUBJECT, []) is PersonBarred.OWN
    assert refusal(act, GradePerson(A, provider_id=SUBJECT), SUBJECT, []) is PersonBarred.OWN
    assert refusal(act, GradePerson(None), SUBJECT, []) is PersonBarred.NO_PERSON
    assert refusal(act, GradePerson(A), SUBJECT, []) is None


@pytest.mark.parametrize("part", sorted(SCORING))
@pytest.mark.parametrize("act", [GradeAct.APPROVE, GradeAct.REJECT, GradeAct.UPHOLD])
def test_who_had_a_part_in_it_neither_approves_nor_answers(part: GradeAct, act: GradeAct) -> None:
    deeds = [Deed(part, A), Deed(GradeAct.SCORE, B)]
    assert refusal(act, GradePerson(A), SUBJECT, deeds) is PersonBarred.SAME_PERSON
    assert refusal(act, GradePerson(UUID(int=3)), SUBJECT, deeds) is None
    assert refusal(GradeAct.APPEAL, GradePerson(A), SUBJECT, deeds) is PersonBarred.NOT_OWN


@given(st.lists(st.builds(Deed, st.sampled_from(GradeAct), st.sampled_from([A, B, None])), max_size=8))
def test_two_persons_stand_behind_whatever_is_published(deeds: list[Deed]) -> None:
    makers = {one.user_id for one in deeds if one.act in SCORING and one.user_id}
    second = {one.user_id for one in deeds if one.act == GradeAct.APPROVE and one.user_id}
    assert two_stand_behind(deeds) == bool(makers and second - makers)


FIGURES = {
    Measure.FIRST_TIME_FIX: Measured(0.85, 0.8, 0.9, 120),
    Measure.NO_REPEAT: Measured(0.96, 0.93, 0.98, 110),
    Measure.PROMISE_OWN_STAGES: Measured(0.97, 0.95, 0.99, 125),
    Measure.CUSTOMER_SCORE: Measured(4.4, 4.2, 4.6, 40),
    Measure.EVIDENCE_IN_TIME: Measured(0.95, 0.92, 0.97, 120),
    Measure.COMPLAINTS_UPHELD: Measured(0.5, 0.2, 1.4, 120),
}


def facts(**changed: Measured) -> dict[str, Any]:
    rubric = shipped(Graded.ENGINEER)
    known = {**{str(name): one for name, one in FIGURES.items()}, **changed}
    return frozen(
        rubric, grade(rubric, known), visits=120, quarters=[90.0, 91.0], around={"few_cards": False}
    )


def test_scores_left_alone_come_to_what_was_proposed() -> None:
    said = facts()
    own = {side: one["points"] for side, one in said["sides"].items()}
    shown = {side: round(points, 1) for side, points in own.items()}
    assert departures(said, shown) == {}
    found = decided(said, settled(said, shown), {}, [], None)
    assert (found.total, found.stars, found.low) == (said["total"], said["stars"], said["low"])


def test_scores_bonuses_and_vetoes_make_the_stars() -> None:
    said = facts()
    full = {side: one["of"] for side, one in said["sides"].items()}
    away = departures(said, full)
    assert set(away) == {"technical", "service"}
    best = decided(said, full, {}, [], None)
    assert (best.total, best.stars) == (100, 5)
    assert decided(said, full, {}, ["safety"], None).stars == 2
    assert decided(said, full, {}, [], "probation").stars is None
    own = settled(said, {})
    more = decided(said, own, {"article": 99}, [], None)
    assert more.total == pytest.approx(min(said["total"] + 5, 100))
    assert more.low - said["low"] == pytest.approx(more.total - said["total"])


def test_frozen_facts_have_one_digest_and_tell_what_changed() -> None:
    said, again = facts(), facts()
    assert digest_of(said) == digest_of(again)
    other = facts(first_time_fix=Measured(0.7, 0.65, 0.75, 120))
    assert digest_of(other) != digest_of(said)
    told = changed_lines(said, other)
    assert [line["measure"] for line in told] == ["first_time_fix"]
    assert (told[0]["was"], told[0]["now"]) == (0.85, 0.7)


def test_the_funnel_narrows_with_visits_and_scorers_are_told_apart() -> None:
    def placed(visits: int, total: float, by: UUID) -> Placed:
        return Placed("x", "T", visits, 80, total, total - 4, total + 4, by, f"user {by.int}")

    people = [placed(100, 84, A), placed(100, 82, A), placed(100, 74, B), placed(400, 80, B)]
    funnel = funnel_of(people)
    assert funnel is not None
    assert funnel.mean == 80
    wide, narrow = funnel.limits(100, 1.96), funnel.limits(400, 1.96)
    assert wide[1] - wide[0] == pytest.approx(2 * (narrow[1] - narrow[0]))
    assert [(one.name, one.people, one.mean) for one in scorers_of(people)] == [
        ("user 1", 2, 3),
        ("user 2", 2, -3),
    ]
    assert funnel_of([]) is None


def test_the_funnel_is_drawn_with_everybody_as_a_dot(runtime: Runtime) -> None:
    people = [Placed(f"<N{n}>", "T", 20 * n + 20, 80, 80 + n, 76 + n, 84 + n, None, "") for n in range(5)]
    funnel = funnel_of(people)
    assert funnel is not None
    with application(runtime).test_request_context():
        drawn = funnel_markup(funnel, people)
    assert drawn.count("<circle") == len(people)
    assert "style" not in drawn
    assert "<N1>" not in drawn
