"""Taking an announced photo back: lost with a broken camera, or showing what it should not."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel import ledger
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.requests.commands.moves import request_stream
from app.visits.commands.field.answers import keep_answers
from app.visits.commands.field.context import TooEarly, VisitMessage
from app.visits.commands.field.photos import SHA256
from app.visits.commands.field.states import EVIDENCE
from app.visits.events.visits import PhotoWithdrawn
from app.visits.reads.evidence import answers_of
from app.visits.tables import Photo

MAX_REASON = 300


def withdraw(message: VisitMessage) -> None:
    """Take a photo out of the record, with the reason; answers that name it are taken back with it.

    Its bytes are not asked for any more; those that came stay on file.  A required photo has to be taken
    anew.  A withdrawal that overtook its announcement waits for it.

    Raises:
        Invalid: the hash is none, or there is no reason.
    """
    sha256, reason = message.text("sha256", 64), message.text("reason", MAX_REASON)
    if not SHA256.fullmatch(sha256):
        raise Invalid({"sha256": Phrase("must be 64 lower-case hexadecimal digits")})
    message.demand(EVIDENCE)
    photo = message.uow.session.scalars(
        select(Photo).where(Photo.visit_id == message.visit.id, Photo.sha256 == sha256)
    ).one_or_none()
    if photo is None:
        raise TooEarly("waits_for_photo")
    if photo.withdrawn_at is not None:
        message.flag("already_withdrawn")
        return
    photo.withdrawn_at = message.at
    _take_answers_back(message, sha256)
    message.touch()
    ledger.record(
        message.uow,
        request_stream(message.request.id),
        PhotoWithdrawn(
            visit_id=message.visit.id,
            engineer_id=message.engineer_id,
            sha256=sha256,
            reason=reason,
            had_come=photo.completed_at is not None,
        ),
    )


def _take_answers_back(message: VisitMessage, sha256: str) -> None:
    answers = answers_of(message.uow, message.visit.id).answers()
    keep_answers(
        message,
        [
            (template, item, None)
            for template, given in answers.items()
            for item, value in given.items()
            if value == sha256
        ],
    )
