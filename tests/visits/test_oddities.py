"""What looks made up, as it is found among all visits."""

from __future__ import annotations

import io
from datetime import timedelta

from PIL import Image
from sqlalchemy import select

from app.arrivals.commands.settlements import settle
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.registers.tables import Engineer
from app.requests.rules.promise import Decision
from app.requests.tables import Visit
from app.visits.commands.field import Kind
from app.visits.commands.field.picture import look_of
from app.visits.reads.oddities import oddities_of
from app.visits.tables import Photo
from tests.support import build
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.phone import Phone, picture


def scene(width: int = 320, quality: int = 90, kind: str = "JPEG", turn: int = 0) -> bytes:
    """A picture with light and shade."""
    image = Image.new("L", (64, 48))
    image.putdata([(x * 7 + (y + turn) * 11 + (x * y) % 37 * 3) % 256 for y in range(48) for x in range(64)])
    target = io.BytesIO()
    image.convert("RGB").resize((width, width * 3 // 4), Image.Resampling.BICUBIC).save(
        target, kind, quality=quality
    )
    return target.getvalue()


def codes(runtime: Runtime, job: Job) -> list[str]:
    with unit_of_work(runtime, write=False) as uow:
        return [odd.code for odd in oddities_of(uow, job.visit_id)]


def phones(runtime: Runtime, clock: FakeClock) -> tuple[Phone, Phone]:
    with unit_of_work(runtime) as uow:
        build.part(uow)
        area = build.territory(uow)
        holder = build.engineer(uow, area)
        one, other = build.job(uow, area, holder), build.job(uow, area, holder)
    return Phone(runtime, clock, one), Phone(runtime, clock, other)


def leave(phone: Phone, clock: FakeClock) -> None:
    clock.advance(minutes=20)
    phone.send(Kind.INCOMPLETE, {"reason": "customer_absent"}).unwrap()


def test_look_survives_scaling_and_compression() -> None:
    looks = {look_of(scene()), look_of(scene(200, 60)), look_of(scene(320, kind="PNG"))}
    assert None not in looks
    first, *rest = sorted(str(look) for look in looks)
    assert all((int(first, 16) ^ int(other, 16)).bit_count() <= 3 for other in rest)
    assert look_of(picture()) is None
    assert look_of(b"none") is None


def test_copies_on_two_visits_are_told_for_both(runtime: Runtime, clock: FakeClock) -> None:
    one, other = phones(runtime, clock)
    for phone, data in ((one, picture("blue")), (other, picture("blue"))):
        phone.go_on_site()
        phone.work(data)
        phone.sign("customer").unwrap()
        leave(phone, clock)
    assert codes(runtime, one.job) == ["same_photo", "one_photo_for_two", "same_ink"]
    assert codes(runtime, other.job) == ["same_photo", "one_photo_for_two", "same_ink"]


def test_picture_that_looks_like_one_of_another_visit_is_told(runtime: Runtime, clock: FakeClock) -> None:
    one, other = phones(runtime, clock)
    for phone, data in ((one, scene(kind="PNG")), (other, scene(200, kind="PNG"))):
        phone.go_on_site()
        phone.announce(data).unwrap()
        phone.upload(data)
        leave(phone, clock)
    assert codes(runtime, other.job) == ["similar_photo"]


def test_bytes_that_never_came_and_a_hurried_visit_are_told(runtime: Runtime, clock: FakeClock) -> None:
    phone, _ = phones(runtime, clock)
    phone.go_on_site()
    phone.work()
    phone.announce(picture("green")).unwrap()
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    phone.complete().unwrap()
    assert codes(runtime, phone.job) == ["one_photo_for_two", "same_ink", "short_visit"]
    clock.advance(days=1)
    assert codes(runtime, phone.job) == [
        "photo_without_bytes",
        "one_photo_for_two",
        "same_ink",
        "short_visit",
    ]


def test_a_visit_is_not_hurried_whose_arrival_a_person_set_right(runtime: Runtime, clock: FakeClock) -> None:
    phone, _ = phones(runtime, clock)
    came_at = clock.now
    phone.drive()
    clock.advance(minutes=9)
    phone.arrive(None, offline=True).unwrap()
    phone.work()
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    phone.complete().unwrap()
    assert "short_visit" in codes(runtime, phone.job)
    with unit_of_work(runtime, Principal(Role.MANAGER, name="Zhao")) as uow:
        settle(uow, phone.job.visit_id, Decision.ARRIVED, "the customer says so", on_site_at=came_at)
    assert "short_visit" not in codes(runtime, phone.job)


def test_time_of_a_photo_is_corrected_by_the_phones_clock(runtime: Runtime, clock: FakeClock) -> None:
    phone, _ = phones(runtime, clock)
    phone.slow_s = 3 * 3600
    phone.go_on_site()
    phone.announce(picture("green")).unwrap()
    assert codes(runtime, phone.job) == []
    with unit_of_work(runtime) as uow:
        uow.session.scalars(select(Photo)).one().taken_at -= timedelta(hours=2)
    assert codes(runtime, phone.job) == ["photo_time"]


def test_customer_who_signs_with_the_engineers_name_is_told(runtime: Runtime, clock: FakeClock) -> None:
    phone, _ = phones(runtime, clock)
    phone.go_on_site()
    phone.sign("customer").unwrap()
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert visit.engineer_id is not None
        uow.get(Engineer, visit.engineer_id).name = "HAN MEIMEI"
    assert codes(runtime, phone.job) == ["same_name"]
