"""At the customer's door: checklist, photos, parts, charges, signatures, and how the visit ends."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.demo.case import Case, VisitSeen
from app.demo.players.around import Surroundings
from app.demo.players.checklist import Worksheet
from app.demo.players.evidence import picture, signature
from app.demo.players.phone import Phone
from app.demo.randomness import spread

_SETTLE_S = 60
_BASEMENT_S = 150
_SUMMARY = "故障已排除，设备运行正常 · Repaired, works well"
_CAPTIONS = {"on_site": "维修前 · Before the work", "complete": "维修后 · After the work"}
_CHARGES = (("labour", 8000), ("express", 5000), ("cleaning", 3000))
_MISSING_PART_SHARE = 0.5
"""How much of the work is done when a part turns out to be missing."""


@dataclass(frozen=True)
class OnSite:
    """What one engineer does on site; `begin` starts it."""

    around: Surroundings
    engineer: str
    phone: Phone
    rng: random.Random

    def begin(self, case: Case, seen: VisitSeen, sheet: Worksheet, leave: Callable[[], None]) -> None:
        """Work through the visit; `leave` is called when the engineer is free again."""
        chance, is_first = self.rng.random(), len(case.visits) == 1
        if is_first and chance < self.around.habits.no_access:
            self.around.scene.after(
                self.around.habits.no_access_wait_s, lambda: self._give_up(seen, "no_access", leave)
            )
            return
        work_s = self._work_s(case, seen)
        self.around.scene.after(min(_SETTLE_S, work_s / 4), lambda: self._look(seen, sheet))
        if is_first and chance < self.around.habits.no_access + self.around.habits.part_missing:
            case.still_needed_s = math.ceil(work_s * (1 - _MISSING_PART_SHARE))
            after = work_s * _MISSING_PART_SHARE
            self.around.scene.after(after, lambda: self._give_up(seen, "part_missing", leave))
        else:
            self.around.scene.after(work_s, lambda: self._finish(case, seen, sheet, leave))

    def _work_s(self, case: Case, seen: VisitSeen) -> int:
        needed = case.call.service_s if case.still_needed_s is None else case.still_needed_s
        return math.ceil(needed * self.around.day.service_factor.get(seen.stars, 1.0))

    def _look(self, seen: VisitSeen, sheet: Worksheet) -> None:
        """Covers on, mat laid, a picture of what was found; in a basement it is sent when back up."""
        self._answer(seen, sheet, "on_site")
        if self.rng.random() >= self.around.habits.basement:
            self.phone.flush()

    def _answer(self, seen: VisitSeen, sheet: Worksheet, phase: str) -> None:
        pictures = [picture(self.rng) for _ in range(sheet.photos_wanted(phase))]
        for one in pictures:
            self.phone.photograph(seen.visit_id, one, _CAPTIONS.get(phase, ""))
        rows = sheet.fill(phase, [one.sha256 for one in pictures])
        if rows:
            self.phone.note(seen.visit_id, "answers", {"answers": rows})

    def _finish(self, case: Case, seen: VisitSeen, sheet: Worksheet, leave: Callable[[], None]) -> None:
        self._answer(seen, sheet, "complete")
        self._bill(case, seen)
        shown = self.phone.known_record(seen.visit_id)
        if shown is not None and self.rng.random() < self.around.habits.basement:
            self._finish_offline(case, seen, shown, leave)
            return
        self._sign(case, seen)
        self._completed(case, seen, self.phone.note(seen.visit_id, "complete", {"summary": _SUMMARY}))
        leave()

    def _finish_offline(
        self, case: Case, seen: VisitSeen, shown: Mapping[str, Any], leave: Callable[[], None]
    ) -> None:
        """Where there is no connection both sign what the phone knows; it is sent when back up."""
        for role, name in (("engineer", self.engineer), ("customer", case.contact_name)):
            self.phone.sign(seen.visit_id, role, name, signature(self.rng), shown)
        told = self.phone.note(seen.visit_id, "complete", {"summary": _SUMMARY})

        def back_up() -> None:
            self._completed(case, seen, told)
            leave()

        self.around.scene.after(_BASEMENT_S, back_up)

    def _completed(self, case: Case, seen: VisitSeen, told: str) -> None:
        if self.phone.counted(told):
            seen.ended, case.still_needed_s = "completed", None
            self.around.book.completed(case)

    def _bill(self, case: Case, seen: VisitSeen) -> None:
        if self.around.parts and self.rng.random() < self.around.habits.fits_part:
            used = {
                "part_code": self.rng.choice(self.around.parts),
                "quantity": 1,
                "serial_number": f"P-{case.code}",
            }
            self.phone.note(seen.visit_id, "part", used)
        if self.rng.random() < self.around.habits.charges:
            kind, cents = self.rng.choice(_CHARGES)
            self.phone.note(seen.visit_id, "charge", {"kind": kind, "amount_cents": cents})

    def _sign(self, case: Case, seen: VisitSeen) -> None:
        """Both sign the record as it is shown to them."""
        digest = self.phone.record(seen.visit_id)["digest"]
        for role, name in (("engineer", self.engineer), ("customer", case.contact_name)):
            signed = {"role": role, "signer_name": name, "strokes": signature(self.rng), "digest": digest}
            self.phone.note(seen.visit_id, "signature", signed)

    def _give_up(self, seen: VisitSeen, reason: str, leave: Callable[[], None]) -> None:
        wait_s = spread(self.rng, self.around.habits.part_arrives_s, 0.3, 1200, 7200)
        told = {
            "reason": reason,
            "note": "需再次上门 · Another visit is needed",
            "return_after": (self.around.scene.now + timedelta(seconds=round(wait_s))).isoformat(),
        }
        if self.phone.tell(seen.visit_id, "incomplete", told):
            seen.ended = "incomplete"
        leave()
