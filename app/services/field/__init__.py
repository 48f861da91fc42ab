"""What phones send: one entry, `record`, for every message; and what makes signatures stand or fall."""

from app.services.field.kinds import Kind
from app.services.field.receipt import Receipt
from app.services.field.record import record
from app.services.field.signatures import revalidate_signatures, verify_visit_evidence
from app.services.field.uploads import Upload, append_bytes

__all__ = [
    "Kind",
    "Receipt",
    "Upload",
    "append_bytes",
    "record",
    "revalidate_signatures",
    "verify_visit_evidence",
]
