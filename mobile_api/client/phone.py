"""The phone: writes down what is done, brings it to the server, and learns what changed."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from mobile_api.client import state
from mobile_api.client.backoff import Backoff
from mobile_api.client.canonical import digest
from mobile_api.client.journal import Entry, Journal, Outcome
from mobile_api.client.outgoing import first_that_fit, is_late, message_of
from mobile_api.client.plain import plain
from mobile_api.client.transport import Rejected, Transport, Unreachable

BATCH = 100
BATCH_BYTES = 2_000_000
CHUNK_BYTES = 512 * 1024
MAX_PAGES = 200
"""A server that always says `more` is broken; the phone must not ask it forever."""

MAX_UPLOADS = 200
"""So many photos does the server ask for at once; more may be missing."""

PHOTO_TRIES = 3
RETRY = "retry"
REFUSED = "refused"


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


@dataclass
class Synced:
    """What a sync brought: outcomes in the order of the journal, and visits that are gone, with why."""

    outcomes: list[Outcome] = field(default_factory=list)
    gone: dict[str, str] = field(default_factory=dict)
    photos: int = 0


@dataclass
class PhoneClient:
    """One phone of one engineer.  `clock` is the phone's own, right or wrong.

    `counter` counts milliseconds since the boot that `boot_id` names, and nobody can set it; where no
    `boot_id` is given, every start of this object counts as a boot.  Only one thread may use it at a time.
    After a kill, make it again from its journal and go on.
    """

    journal: Journal
    transport: Transport
    clock: Callable[[], datetime]
    rng: random.Random
    device_id: str = ""
    app_version: str = ""
    chunk_bytes: int = CHUNK_BYTES
    backoff: Backoff = field(default_factory=Backoff)
    counter: Callable[[], int] = _monotonic_ms
    boot_id: str = ""

    def __post_init__(self) -> None:
        """Name the boot."""
        self.boot_id = self.boot_id or self.new_id()

    def marks(self) -> dict[str, Any]:
        """Return what supports the time of a message that is made now: its number, the boot, the counter."""
        return {
            "boot_id": self.boot_id,
            "sequence": self.journal.next_number(),
            "counter_ms": self.counter(),
        }

    def tell(self, kind: str, visit_id: str | None = None, body: Mapping[str, Any] | None = None) -> str:
        """Write down what was done, and return its event id; from then on it cannot be lost.

        Characters that no database keeps are replaced.
        """
        with self.journal.transaction():
            at = self.clock().isoformat()
            entry = Entry(self.new_id(), kind, visit_id, at, plain(dict(body or {})), **self.marks())
            self.journal.append(entry)
        return entry.event_id

    def take_photo(self, visit_id: str, data: bytes, mime: str, caption: str = "") -> str:
        """Keep a photo and announce it; return its hash, by which answers name it."""
        sha256 = hashlib.sha256(data).hexdigest()
        about = {"sha256": sha256, "size": len(data), "mime": mime, "taken_at": self.clock().isoformat()}
        with self.journal.transaction():
            event_id = self.tell("photo", visit_id, {**about, "caption": caption})
            self.journal.keep_photo(visit_id, sha256, data, event_id)
        return sha256

    def withdraw_photo(self, visit_id: str, sha256: str, reason: str) -> str:
        """Take a photo out of the visit's record, and let go of its bytes; return the event id."""
        with self.journal.transaction():
            event_id = self.tell("photo_withdrawn", visit_id, {"sha256": sha256, "reason": reason})
            self.journal.photo_arrived(visit_id, sha256)
        return event_id

    def record(self, visit_id: str) -> dict[str, Any] | None:
        """Return the visit's record as this phone knows it, to show at signing; None of another's visit."""
        return state.visit_record(self.journal, visit_id)

    def sign(
        self, visit_id: str, role: str, signer_name: str, strokes: Sequence[Any], shown: Mapping[str, Any]
    ) -> str:
        """Sign the record that was `shown`, with or without a connection; return the event id."""
        signed = {"role": role, "signer_name": signer_name, "strokes": list(strokes)}
        return self.tell("signature", visit_id, {**signed, "digest": digest(shown), "record": dict(shown)})

    def ask(
        self, kind: str, visit_id: str | None = None, body: Mapping[str, Any] | None = None
    ) -> Outcome | None:
        """Write down what was done and send it at once; None where no answer came: then it waits."""
        event_id = self.tell(kind, visit_id, body)
        try:
            self.sync(photos=False)
        except Unreachable:
            return None
        return self.journal.outcome(event_id)

    def sync(self, *, photos: bool = True) -> Synced:
        """Bring the outbox to the server, learn what changed, and send what is missing of photos.

        Raises:
            Unreachable: the server did not answer; everything that it did not acknowledge is kept.
            Rejected: it refuses this phone altogether (signed out, or a clock that is a day off).
        """
        done = Synced()
        answer = self._round(done)
        for _ in range(MAX_PAGES):
            again = any(outcome.status == RETRY for outcome in done.outcomes)
            if not answer["more"] and (again or not self.journal.outbox(1)):
                break
            answer = self._round(done)
        if photos:
            done.photos = self._send_photos(answer["uploads"])
        return done

    def sync_patiently(self, pause: Callable[[float], None], tries: int) -> Synced:
        """Sync, and again after a pause while the server does not answer.

        Raises:
            Unreachable: it did not answer any of `tries` times.
        """
        for failures in range(1, tries):
            try:
                return self.sync()
            except Unreachable as silence:
                wait = self.backoff.pause_s(failures, self.rng)
                pause(max(wait, silence.retry_after_s or 0.0))
        return self.sync()

    def itinerary(self) -> list[dict[str, Any]]:
        """Return the visits as the server last told them."""
        return state.itinerary(self.journal)

    def visit(self, visit_id: str) -> dict[str, Any] | None:
        """Return a visit with all that is needed to work on it; None where it is not this phone's."""
        return state.visit_detail(self.journal, visit_id)

    def expected_state(self, visit_id: str) -> str | None:
        """Return the state of a visit with what waits in the outbox counted in."""
        return state.expected_state(self.journal, visit_id)

    @property
    def idle(self) -> bool:
        """Whether the server has everything: no message and no photo waits."""
        return not self.journal.outbox(1) and not self.journal.photos_left()

    def _round(self, done: Synced) -> Mapping[str, Any]:
        batch = first_that_fit(self.journal.outbox(BATCH), BATCH_BYTES)
        now = self.clock()
        body = {
            "device_id": self.device_id,
            "app_version": self.app_version,
            "sent_at": now.isoformat(),
            "boot_id": self.boot_id,
            "counter_ms": self.counter(),
            "cursor": self.journal.known(state.META).get("cursor"),
            "events": [message_of(entry, now) for entry in batch],
        }
        # Noted first: after a kill nobody knows any more whether the server took them.
        self.journal.attempting(batch)
        answer = self.transport.sync(body)
        with self.journal.transaction():
            done.outcomes += self._settle(batch, answer["results"], now)
            state.fold_answer(self.journal, answer)
        done.gone |= {one["visit_id"]: one["why"] for one in answer["changes"]["gone"]}
        return answer

    def _settle(
        self, batch: Sequence[Entry], results: Sequence[Mapping[str, Any]], now: datetime
    ) -> list[Outcome]:
        outcomes = []
        for result in results:
            entry = batch[result["index"]]
            outcome = Outcome(entry.event_id, result["status"], dict(result))
            outcomes.append(outcome)
            if outcome.status == RETRY:
                continue
            self.journal.settle(outcome)
            if outcome.status == REFUSED and is_late(entry, now):
                self._retell(entry)
        return outcomes

    def _retell(self, entry: Entry) -> None:
        """Say again, as a thing that has happened, what was refused after the user had gone on.

        The server refused it when it came first, but that answer was lost: a refused id stays refused.
        The server knows it again by its device time and puts it before the dispatcher.  It has no number:
        it is no new thing that happened.
        """
        again = Entry(self.new_id(), entry.kind, entry.visit_id, entry.device_at, entry.body, offline=True)
        self.journal.append(again, retells=entry.event_id)

    def _send_photos(self, uploads: Sequence[Mapping[str, Any]]) -> int:
        """Send what the server lacks, and let go of what it does not ask for; return how many are whole."""
        asked = {(upload["visit_id"], upload["sha256"]) for upload in uploads}
        if len(asked) < MAX_UPLOADS:
            for left in self.journal.photos_left():
                if left not in asked:
                    self.journal.photo_arrived(*left)
        return sum(self._upload(upload) for upload in uploads)

    def _upload(self, upload: Mapping[str, Any]) -> bool:
        """Send the rest of a photo; True once the server has it all."""
        visit_id, sha256, offset = upload["visit_id"], upload["sha256"], upload["received"]
        data = self.journal.photo(visit_id, sha256)
        if data is None:
            return False
        while offset < len(data):
            chunk = data[offset : offset + self.chunk_bytes]
            try:
                told = self.transport.put_photo(visit_id, sha256, offset, chunk)
            except Rejected as no:
                received = no.problem.get("received")
                if received is None or self.journal.photo_refused(visit_id, sha256) >= PHOTO_TRIES:
                    return False
                offset = received
            else:
                offset = told["received"]
        self.journal.photo_arrived(visit_id, sha256)
        return True

    def new_id(self) -> str:
        """Return a UUIDv7 of the phone's clock (RFC 9562, section 5.7)."""
        at_ms = int(self.clock().timestamp() * 1000)
        value = (at_ms << 80) | (7 << 76) | (self.rng.getrandbits(12) << 64)
        return str(UUID(int=value | (2 << 62) | self.rng.getrandbits(62)))
