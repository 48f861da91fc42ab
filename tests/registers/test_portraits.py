from __future__ import annotations

import io
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.cards.reads.cards import card_of
from app.files.tables import Blob
from app.kernel import Runtime, unit_of_work
from app.kernel.errors import Invalid, NotFound, TooLarge
from app.kernel.tables import Event
from app.registers.commands import portraits
from app.registers.tables import Engineer
from tests.support import build
from tests.support.phone import picture


@pytest.fixture
def engineer_id(runtime: Runtime) -> UUID:
    with unit_of_work(runtime) as uow:
        return build.engineer(uow, build.territory(uow)).id


def give(runtime: Runtime, engineer_id: UUID, colour: str | None) -> None:
    made = portraits.portrait(picture(colour)) if colour else None
    with unit_of_work(runtime) as uow:
        portraits.set_portrait(uow, engineer_id, made)


def kept(runtime: Runtime) -> int:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalar(select(func.count(Blob.sha256))) or 0


def test_photograph_is_kept_as_a_square_jpeg(runtime: Runtime, engineer_id: UUID) -> None:
    give(runtime, engineer_id, "red")
    with unit_of_work(runtime, write=False) as uow:
        shown = card_of(uow, engineer_id).photo
    assert shown
    with Image.open(io.BytesIO(shown)) as image:
        assert (image.format, image.size) == ("JPEG", (480, 480))


def test_photograph_before_is_forgotten(runtime: Runtime, engineer_id: UUID) -> None:
    give(runtime, engineer_id, "red")
    give(runtime, engineer_id, "blue")
    assert kept(runtime) == 1
    give(runtime, engineer_id, None)
    assert kept(runtime) == 0


def test_photograph_that_somebody_else_shows_too_stays(runtime: Runtime, engineer_id: UUID) -> None:
    with unit_of_work(runtime) as uow:
        other = build.engineer(uow, build.territory(uow)).id
    for key in (engineer_id, other):
        give(runtime, key, "red")
    give(runtime, engineer_id, "blue")
    with unit_of_work(runtime, write=False) as uow:
        assert card_of(uow, other).photo


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_change_is_told_once(runtime: Runtime, engineer_id: UUID) -> None:
    give(runtime, engineer_id, "red")
    give(runtime, engineer_id, "red")
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalars(select(Event.kind)).all() == ["engineer.changed"]
        assert uow.get(Engineer, engineer_id).version == 2


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_nobody_is_nobody(runtime: Runtime) -> None:
    with pytest.raises(NotFound), unit_of_work(runtime) as uow:
        portraits.set_portrait(uow, UUID(int=1), None)


def test_what_is_no_picture_or_too_large_is_refused() -> None:
    with pytest.raises(Invalid):
        portraits.portrait(b"")
    with pytest.raises(Invalid):
        portraits.portrait(b"no picture")
    with pytest.raises(TooLarge):
        portraits.portrait(b"\xff" * (portraits.MAX_BYTES + 1))
