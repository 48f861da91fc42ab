from __future__ import annotations

import pytest

from app.demo.client import Door, Http, Traffic
from app.demo.errors import DemoError
from app.demo.loading import Loaded, Loader
from app.demo.world import Day, DemoCity


def test_whole_city_arrives_in_a_few_calls(loader: Loader, admin: Door, day: Day, traffic: Traffic) -> None:
    assert traffic.total < 35 + 5 * len(day.city.crew)
    assert len(admin.every("/api/v1/customers")) == len(day.city.clients)
    assert len(admin.every("/api/v1/contracts")) == sum(
        client.terms is not None for client in day.city.clients
    )
    _assert_sites_and_machines_stand_in_their_places(admin, day.city, loader.loaded)
    _assert_crew_is_on_duty_and_may_sign_in(admin, day.city, loader.loaded)


def _assert_sites_and_machines_stand_in_their_places(admin: Door, city: DemoCity, loaded: Loaded) -> None:
    sites = {row["id"]: row for row in admin.every("/api/v1/sites")}
    assets = {row["id"]: row for row in admin.every("/api/v1/assets")}
    for place, site_id, machines in zip(city.places, loaded.sites, loaded.machines, strict=True):
        assert sites[site_id]["name"] == place.name
        assert sites[site_id]["point"] == {"lat": place.point[0], "lon": place.point[1]}
        assert sites[site_id]["customer_id"] == loaded.clients[place.client]
        assert [assets[key]["qr_code"] for key in machines] == [machine.qr_code for machine in place.machines]
        assert {assets[key]["site_id"] for key in machines} == {site_id}


def _assert_crew_is_on_duty_and_may_sign_in(admin: Door, city: DemoCity, loaded: Loaded) -> None:
    engineers = {row["id"]: row for row in admin.every("/api/v1/engineers")}
    for member, key, phone in zip(city.crew, loaded.engineers, loaded.phones, strict=True):
        assert sorted(engineers[key]["skills"]) == list(member.skills)
        assert engineers[key]["stars"] == member.stars
        assert len(phone.get("/mobile/v1/shift")) == 1


def test_database_in_use_is_refused(http: Http, admin: Door, day: Day) -> None:
    place = {"code": "lyon", "name": "Lyon", "centre": {"lat": 45.76, "lon": 4.84}}
    admin.post("/api/v1/territories", place)
    with pytest.raises(DemoError, match="not empty: it has territories"):
        Loader(http, admin, day).load()


def test_customer_signs_in_on_pages_of_his_own(loader: Loader, traffic: Traffic) -> None:
    for client in (0, 1):
        pages = loader.pages(client)
        assert "/mine/repair" in pages.open("/mine")
        pages.send("/mine", "/mine/words", {"kind": "complaint", "text": "Nobody came."})
    assert traffic.calls["POST /mine/words"] == 2
