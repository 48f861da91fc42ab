"""What the office adds to a request: papers, and links to other requests."""

from __future__ import annotations

from contextlib import closing
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as Answer

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.requests.commands import attaching, relating
from app.requests.reads.attachments import attachment_bytes
from app.web.context import principal, transaction
from app.web.downloads import as_file
from app.web.pages import kept
from app.web.pages.forms import see
from app.web.policy import OFFICE
from app.web.wording import say


def attach(request_id: UUID) -> Answer:
    """Add a file."""
    name, data = _sent()
    try:
        with transaction() as uow:
            for_customer = "for_customer" in request.form
            row, is_new = attaching.attached(uow, request_id, name, data, for_customer=for_customer)
            if is_new:
                flash(say(Phrase("The file hangs on the request.")), "good")
            else:
                unseen = for_customer and not row.for_customer
                flash(say(_same(row.name, unseen=unseen)), "bad" if unseen else "good")
    except errors.Invalid as refused:
        kept.keep(refused)
    return _back(request_id)


def _same(name: str, *, unseen: bool) -> Phrase:
    """Say that nothing was added, and what to do where the customer shall see it now."""
    if unseen:
        return Phrase(
            "Just this file hangs on the request already, as %(name)s, and the customer does not see it. "
            "Withdraw it first to add it for the customer.",
            name=name,
        )
    return Phrase("Just this file hangs on the request already, as %(name)s; nothing was added.", name=name)


def _sent() -> tuple[str, bytes]:
    """Return the file's name and bytes, one more than may be kept where it is too large."""
    sent = request.files.get("file")
    if sent is None:
        return "", b""
    with closing(sent):
        return sent.filename or "", sent.read(attaching.MAX_BYTES + 1)


def attachment(request_id: UUID, attachment_id: UUID) -> Response:
    """Send one: pictures are shown, PDFs are downloaded."""
    with transaction(write=False) as uow:
        row, data = attachment_bytes(uow, request_id, attachment_id, office=principal().role in OFFICE)
    sent = Response(data, mimetype=row.mime)
    sent.headers["Cache-Control"] = "private, no-store"
    return as_file(sent, row.name, "attachment" if row.mime == attaching.PDF else "inline")


def withdraw(request_id: UUID, attachment_id: UUID) -> Answer:
    """Take one away."""
    with transaction() as uow:
        attaching.withdraw(uow, request_id, attachment_id)
    flash(say(Phrase("The file is withdrawn; the history says that it was there.")), "good")
    return _back(request_id)


def relate(request_id: UUID) -> Answer:
    """Link another request."""
    try:
        with transaction() as uow:
            other = relating.relate(uow, request_id, request.form.get("code", ""))
            flash(say(Phrase("Linked to %(code)s; its page says so too.", code=other.code)), "good")
    except errors.Invalid as refused:
        kept.keep(refused)
    return _back(request_id)


def unrelate(request_id: UUID, other_id: UUID) -> Answer:
    """Take a link back."""
    with transaction() as uow:
        relating.unrelate(uow, request_id, other_id)
    flash(say(Phrase("The link is taken back.")), "good")
    return _back(request_id)


def _back(request_id: UUID) -> Answer:
    return see(url_for("pages.request_page", request_id=request_id, _anchor="papers"))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/requests/<uuid:request_id>"
    paper, other = f"{one}/attachments/<uuid:attachment_id>", f"{one}/related/<uuid:other_id>"
    site.add_url_rule(f"{one}/attachments", "request_attach", attach, methods=["POST"])
    site.add_url_rule(paper, "request_attachment", attachment)
    site.add_url_rule(f"{paper}/withdraw", "request_withdraw", withdraw, methods=["POST"])
    site.add_url_rule(f"{one}/related", "request_relate", relate, methods=["POST"])
    site.add_url_rule(f"{other}/remove", "request_unrelate", unrelate, methods=["POST"])
