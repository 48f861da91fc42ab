"""Taking a signature: strokes, name and role, bound to the record as it was shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.kernel import ledger
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.requests.commands.moves import request_stream
from app.requests.rules.lifecycle import VisitState
from app.visits.commands.field.context import TooEarly, TooLate, VisitMessage, dotted
from app.visits.commands.field.replays import SAME_DRAWING, is_replayed
from app.visits.commands.field.server_times import flag_of
from app.visits.commands.field.signatures import REPLACED, void
from app.visits.commands.field.states import NOT_ARRIVED
from app.visits.errors import RecordChanged
from app.visits.events.visits import SignatureGiven
from app.visits.reads.evidence import signatures_of
from app.visits.reads.visit_record import visit_record
from app.visits.tables import SignatureRow
from checklists import Change, RecordInvalid, Signature, SignatureInvalid, Strokes, VisitRecord, changes

DIFFERS = "record_differs"
MUST_SIGN_AGAIN = "must_sign_again"
"""What waits can come right no more: the phone has the record signed again, and a person looks at it."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


def sign(message: VisitMessage) -> None:
    """Keep a signature; an earlier one of the same role is replaced.

    A phone that is online has shown the server's record and names its digest.  One that was offline has
    shown its own and sends it along: where it differs in times alone that the server made, the signature
    stands for the server's; where more differs, it waits for the messages that are still to come.

    A customer's signature that copies an earlier drawing counts only if a person of the office says so.

    Raises:
        Invalid: role, name, strokes, digest or record is not valid.
        RecordChanged: the phone is online and the record is not the one that was shown.
    """
    shown = _shown(message)
    drawn = _drawn(message)
    message.demand({VisitState.ON_SITE, VisitState.COMPLETED, VisitState.INCOMPLETE}, NOT_ARRIVED)
    current = visit_record(message.uow, message.visit, message.request)
    if current.digest != message.body["digest"]:
        _tolerate(message, changes(shown, current) if shown else ())
    if is_replayed(message, drawn):
        raise TooLate(SAME_DRAWING)
    row = _row(message, current, drawn)
    for earlier in signatures_of(message.uow, message.visit.id, standing=True):
        if earlier.role == row.role:
            void(message.uow, message.request.id, earlier, REPLACED)
    message.uow.session.add(row)
    ledger.record(
        message.uow,
        request_stream(message.request.id),
        SignatureGiven(
            visit_id=message.visit.id,
            signature_id=row.id,
            role=row.role,
            signer_name=row.signer_name,
            digest=row.digest,
            shown_digest=message.body["digest"],
        ),
    )


def _shown(message: VisitMessage) -> VisitRecord | None:
    """The record that the phone says it showed, which must be what its digest stands for."""
    digest = message.text("digest", 64)
    if not _SHA256.fullmatch(digest):
        raise Invalid({"digest": Phrase("must be 64 lower-case hexadecimal digits")})
    data = message.body.get("record")
    if data is None:
        return None
    try:
        shown = VisitRecord.from_dict(data)
    except RecordInvalid as bad:
        raise Invalid({f"record.{dotted(bad.path)}": Phrase.of(bad.text)}) from bad
    if shown.digest != digest:
        raise Invalid({"digest": Phrase("is not the digest of the record")})
    return shown


def _drawn(message: VisitMessage) -> Strokes:
    try:
        strokes = Strokes.parse(message.body["strokes"])
        # The rules for name and role stand in one place; here they are asked before the state is.
        Signature.sign(
            _NOTHING,
            strokes,
            signature_id="check",
            role=message.body["role"],
            signer_name=message.body["signer_name"],
            signed_at=message.at,
        )
    except SignatureInvalid as bad:
        raise Invalid({dotted(bad.path): Phrase.of(bad.text)}) from bad
    return strokes


_NOTHING = VisitRecord(b"{}")


def _tolerate(message: VisitMessage, differences: Sequence[Change]) -> None:
    if not message.lenient:
        raise RecordChanged([change.path for change in differences])
    flag = flag_of(message, differences)
    if flag is None and message.approved:
        flag = DIFFERS
    if flag is None and differences and all(one.path.startswith("times.") for one in differences):
        # The steps are all there: nothing that is still to come makes these times the ones that were shown.
        message.flag(MUST_SIGN_AGAIN)
        raise TooLate(DIFFERS)
    if flag is None:
        raise TooEarly("waits_for_record")
    message.flag(flag)


def _row(message: VisitMessage, record: VisitRecord, strokes: Strokes) -> SignatureRow:
    signature_id = message.uow.new_id()
    signature = Signature.sign(
        record,
        strokes,
        signature_id=str(signature_id),
        role=message.body["role"],
        signer_name=message.body["signer_name"],
        signed_at=message.at,
    )
    return SignatureRow(
        id=signature_id,
        visit_id=message.visit.id,
        role=signature.role,
        signer_name=signature.signer_name,
        strokes=strokes.as_list(),
        record=record.to_dict(),
        digest=signature.digest,
        seal=signature.seal,
        signed_at=signature.signed_at,
        received_at=message.event.received_at,
    )
