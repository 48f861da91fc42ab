"""What phones send: one entry, `record`, for every message; and what makes signatures stand or fall."""

from app.services.field.counted import Call, last_of, tick_of
from app.services.field.devices import Clock, meet_device, note_unkept
from app.services.field.envelope import UNMARKED, Marks
from app.services.field.kinds import Kind, Status
from app.services.field.receipt import Receipt
from app.services.field.record import Message, record, record_batch, rejudge_doubtful
from app.services.field.signatures import revalidate_signatures, verify_visit_evidence
from app.services.field.uploads import Upload, append_bytes

__all__ = [
    "UNMARKED",
    "Call",
    "Clock",
    "Kind",
    "Marks",
    "Message",
    "Receipt",
    "Status",
    "Upload",
    "append_bytes",
    "last_of",
    "meet_device",
    "note_unkept",
    "record",
    "record_batch",
    "rejudge_doubtful",
    "revalidate_signatures",
    "tick_of",
    "verify_visit_evidence",
]
