"""The bytes of photos, in chunks that may be repeated."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from app.files.commands import pictures
from app.visits.commands.field import append_bytes
from app.visits.reads import photos
from app.web.api import Blueprint
from app.web.context import transaction
from app.web.downloads import as_file
from mobile_api.answers import PhotoStatusShown
from mobile_api.bodies import Offset

blp = Blueprint(
    "mobile_photos",
    __name__,
    url_prefix="/mobile/v1/visits/<uuid:visit_id>/photos/<sha256>",
    description="Bytes of photos",
)

_BINARY = {"schema": {"type": "string", "format": "binary"}}


@blp.put("")
@blp.arguments(Offset, location="query")
@blp.response(200, PhotoStatusShown)
@blp.doc(requestBody={"required": True, "content": {"application/octet-stream": _BINARY}})
@blp.doc(operationId="uploadMyVisitPhoto")
def put_bytes(chunk: dict[str, Any], visit_id: UUID, sha256: str) -> photos.PhotoStatus:
    """Send bytes from `offset` on; bytes that are there already are passed over."""
    data = request.get_data(cache=False)
    with transaction() as uow:
        upload = append_bytes(uow, visit_id, sha256, chunk["offset"], data)
    return upload.unwrap()


@blp.get("")
@blp.response(200, _BINARY["schema"], content_type="image/*")
def get_bytes(visit_id: UUID, sha256: str) -> Response:
    """Read a photo: its pixels, written anew without the place and the camera; the original is evidence."""
    with transaction(write=False) as uow:
        original, _ = photos.photo_bytes(uow, visit_id, sha256)
    mime, data = pictures.reencoded(original)
    name = f"{sha256[:12]}.{mime.partition('/')[2]}"
    return as_file(Response(data, mimetype=mime), name, "inline")


@blp.get("/status")
@blp.response(200, PhotoStatusShown)
def status(visit_id: UUID, sha256: str) -> photos.PhotoStatus:
    """Ask how far the bytes have come."""
    with transaction(write=False) as uow:
        return photos.photo_status(uow, visit_id, sha256)
