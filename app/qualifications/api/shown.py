"""How a picture is answered, by the API and by pages alike."""

from __future__ import annotations

from flask import Response, request

from app.files.tables import Blob


def picture_response(blob: Blob) -> Response:
    """Answer with a picture as it is kept; whoever has it already gets it no second time."""
    answer = Response(blob.data, mimetype=blob.mime)
    answer.set_etag(blob.sha256[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer
