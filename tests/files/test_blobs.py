"""The same bytes are kept once."""

from __future__ import annotations

from sqlalchemy import select

from app.files.commands import blobs
from app.files.tables import Blob
from app.kernel import Runtime, unit_of_work


def test_bytes_that_are_kept_already_are_left_as_they_are(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        blobs.keep(uow, "a" * 64, "image/png", b"first")
        blobs.keep(uow, "a" * 64, "image/jpeg", b"again")
    with unit_of_work(runtime, write=False) as uow:
        (kept,) = uow.session.scalars(select(Blob))
        assert (kept.mime, kept.size, kept.data) == ("image/png", 5, b"first")
