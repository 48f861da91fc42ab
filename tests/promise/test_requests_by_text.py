"""Requests by several words and by days, on both databases."""

from __future__ import annotations

from datetime import timedelta

from app.kernel import unit_of_work
from app.promise.reads.requests import requests
from app.registers.tables import Engineer, Territory
from app.requests.tables import FollowUp, ServiceRequest, Visit
from app.rosters.rules.local_days import local_day
from tests.support.town import DISPATCHER, Town


def test_each_word_is_found_somewhere_and_days_are_local(town: Town) -> None:
    visit = town.visit(town.report())
    with unit_of_work(town.runtime) as uow:
        request = uow.get(ServiceRequest, visit.request_id)
        request.contact_name, request.description = "小赵", "打印机卡纸"
        engineer = uow.session.query(Engineer).first()
        assert engineer is not None
        engineer.name = "孙丽"
        uow.get(Visit, visit.id).engineer_id = engineer.id
        said = {"solved": True, "result": "电梯口见", "by": "x", "made_at": uow.now}
        uow.session.add(FollowUp(id=uow.new_id(), request_id=request.id, **said))
        today = local_day(request.requested_at, uow.get(Territory, request.territory_id).time_zone)
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:

        def found(**wanted: object) -> int:
            return len(uow.session.scalars(requests(uow, wanted)).all())

        asked = ("小赵 打印", "孙丽 电梯 卡纸", "孙丽", "小赵 扫描", "💥 小赵")
        assert [found(q=q) for q in asked] == [1, 1, 1, 0, 1]
        day = timedelta(days=1)
        assert [found(days=days) for days in ((today, today), (today + day, None), (None, today - day))] == [
            1,
            0,
            0,
        ]
        assert found(days=(today, None), q="孙丽", state="promised") == 1
