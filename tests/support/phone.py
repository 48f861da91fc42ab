"""An engineer's phone, as services and the mobile API see it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from PIL import Image
from uuid_utils.compat import uuid7

from app.kernel import Principal, Role, Runtime, unit_of_work
from app.visits.commands.field import UNMARKED, Kind, Marks, Message, Receipt, append_bytes, record
from app.visits.reads.visit_detail import record_of
from checklists import Template, load_shipped
from checklists.kinds import Choice, FreeText, Number, Photo, SignedBy, YesNo
from tests.support.build import SHANGHAI, Job
from tests.support.clock import FakeClock

FIVE_ONES = ("shoe_covers", "cleaning_cloth", "mat_cloth", "anti_static_strap", "supervision_card")

DEGREE_M = 111_195
"""Metres in a degree of latitude."""

STROKES = [[{"x": 10 + 8 * n, "y": 20 + n % 3 * 15, "t": 16 * n, "p": 0.5} for n in range(20)]]


def drawing(seed: int) -> list[list[dict[str, Any]]]:
    """A signature that is like no other one of another seed; the first is `STROKES`."""
    if not seed:
        return STROKES
    bends = [(n * n * (seed + 2) + n * 7 * seed) % 61 for n in range(20)]
    return [[{"x": 10 + 8 * n, "y": 20 + bend, "t": 16 * n, "p": 0.5} for n, bend in enumerate(bends)]]


def picture(colour: str = "red", kind: str = "PNG") -> bytes:
    """The bytes of a small picture."""
    target = io.BytesIO()
    Image.new("RGB", (16, 12), colour).save(target, kind)
    return target.getvalue()


def sha256(data: bytes) -> str:
    """The hash that names a photo."""
    return hashlib.sha256(data).hexdigest()


def filled(templates: Sequence[Template], photo: str) -> list[dict[str, Any]]:
    """Answers that pass every gate: yes, the usual option, the least number, a word, the one photo."""
    answers: list[dict[str, Any]] = []
    for template in templates:
        for item in template.items:
            value: Any
            match item.kind:
                case YesNo():
                    value = True
                case Choice(options):
                    value = options[0].key
                case Number(minimum):
                    value = minimum
                case FreeText():
                    value = "ok"
                case Photo():
                    value = photo
                case SignedBy():
                    continue
            answers.append({"template": template.key, "item": item.key, "value": value})
    return answers


@dataclass
class Phone:
    """Sends messages of one engineer, each in a transaction of its own."""

    runtime: Runtime
    clock: FakeClock
    job: Job
    engineer_id: UUID | None = None
    slow_s: float = 0.0
    sent: int = field(default=0)
    hands: dict[str, int] = field(default_factory=dict)

    @property
    def principal(self) -> Principal:
        """The engineer behind the phone."""
        return Principal(Role.ENGINEER, name="phone", engineer_id=self.engineer_id or self.job.engineer_id)

    @property
    def time(self) -> datetime:
        """What the phone's own clock shows."""
        return self.clock.now - timedelta(seconds=self.slow_s)

    def send(
        self,
        kind: Kind,
        body: Mapping[str, Any] | None = None,
        *,
        event_id: UUID | None = None,
        ago_s: float = 0,
        offline: bool = False,
        visit_id: UUID | None = None,
        marks: Marks = UNMARKED,
    ) -> Receipt:
        """Send what happened `ago_s` seconds ago and return the receipt, refusals included."""
        about = None if kind in (Kind.POSITIONS, Kind.AVAILABILITY) else visit_id or self.job.visit_id
        with unit_of_work(self.runtime, self.principal) as uow:
            message = Message(
                kind,
                about,
                event_id or uuid7(),
                self.time - timedelta(seconds=ago_s),
                offline=offline,
                body=body or {},
                marks=marks,
            )
            return record(uow, message, self.time)

    def answer(self, *answers: tuple[str, str, Any], **how: Any) -> Receipt:
        """Answer items, given as (template, item, value)."""
        rows = [{"template": t, "item": i, "value": v} for t, i, v in answers]
        return self.send(Kind.ANSWERS, {"answers": rows}, **how)

    def check_five_ones(self, **how: Any) -> Receipt:
        """Check off the set."""
        return self.answer(*(("five_ones", item, True) for item in FIVE_ONES), **how)

    def drive(self) -> None:
        """Accept, check off the five ones and depart."""
        self.send(Kind.ACCEPT).unwrap()
        self.check_five_ones().unwrap()
        self.send(Kind.DEPART).unwrap()

    def arrive(self, code: str | None = "4711", point: tuple[float, float] = SHANGHAI, **how: Any) -> Receipt:
        """Report the arrival."""
        body: dict[str, Any] = {"position": {"lat": point[0], "lon": point[1], "accuracy_m": 12}}
        return self.send(Kind.ARRIVE, body | ({"code": code} if code else {}), **how)

    def seen(self, metres: float, ago_s: float, *, mock: bool = False, **how: Any) -> None:
        """Report a position so many metres north of the middle of Shanghai, taken so long ago."""
        at = (self.time - timedelta(seconds=ago_s)).isoformat()
        point = {"lat": SHANGHAI[0] + metres / DEGREE_M, "lon": SHANGHAI[1], "accuracy_m": 9, "at": at}
        told = point | ({"mock": True} if mock else {})
        self.send(Kind.POSITIONS, {"positions": [told]}, **how).unwrap()

    def go_on_site(self) -> None:
        """Everything up to a confirmed arrival."""
        self.drive()
        self.arrive().unwrap()

    def announce(self, data: bytes, **how: Any) -> Receipt:
        """Announce a photo."""
        body = {
            "sha256": sha256(data),
            "size": len(data),
            "mime": "image/png",
            "taken_at": self.time.isoformat(),
        }
        return self.send(Kind.PHOTO, body, **how)

    def upload(self, data: bytes) -> None:
        """Send all bytes of a photo at once."""
        with unit_of_work(self.runtime, self.principal) as uow:
            upload = append_bytes(uow, self.job.visit_id, sha256(data), 0, data)
        upload.unwrap()

    def work(self, data: bytes | None = None) -> None:
        """Photograph and answer everything that a jammed printer needs."""
        data = data or picture()
        self.announce(data).unwrap()
        self.upload(data)
        templates = load_shipped().for_visit("printer.paper_jam", "printer")
        self.send(Kind.ANSWERS, {"answers": filled(templates, sha256(data))}).unwrap()

    def shown(self) -> dict[str, Any]:
        """The record and its digest as the server shows them."""
        with unit_of_work(self.runtime, self.principal, write=False) as uow:
            return record_of(uow, self.job.visit_id)

    def sign(
        self, role: str = "customer", digest: str | None = None, strokes: Any = None, **how: Any
    ) -> Receipt:
        """Sign the record that the server shows, or the one with `digest`; by hand, so never twice alike."""
        turn = self.hands[role] = self.hands.get(role, -1) + 1
        body = {
            "role": role,
            "signer_name": "Han Meimei",
            "strokes": strokes or drawing(2 * turn + (role == "customer") if turn else 0),
            "digest": digest or self.shown()["digest"],
        }
        return self.send(Kind.SIGNATURE, body, **how)

    def finish_work(self) -> None:
        """Everything up to both signatures."""
        self.go_on_site()
        self.work()
        self.sign("engineer").unwrap()
        self.sign("customer").unwrap()

    def complete(self, **how: Any) -> Receipt:
        """Complete the visit."""
        return self.send(Kind.COMPLETE, {"summary": "Rollers cleaned."}, **how)
