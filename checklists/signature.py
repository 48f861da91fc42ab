"""A signature bound to the visit record it was given for, and the check that it still stands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from checklists.answers import clean_text
from checklists.canonical import canonical_json, instant
from checklists.changes import Change
from checklists.errors import SignatureInvalid
from checklists.kinds import SignerRole
from checklists.messages import message
from checklists.record import VisitRecord, changes
from checklists.strokes import Strokes
from checklists.text import Text

_LONGEST_NAME = 100
_MOST_PATHS_NAMED = 5


@dataclass(frozen=True, slots=True)
class Valid:
    """The signature stands: the record is still the one that was signed."""

    digest: str


@dataclass(frozen=True, slots=True)
class Void:
    """The signature no longer stands.

    ``reason`` is ``record_changed`` (``changed`` says where), ``other_visit``, ``signed_record_altered`` or
    ``signature_altered``; ``text`` says it in both languages.
    """

    reason: str
    changed: tuple[Change, ...]
    text: Text

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the record that were changed, such as ``parts[0].quantity``."""
        return tuple(change.path for change in self.changed)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it is stored. Make it with ``Signature.sign``; ``digest`` and ``seal`` come from there.

    ``signed_record`` is the record as shown at signing, kept so that a later change can be named. ``seal`` is
    the SHA-256 over digest, signer, time and strokes, so that the ink cannot be moved under another record.
    """

    signature_id: str
    role: SignerRole
    signer_name: str
    signed_at: datetime
    strokes: Strokes
    signed_record: VisitRecord
    digest: str
    seal: str

    @classmethod
    def sign(
        cls,
        record: VisitRecord,
        strokes: Strokes,
        *,
        signature_id: str,
        role: str,
        signer_name: object,
        signed_at: datetime,
    ) -> Signature:
        """The signature of ``signer_name`` under ``record``.

        Raises ``SignatureInvalid`` for a role that is none or a name that is empty or over 100 characters,
        and ``RecordInvalid`` for a naive ``signed_at``.
        """
        if role not in {member.value for member in SignerRole}:
            text = message("unknown_role", roles=", ".join(SignerRole))
            raise SignatureInvalid("role", "unknown_role", text)
        signer, name = (
            SignerRole(role),
            clean_text(signer_name, _LONGEST_NAME, "signer_name", SignatureInvalid),
        )
        seal = _seal(record.digest, signature_id, signer, name, signed_at, strokes)
        return cls(signature_id, signer, name, signed_at, strokes, record, record.digest, seal)

    def verify(self, current: VisitRecord) -> Valid | Void:
        """Whether the signature stands for ``current``, the record built anew from what is stored now."""
        if self.signed_record.digest != self.digest:
            return _void("signed_record_altered")
        if self.seal != _seal(
            self.digest, self.signature_id, self.role, self.signer_name, self.signed_at, self.strokes
        ):
            return _void("signature_altered")
        if current.digest == self.digest:
            return Valid(self.digest)
        if current.to_dict()["visit_id"] != self.signed_record.to_dict()["visit_id"]:
            return _void("other_visit")
        changed = tuple(changes(self.signed_record, current))
        return Void("record_changed", changed, message("record_changed", paths=_named(changed)))


def _void(reason: str) -> Void:
    return Void(reason, (), message(reason))


def _named(changed: tuple[Change, ...]) -> str:
    paths = [change.path for change in changed[:_MOST_PATHS_NAMED]]
    return ", ".join(paths) + (", …" if len(changed) > _MOST_PATHS_NAMED else "")


def _seal(
    digest: str, signature_id: str, role: SignerRole, name: str, signed_at: datetime, strokes: Strokes
) -> str:
    sealed = {
        "digest": digest,
        "signature_id": signature_id,
        "role": role.value,
        "signer_name": name,
        "signed_at": instant(signed_at, "signed_at"),
        "strokes": strokes.as_list(),
    }
    return hashlib.sha256(canonical_json(sealed)).hexdigest()
