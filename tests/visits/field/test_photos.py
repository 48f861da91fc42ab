from __future__ import annotations

import hashlib
import zlib

import pytest
from sqlalchemy import func, select

from app.files.tables import Blob
from app.kernel import Runtime, unit_of_work
from app.kernel.errors import Forbidden, Invalid, NotFound, TooLarge
from app.visits.commands.field import Kind, append_bytes, photos
from app.visits.commands.field.uploads import MAX_CHUNK_BYTES
from app.visits.errors import PhotoRefused
from app.visits.reads.photos import PhotoStatus, photo_status
from app.visits.tables import PhotoChunk
from tests.support.phone import Phone, picture, sha256

PICTURE = picture()
HALF = len(PICTURE) // 2


def append(phone: Phone, data: bytes, offset: int = 0, whole: bytes = PICTURE) -> PhotoStatus:
    with unit_of_work(phone.runtime, phone.principal) as uow:
        upload = append_bytes(uow, phone.job.visit_id, sha256(whole), offset, data)
    return upload.unwrap()


def stored(runtime: Runtime) -> tuple[int, int]:
    with unit_of_work(runtime, write=False) as uow:
        counts = (uow.session.scalar(select(func.count()).select_from(kind)) for kind in (Blob, PhotoChunk))
        blobs, chunks = (count or 0 for count in counts)
        return blobs, chunks


def test_upload_resumes_where_it_broke_off(runtime: Runtime, phone: Phone) -> None:
    phone.announce(PICTURE).unwrap()
    assert append(phone, PICTURE[:HALF]).received == HALF
    with unit_of_work(runtime, phone.principal, write=False) as uow:
        status = photo_status(uow, phone.job.visit_id, sha256(PICTURE))
    assert (status.received, status.complete) == (HALF, False)
    assert append(phone, PICTURE[HALF:], HALF).complete
    assert stored(runtime) == (1, 0)


def test_repeated_and_overlapping_chunks_are_passed_over(phone: Phone) -> None:
    phone.announce(PICTURE).unwrap()
    append(phone, PICTURE[:HALF])
    assert append(phone, PICTURE[:HALF]).received == HALF
    assert append(phone, PICTURE[HALF - 5 :], HALF - 5).complete
    assert append(phone, PICTURE[:HALF]).complete


def test_chunk_that_leaves_a_gap_is_refused(phone: Phone) -> None:
    phone.announce(PICTURE).unwrap()
    with pytest.raises(PhotoRefused) as refused:
        append(phone, PICTURE[HALF:], HALF)
    assert refused.value.extra == {"received": 0}


def test_bytes_that_do_not_fit_the_hash_are_thrown_away(runtime: Runtime, phone: Phone) -> None:
    phone.announce(PICTURE).unwrap()
    with pytest.raises(PhotoRefused, match="hash"):
        append(phone, picture("blue").ljust(len(PICTURE), b"\0")[: len(PICTURE)])
    assert stored(runtime) == (0, 0)
    assert append(phone, PICTURE).complete


@pytest.mark.parametrize("data", [b"<svg/>", PICTURE[:-30], picture(kind="GIF"), picture(kind="JPEG")])
def test_bytes_that_are_no_png_are_thrown_away(runtime: Runtime, phone: Phone, data: bytes) -> None:
    phone.announce(data).unwrap()
    with pytest.raises(PhotoRefused, match="no image/png"):
        append(phone, data, whole=data)
    assert stored(runtime) == (0, 0)


@pytest.mark.parametrize(("kind", "mime"), [("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_other_kinds_of_picture_are_taken(phone: Phone, kind: str, mime: str) -> None:
    data = picture(kind=kind)
    body = {"sha256": sha256(data), "size": len(data), "mime": mime, "taken_at": phone.time.isoformat()}
    phone.send(Kind.PHOTO, body | {"caption": "Rollers"}).unwrap()
    assert append(phone, data, whole=data).complete


def test_picture_that_unfolds_to_far_more_is_thrown_away(phone: Phone) -> None:
    data = huge_png(10_000, 6_000)
    phone.announce(data).unwrap()
    with pytest.raises(PhotoRefused, match="pixels"):
        append(phone, data, whole=data)


def huge_png(width: int, height: int) -> bytes:
    """A PNG that is small in bytes and large in pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def test_same_picture_of_two_visits_is_stored_once(runtime: Runtime, phone: Phone) -> None:
    from tests.support import build

    phone.announce(PICTURE).unwrap()
    phone.upload(PICTURE)
    with unit_of_work(runtime) as uow:
        phone.job = build.job(uow)
    phone.announce(PICTURE).unwrap()
    phone.upload(PICTURE)
    assert stored(runtime) == (1, 0)


def test_announcing_again_changes_nothing(phone: Phone) -> None:
    phone.announce(PICTURE).unwrap()
    assert phone.announce(PICTURE).flags == ("already_announced",)


def test_photos_of_a_visit_are_limited(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MAX_PHOTOS", 1)
    phone.announce(PICTURE).unwrap()
    with pytest.raises(TooLarge):
        phone.announce(picture("blue"))


def test_chunks_have_limits(phone: Phone) -> None:
    phone.announce(PICTURE).unwrap()
    with pytest.raises(TooLarge):
        append(phone, bytes(MAX_CHUNK_BYTES + 1))
    with pytest.raises(Invalid, match="body"):
        append(phone, b"")
    with pytest.raises(Invalid, match="body"):
        append(phone, PICTURE + b"x")


def test_photo_that_nobody_announced_is_not_found(runtime: Runtime, phone: Phone) -> None:
    unknown = hashlib.sha256(b"unknown").hexdigest()
    with pytest.raises(NotFound), unit_of_work(runtime, phone.principal) as uow:
        append_bytes(uow, phone.job.visit_id, unknown, 0, b"x")
    with pytest.raises(NotFound), unit_of_work(runtime, phone.principal, write=False) as uow:
        photo_status(uow, phone.job.visit_id, unknown)
    with pytest.raises(Forbidden), unit_of_work(runtime) as uow:
        append_bytes(uow, phone.job.visit_id, unknown, 0, b"x")
