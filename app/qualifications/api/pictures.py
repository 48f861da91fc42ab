"""Pictures of certificates over HTTP."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask.views import MethodView

from app.qualifications.api.shown import picture_response
from app.qualifications.commands import pictures
from app.qualifications.reads.certificates import picture_of
from app.web.api import Blueprint
from app.web.context import transaction

blp = Blueprint(
    "certificate_pictures",
    __name__,
    url_prefix="/api/v1/certificates/<uuid:certificate_id>",
    description="Pictures of certificates",
)

_PICTURE = {"schema": {"type": "string", "format": "binary"}}


@blp.route("/picture")
class CertificatePicture(MethodView):
    """The picture."""

    @blp.response(200, {"type": "string", "format": "binary"}, content_type="image/*")
    def get(self, certificate_id: UUID) -> Response:
        """Read the picture as it is kept: JPEG, PNG or WebP."""
        with transaction(write=False) as uow:
            return picture_response(picture_of(uow, certificate_id))

    @blp.doc(requestBody={"required": True, "content": {"image/*": _PICTURE}})
    @blp.response(204)
    def put(self, certificate_id: UUID) -> None:
        """Set the picture: JPEG, PNG or WebP of up to 8 MiB; it is written anew."""
        picture = pictures.made_safe(request.get_data(cache=False))
        with transaction() as uow:
            pictures.set_picture(uow, certificate_id, picture)

    @blp.response(204)
    def delete(self, certificate_id: UUID) -> None:
        """Remove the picture."""
        with transaction() as uow:
            pictures.set_picture(uow, certificate_id, None)
