from __future__ import annotations

import io
from datetime import timedelta

from flask import Flask
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.files.tables import Blob
from app.kernel import Role, Runtime, unit_of_work
from app.registers.commands import registry
from app.registers.tables import Engineer, Site, Territory
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind
from app.visits.reads.photos import photo_bytes
from tests.mobile_api.conftest import HttpPhone
from tests.support import build
from tests.support.phone import Phone, picture, sha256
from tests.support.web import make_user, signed_in


def test_itinerary_lists_the_plan_with_what_is_under_way_first(
    http: HttpPhone, phone: Phone, runtime: Runtime
) -> None:
    with unit_of_work(runtime) as uow:
        area = uow.get(Territory, http.job.territory_id)
        later = build.job(uow, area, uow.get(Engineer, http.job.engineer_id), sequence=0)
    phone.drive()
    answer = http.client.get("/mobile/v1/itinerary").json
    assert [stop["visit_id"] for stop in answer["visits"]] == [str(http.job.visit_id), str(later.visit_id)]
    assert answer["visits"][0]["state"] == "en_route"
    assert answer["visits"][0]["site_name"] == "Front desk"


def test_visit_detail_never_tells_the_arrival_code(http: HttpPhone, runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        uow.get(Visit, http.job.visit_id).arrival_code = "8053"
    answer = http.get()
    assert answer.status_code == 200
    assert "8053" not in answer.text


def test_visit_detail_shows_machine_checklists_and_history(
    http: HttpPhone, phone: Phone, runtime: Runtime
) -> None:
    with unit_of_work(runtime) as uow:
        request = uow.get(ServiceRequest, http.job.request_id)
        made = build.asset(uow, uow.get(Site, request.site_id), warranty_ends_on=uow.now.date())
        request.asset_id = made.id
        area, fault = uow.get(Territory, http.job.territory_id), build.fault_type(uow)
        earlier = build.service_request(
            uow, uow.get(Site, request.site_id), area, fault, asset_id=made.id, description="Squeals"
        )
        build.visit(
            uow, earlier, state="completed", completed_at=uow.now - timedelta(days=9), summary="Oiled."
        )
    answer = http.get().json
    assert answer["asset"]["in_warranty"] is True
    assert [(row["description"], row["summary"]) for row in answer["history"]] == [("Squeals", "Oiled.")]
    assert [row["key"] for row in answer["templates"]] == ["five_ones", "general_on_site", "printer"]
    assert {row["phase"] for row in answer["missing"]} == {"depart", "on_site", "complete"}


def test_visit_detail_speaks_the_language_asked_for(http: HttpPhone) -> None:
    path = f"/mobile/v1/visits/{http.job.visit_id}"
    for wanted, title in (("zh-CN", "打印机"), ("en", "Printer"), ("fr", "Printer")):
        answer = http.client.get(path, headers={"Accept-Language": wanted}).json
        assert answer["templates"][-1]["title"] == title
    assert http.client.get(path, headers={"Accept-Language": "zh"}).json["request"]["fault_name"] == "卡纸"


def test_record_holds_what_will_be_signed(http: HttpPhone, phone: Phone) -> None:
    phone.go_on_site()
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 2}).unwrap()
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 2000}).unwrap()
    shown = http.get("/record").json
    assert shown["record"]["parts"][0]["quantity"] == 2
    assert shown["record"]["charges"] == [{"id": "travel", "label": "", "amount_cents": 2000}]
    assert shown["record"]["answers"]["five_ones"]["shoe_covers"] is True
    assert "on_site_at" in shown["record"]["times"]
    assert len(shown["digest"]) == 64


def test_shift_lists_those_not_over(http: HttpPhone) -> None:
    (row,) = http.client.get("/mobile/v1/shift").json
    assert row["breaks"] == []
    http.clock.advance(hours=9)
    assert http.client.get("/mobile/v1/shift").json == []


def _telling_picture() -> bytes:
    """A picture that says more than it shows: where it was taken, a note, and a page behind its end."""
    image, note, target = Image.new("RGB", (16, 12), "red"), PngInfo(), io.BytesIO()
    exif = image.getexif()
    exif[0x010F], exif[0x8825] = "Camera of Li Lei", {1: "N", 2: (31.0, 13.0, 49.0)}
    note.add_text("Comment", "customer's door code 4711")
    image.save(target, "PNG", exif=exif, pnginfo=note)
    return target.getvalue() + b"<script>alert(1)</script>"


def test_photo_is_served_as_pixels_alone_and_kept_as_it_came(
    http: HttpPhone, phone: Phone, runtime: Runtime
) -> None:
    data = _telling_picture()
    phone.announce(data).unwrap()
    assert http.get(f"/photos/{sha256(data)}").status_code == 404
    phone.upload(data)
    answer = http.get(f"/photos/{sha256(data)}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    with Image.open(io.BytesIO(answer.data)) as served:
        assert (served.size, served.getpixel((3, 3))) == ((16, 12), (255, 0, 0))
        assert dict(served.getexif()) == {}
    for told in (b"Li Lei", b"4711", b"script"):
        assert told in data
        assert told not in answer.data
    with unit_of_work(runtime, write=False) as uow:
        assert photo_bytes(uow, http.job.visit_id, sha256(data)) == (data, "image/png")
    assert http.get(f"/photos/{sha256(data)}/status").json["complete"] is True


def test_who_knows_a_photos_hash_alone_does_not_get_its_bytes(
    http: HttpPhone, phone: Phone, runtime: Runtime
) -> None:
    data = picture()
    phone.announce(data).unwrap()
    with unit_of_work(runtime) as uow:
        uow.session.add(Blob(sha256=sha256(data), mime="image/png", size=len(data), data=data))
    assert http.get(f"/photos/{sha256(data)}").status_code == 404


def test_other_engineers_visit_does_not_exist(http: HttpPhone, flask_app: Flask, runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        other = build.engineer(uow, uow.get(Territory, http.job.territory_id)).id
    client = signed_in(flask_app, runtime, make_user(runtime, Role.ENGINEER, engineer_id=other))
    path = f"/mobile/v1/visits/{http.job.visit_id}"
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/accept", json=http.envelope()).status_code == 404
    assert client.put(f"{path}/photos/{'0' * 64}", data=b"x").status_code == 404


def test_account_without_its_engineer_is_refused(http: HttpPhone, flask_app: Flask, runtime: Runtime) -> None:
    client = signed_in(flask_app, runtime, make_user(runtime, Role.ENGINEER))
    assert client.get("/mobile/v1/itinerary").status_code == 403
    assert (
        client.post("/mobile/v1/availability", json=http.envelope() | {"available": True}).status_code == 403
    )


def test_depots_are_those_of_the_own_territory_and_company_the_own_one_first(
    http: HttpPhone, runtime: Runtime
) -> None:
    with unit_of_work(runtime) as uow:
        mine, others = (registry.create(uow, "provider", {"name": name}) for name in ("Mine", "Others"))
        engineer = uow.get(Engineer, http.job.engineer_id)
        engineer.provider_id = mine.id
        at = {"territory_id": http.job.territory_id, "opening_hours": {"mon": [["08:00", "20:00"]]}}
        registry.create(uow, "depot", {"name": "A", **at, "lat": 39.9, "lon": 116.4})
        registry.create(uow, "depot", {"name": "Closed", **at, "active": False})
        registry.create(uow, "depot", {"name": "Theirs", **at, "provider_id": others.id})
        engineer.depot_id = registry.create(uow, "depot", {"name": "B", "provider_id": mine.id}).id
    found = http.client.get("/mobile/v1/depots").json
    assert [(one["name"], one["own"], one["lat"]) for one in found] == [("B", True, None), ("A", False, 39.9)]
    assert found[1]["opening_hours"] == {"mon": [["08:00", "20:00"]]}
