"""Requests by several words and by days, on both databases."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.kernel import unit_of_work
from app.kernel.local_dates import local_date
from app.promise.reads.request_pages import page
from app.promise.reads.requests import requests
from app.registers.tables import Engineer, Territory
from app.requests.tables import FollowUp, ServiceRequest, Visit
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
        today = local_date(request.requested_at, uow.get(Territory, request.territory_id).time_zone)
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


def test_a_text_that_many_hold_finds_the_same_page_by_page(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at one by one, or found in indexes and put in order: the same requests in the same order."""
    visits = [town.visit(town.report()) for _ in range(5)]
    with unit_of_work(town.runtime) as uow:
        for n, visit in enumerate(visits):
            row = uow.get(ServiceRequest, visit.request_id)
            row.contact_name, row.description = "李明", "打印机卡纸" if n % 2 else "网络"
            row.requested_at -= n * timedelta(minutes=1)
            said = {"solved": True, "result": "电梯口见", "by": "x", "made_at": uow.now}
            uow.session.add(FollowUp(id=uow.new_id(), request_id=row.id, **said))
    texts = ("李明", "李明 打印", "李 网络", "李明 扫描", "电梯", "网络 电梯", visits[0].request_id.hex, "1")

    def pages(within: int) -> list[list[UUID]]:
        monkeypatch.setattr("app.promise.reads.request_pages.LOOKED_THROUGH", within)
        with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
            found = []
            for text in texts:
                keys: list[UUID] = []
                beside: dict[str, UUID] = {}
                while True:
                    told = page(uow, {"q": text}, 2, beside)
                    keys += [row.id for row in told.page.rows]
                    if told.page.after is None:
                        break
                    beside = {"after": told.page.after}
                if told.page.before is not None:
                    back = page(uow, {"q": text}, 2, {"before": keys[-1]}).page.rows
                    assert [row.id for row in back] == keys[-1 - len(back) : -1]
                found.append(keys)
            return found

    sets = pages(0)
    assert [len(keys) for keys in sets[:6]] == [5, 2, 3, 0, 5, 3]
    monkeypatch.setattr("app.promise.reads.requests_by_text.MOST_COUNTED", 0)
    assert pages(100) == pages(1) == sets
