"""What phones send: one entry, `record`, for every message; and what makes signatures stand or fall."""

from app.phones.rules.envelope import UNMARKED, Marks
from app.phones.rules.kinds import Kind, Status
from app.visits.commands.field.counted import Call, last_of, tick_of
from app.visits.commands.field.devices import PhoneClock, meet_device, note_unkept
from app.visits.commands.field.receipt import Receipt
from app.visits.commands.field.record import Message, record, record_batch, rejudge_doubtful
from app.visits.commands.field.signatures import revalidate_signatures, verify_visit_evidence
from app.visits.commands.field.uploads import Upload, append_bytes

__all__ = [
    "UNMARKED",
    "Call",
    "Kind",
    "Marks",
    "Message",
    "PhoneClock",
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
