"""The engineer's phone: own preview, the grade from its notice on, and an appeal that can be sent again."""

from __future__ import annotations

import pytest

from app.grading.commands.approving import approve, close_calibration
from app.grading.commands.notice import start_notice
from app.kernel import Runtime, unit_of_work
from tests.grading.town import YEAR, company, scored
from tests.support.clock import FakeClock
from tests.support.web import application, bearer

pytestmark = pytest.mark.any_database


def test_a_phone_reads_its_grade_and_appeals_once(runtime: Runtime, clock: FakeClock) -> None:
    town = company(runtime, clock)
    scored(town, town.manager)
    li, who = application(runtime).test_client(), town.engineer
    headers = bearer(runtime, who)
    own = li.get("/mobile/v1/grades", headers=headers).get_json()
    assert own["grades"] == []
    assert [one["quarter"] for one in own["quarters"]] == [4, 3, 2, 1]
    grade = f"/mobile/v1/grades/{town.grade(town.li).id}"
    assert li.get(grade, headers=headers).status_code == 404  # before the notice nobody has decided
    with unit_of_work(runtime, town.manager) as uow:
        close_calibration(uow, YEAR)
    for key in (town.li, town.wang, town.provider_id):
        with unit_of_work(runtime, town.second) as uow:
            approve(uow, town.grade(key).id)
    with unit_of_work(runtime, town.second) as uow:
        start_notice(uow, YEAR)
    assert li.get("/mobile/v1/grades", headers=headers).get_json()["grades"][0]["state"] == "noticed"
    said = {"words": "The lasers came without a manual."}
    sent = [
        li.post(f"{grade}/appeal", json=one, headers=headers)
        for one in (said, said, {"words": "Something else."})
    ]
    assert [one.status_code for one in sent] == [200, 200, 409], sent[0].text
    assert len(sent[1].get_json()["appeals"]) == 1
    other = f"/mobile/v1/grades/{town.grade(town.wang).id}"
    assert li.get(other, headers=headers).status_code == 404
    clock.advance(days=8)
    headers = bearer(runtime, who)
    assert li.post(f"{grade}/appeal", json={"words": "Late."}, headers=headers).status_code == 409
