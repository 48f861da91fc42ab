"""Examinations: drawn, answered offline, repeated, handed in, run out of time; and who would cheat."""

from __future__ import annotations

import io
import random
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import Invalid, NotFound
from app.qualifications.commands.entering import PracticeResult, enter_practice, set_place
from app.qualifications.commands.sittings import end_in_time, hand_in, start
from app.qualifications.errors import ExamNotReady, NoTryLeft, SittingRunning
from app.qualifications.reads.exams import own_exams
from app.qualifications.reads.training import exam_share, training_share
from app.qualifications.rules.exams import (
    ExamPart,
    Given,
    QuestionKind,
    drawn,
    fault_of,
    merged,
    share_right,
    without_answers,
)
from app.qualifications.rules.training import mean_of_last, share_in_order
from app.qualifications.tables import ExamSitting
from app.registers.commands import registry
from app.registers.tables import Engineer
from tests.support import web
from tests.support.clock import FakeClock
from tests.support.phone import picture as a_picture
from tests.support.town import Town

ADMIN = Principal(Role.ADMIN, "admin")
PHONE = "/mobile/v1"


def question(number: int, *right: int, kind: str = "single") -> dict[str, Any]:
    options = [{"en": f"{number}.{n}", "zh": f"{number}.{n}", "right": n in right} for n in range(3)]
    return {"kind": kind, "text_en": f"Q{number}", "text_zh": f"问{number}", "options": options}


PAPER = [question(0, 1), question(1, 0, 2, kind="multiple")]


def test_just_the_right_options_count() -> None:
    assert share_right(PAPER, {}) == 0
    assert share_right(PAPER, {"0": {"chosen": [1], "revision": 1}}) == 0.5
    both = {"0": {"chosen": [1], "revision": 1}, "1": {"chosen": [0, 2], "revision": 1}}
    assert share_right(PAPER, both) == 1
    assert share_right(PAPER, both | {"1": {"chosen": [0, 1, 2], "revision": 1}}) == 0.5


def test_answers_can_come_twice_and_in_any_order() -> None:
    first, second = Given(0, (2,), 1), Given(0, (1,), 2)
    assert merged(PAPER, {}, [first, second, first]) == merged(PAPER, {}, [second])
    assert merged(PAPER, {}, [Given(9, (0,), 1), Given(0, (7, 1, 1), 1)]) == {
        "0": {"chosen": [1], "revision": 1}
    }


def test_what_is_drawn_is_the_random_sources_and_tells_no_answer() -> None:
    bank = [question(n, 0) for n in range(20)]
    assert drawn(bank, 5, random.Random(1)) == drawn(bank, 5, random.Random(1))
    assert drawn(bank, 5, random.Random(1)) != drawn(bank, 5, random.Random(2))
    assert "right" not in str(without_answers(drawn(bank, 5, random.Random(1))))


@pytest.mark.parametrize(
    ("kind", "right", "sound"),
    [
        (QuestionKind.SINGLE, [True, False], True),
        (QuestionKind.SINGLE, [True, True], False),
        (QuestionKind.MULTIPLE, [True, True, False], True),
        (QuestionKind.MULTIPLE, [False, False], False),
        (QuestionKind.TRUE_FALSE, [False, True], True),
        (QuestionKind.TRUE_FALSE, [False, True, False], False),
        (QuestionKind.SINGLE, [True], False),
    ],
)
def test_questions_are_sound(kind: str, right: list[bool], sound: bool) -> None:  # noqa: FBT001 - a case
    assert (fault_of(kind, [{"right": one} for one in right]) is None) is sound


def test_shares_of_training() -> None:
    assert share_in_order([], ["planned"]) is None
    assert share_in_order([True, False], ["attended", "planned", "absent"]) == (0.5, 4)
    assert mean_of_last([]) is None
    assert mean_of_last([("a", 0.2), ("b", 0.8), ("a", 0.6)]) == (0.7, 2)


def exam(town: Town, *, questions: int = 4, part: str = "theory", **more: Any) -> UUID:
    with unit_of_work(town.runtime, ADMIN) as uow:
        for n in range(questions):
            registry.create(uow, "exam_question", {"bank": "safety", **question(n, 0)})
        said = {"code": part, "name_en": "Safety", "name_zh": "安全", "part": part, "bank": "safety"}
        row: UUID = registry.create(uow, "exam", {**said, "questions": 4, "minutes": 30, **more}).id
    return row


def phone_of(town: Town, engineer: int, login: str) -> FlaskClient:
    who = web.make_user(town.runtime, Role.ENGINEER, login, engineer_id=town.engineers[engineer])
    return web.signed_in(web.application(town.runtime), town.runtime, who)


def right_answers(town: Town, key: UUID, revision: int = 1) -> list[dict[str, Any]]:
    with unit_of_work(town.runtime, write=False) as uow:
        paper = uow.get(ExamSitting, key).questions
    return [
        {
            "question": n,
            "chosen": [i for i, option in enumerate(one["options"]) if option["right"]],
            "revision": revision,
        }
        for n, one in enumerate(paper)
    ]


def test_sat_on_the_phone_with_everything_sent_twice(town: Town, clock: FakeClock) -> None:
    key, exam_id = uuid4(), exam(town)
    phone, other = phone_of(town, 0, "one"), phone_of(town, 1, "two")
    for _ in range(2):
        begun = phone.post(f"{PHONE}/exams/{exam_id}/start", json={"sitting_id": str(key)})
        assert begun.status_code == 200, begun.text
        assert 'right":t' not in begun.text.replace(" ", "")
        assert (begun.json["right"], begun.json["share"], len(begun.json["questions"])) == (None, None, 4)
    again = phone.post(f"{PHONE}/exams/{exam_id}/start", json={"sitting_id": str(uuid4())})
    assert (again.status_code, again.json["sitting_id"]) == (409, str(key)), "a second start"
    for way in ("answers", "hand-in"):
        stolen = other.post(f"{PHONE}/sittings/{key}/{way}", json={"answers": []})
        assert stolen.status_code == 404, "another's sitting"
    assert other.get(f"{PHONE}/sittings/{key}").status_code == 404
    assert other.post(f"{PHONE}/exams/{exam_id}/start", json={"sitting_id": str(key)}).status_code == 404
    answers = right_answers(town, key)
    wrong = [{**one, "chosen": [], "revision": 0} for one in answers]
    for some in (answers, wrong, answers):
        assert phone.post(f"{PHONE}/sittings/{key}/answers", json={"answers": some}).status_code == 200
    results = [phone.post(f"{PHONE}/sittings/{key}/hand-in", json={"answers": wrong}).json for _ in range(2)]
    assert results[0] == results[1]
    assert (results[0]["share"], results[0]["passed"], results[0]["right"]) == (1, True, [True] * 4)
    late = phone.post(f"{PHONE}/sittings/{key}/answers", json={"answers": wrong})
    assert (late.status_code, late.json["type"].rpartition("/")[2]) == (409, "sitting-over")
    (mine,) = phone.get(f"{PHONE}/exams").get_json()
    assert (mine["tries_left"], mine["running"], mine["share"]) == (2, None, 1)
    bad = phone.post(f"{PHONE}/sittings/{key}/answers", json={"answers": [{"question": -1, "chosen": "x"}]})
    assert bad.status_code == 422
    del clock


def test_answers_after_the_time_do_not_count(town: Town, clock: FakeClock) -> None:
    key, exam_id = uuid4(), exam(town)
    me = web.make_user(town.runtime, Role.ENGINEER, "one", engineer_id=town.engineers[0])
    with unit_of_work(town.runtime, me) as uow:
        start(uow, key, exam_id)
    answers = [Given(one["question"], tuple(one["chosen"]), 1) for one in right_answers(town, key)]
    clock.advance(minutes=31)
    with unit_of_work(town.runtime, me) as uow:
        assert hand_in(uow, key, answers).share == 0
    with unit_of_work(town.runtime, me) as uow:
        start(uow, second := uuid4(), exam_id)
    clock.advance(minutes=31)
    end_in_time(town.runtime, str(second))
    end_in_time(town.runtime, str(second))
    with unit_of_work(town.runtime, me) as uow:
        assert uow.get(ExamSitting, second).passed is False
        start(uow, uuid4(), exam_id)
    with pytest.raises(SittingRunning), unit_of_work(town.runtime, me) as uow:
        start(uow, uuid4(), exam_id)
    clock.advance(minutes=31)
    with pytest.raises(NoTryLeft), unit_of_work(town.runtime, me) as uow:
        start(uow, uuid4(), exam_id)
    with unit_of_work(town.runtime, write=False) as uow:
        assert own_exams(uow, town.engineers[0])[0].tries_left == 0


def test_too_small_a_bank_is_not_drawn_from(town: Town) -> None:
    exam_id = exam(town, questions=3)
    me = web.make_user(town.runtime, Role.ENGINEER, "one", engineer_id=town.engineers[0])
    with pytest.raises(ExamNotReady), unit_of_work(town.runtime, me) as uow:
        start(uow, uuid4(), exam_id)


def test_results_and_courses_come_to_shares(town: Town, clock: FakeClock) -> None:
    theory, practice = exam(town), exam(town, part="practice")
    engineer, today = town.engineers[0], clock.now.date()
    with pytest.raises(Invalid), unit_of_work(town.runtime, ADMIN) as uow:
        enter_practice(uow, PracticeResult(theory, engineer, 90))
    with unit_of_work(town.runtime, ADMIN) as uow:
        enter_practice(uow, PracticeResult(practice, engineer, 50))
        clock.advance(seconds=1)
    with unit_of_work(town.runtime, ADMIN) as uow:
        assert enter_practice(uow, PracticeResult(practice, engineer, 85)).passed
        course = registry.create(uow, "course", {"code": "c", "name_en": "C", "name_zh": "课"}).id
        now, held = (
            registry.create(uow, "course_date", {"course_id": course, "starts_on": day, "ends_on": day}).id
            for day in (today, today + timedelta(9))
        )
        set_place(uow, now, engineer, "attended")
        set_place(uow, held, engineer, "planned")
    with pytest.raises(Invalid), unit_of_work(town.runtime, ADMIN) as uow:
        set_place(uow, held, engineer, "attended")
    with pytest.raises(NotFound), unit_of_work(town.runtime, ADMIN) as uow:
        set_place(uow, held, uuid4(), "planned")
    with unit_of_work(town.runtime, write=False) as uow:
        year = (date(today.year, 1, 1), date(today.year, 12, 31))
        assert exam_share(uow, engineer, ExamPart.PRACTICE, *year) == (0.85, 1)
        assert exam_share(uow, engineer, ExamPart.THEORY, *year) is None
        assert training_share(uow, uow.get(Engineer, engineer), *year) == (1, 1)


def form(page: str, **fields: str) -> dict[str, str]:
    """Return a form as a browser sends it: with the tokens of the page."""
    hidden = re.findall(r'name="(csrf_token|once|revision)" value="([^"]*)"', page)
    return dict(reversed(hidden)) | fields


def test_sat_on_the_page_of_an_engineer(town: Town) -> None:
    exam_id = exam(town)
    page = phone_of(town, 0, "one")
    own = f"/qualifications/engineers/{town.engineers[0]}"
    assert page.get(f"/qualifications/engineers/{town.engineers[1]}").status_code == 404
    assert page.get("/qualifications").status_code == 403
    shown = page.get(own).text
    assert "Start; the time runs from then on" in shown
    start_form = form(shown)
    begun = {page.post(f"/qualifications/exams/{exam_id}/start", data=start_form).location for _ in range(2)}
    (address,) = begun
    key = UUID(address.rpartition("/")[2])
    paper = page.get(address).text
    assert '"right"' not in paper
    ticked = {f"question-{one['question']}": str(one["chosen"][0]) for one in right_answers(town, key)}
    first = form(paper, **{name: ticked[name] for name in list(ticked)[:2]})
    assert page.post(address, data=first).status_code == 303
    assert page.get(address).text.count(" checked") == 2
    assert page.post(address, data=form(page.get(address).text, hand_in="1", **ticked)).status_code == 303
    assert "4 of 4 questions right" in page.get(address).text
    assert "100%" in page.get(own).text


def test_managers_enter_papers_courses_and_practice_by_forms(town: Town, clock: FakeClock) -> None:
    exam(town, part="practice")
    manager = web.make_user(town.runtime, Role.MANAGER, "leader")
    page = web.signed_in(web.application(town.runtime), town.runtime, manager)
    own, today = f"/qualifications/engineers/{town.engineers[0]}", clock.now.date()
    new = f"{own}/suspensions/new"
    wrong = page.post(f"{own}/suspensions", data=form(page.get(new).text, skill_code="desktop", reason=""))
    assert wrong.status_code == 422
    sent = form(page.get(new).text, skill_code="desktop", from_on=str(today), reason="Fire 🔥")
    assert [page.post(f"{own}/suspensions", data=sent).status_code for _ in range(2)] == [303, 303]
    shown = page.get(own).text
    assert shown.count("Fire 🔥") == 1, "sent twice it acts once"
    assert "Suspended from the skill Desktops" in shown
    (key,) = re.findall(r"/qualifications/suspensions/([0-9a-f-]{36})", shown)
    one = f"/qualifications/suspensions/{key}"
    assert page.post(f"{one}/lift", data=form(page.get(one).text, note="Trained")).status_code == 303
    assert "Suspended from the skill" not in page.get(own).text
    with unit_of_work(town.runtime, ADMIN) as uow:
        course = registry.create(uow, "course", {"code": "c", "name_en": "Fuses", "name_zh": "保险丝"}).id
        said = {"course_id": course, "starts_on": today, "ends_on": today}
        held = registry.create(uow, "course_date", said).id
        practice = registry.create(
            uow,
            "exam",
            {"code": "p", "name_en": "Hands on", "name_zh": "实操", "part": "practice"},
        ).id
        kind = registry.create(uow, "certificate_kind", {"code": "k", "name_en": "K", "name_zh": "证"}).id
        certificate = registry.create(
            uow,
            "certificate",
            {
                "engineer_id": town.engineers[0],
                "certificate_kind_id": kind,
                "valid_from": today,
                "valid_until": today + timedelta(20),
            },
        ).id
    places, who = f"/course-dates/{held}", str(town.engineers[0])
    for attendance in ("planned", "attended", "attended", "bogus"):
        fields = form(page.get(places).text, engineer_id=who, attendance=attendance)
        assert page.post(f"{places}/places", data=fields).status_code == 303
    assert "attended" in page.get(own).text
    fields = form(page.get(f"{own}/practice").text, exam_id=str(practice), points="85", note="Neat")
    assert page.post(f"{own}/practice", data=fields).status_code == 303
    assert "85%" in page.get(own).text
    assert "20 days left" in page.get("/qualifications").text
    picture = f"/certificates/{certificate}"
    fields = form(page.get(picture).text)
    file = {"picture": (io.BytesIO(b"no picture"), "x.png")}
    assert page.post(f"{picture}/picture", data={**fields, **file}).status_code == 303
    assert "must be a picture" in page.get(picture).text
    file = {"picture": (io.BytesIO(a_picture()), "x.jpg")}
    assert page.post(f"{picture}/picture", data={**fields, **file}).status_code == 303
    assert page.get(f"{picture}/picture").mimetype == "image/png"
    clock.now = clock.now.replace(hour=20)  # where he works it is tomorrow
    for what in ("suspensions", "probations"):
        assert f'value="{today + timedelta(1)}"' in page.get(f"{own}/{what}/new").text
