"""Plays a request by the commands that a running installation acts by, at the instants of its story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, select

from app.demo.years.draws import Draws
from app.demo.years.story import CallBack, Card, End, Story
from app.dispatching.commands import offers
from app.dispatching.commands.apply import Slot, place
from app.hotline.commands import calls
from app.hotline.commands.verdicts import decide
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.rules.verdicts import AboutWhom, ComplaintDecision, ComplaintFinding
from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.phones.rules.kinds import Kind
from app.portal.commands import portal
from app.promise.commands.look import look
from app.registers.tables import Territory
from app.requests.commands import follow_up
from app.requests.commands.cancel import cancel_request
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import Contact, Report
from app.requests.rules.card import CardAnswers
from app.requests.tables import Visit
from app.visits.commands.field import Message, record
from app.visits.reads.visit_detail import record_of

DESK = Principal(Role.DISPATCHER, "dispatcher")
JUDGE = Principal(Role.ADMIN, "admin")
RECEPTION = "前台 Reception"
SUMMARY = "已修复，客户试用正常。"
FIVE_ONES = ("five_ones", "set_complete")
FIX_M, ARRIVAL_M = 9, 12
_POINTS = 6


@dataclass
class StoryClock:
    """Shows the instant of the act that is played."""

    now: datetime

    def read(self, connection: Connection) -> datetime:
        """Return it, whatever the database."""
        del connection
        return self.now


class Player:
    """Acts as the office, the phone and the customer, each act in a transaction of its own."""

    def __init__(self, runtime: Runtime, clock: StoryClock, draws: Draws) -> None:
        self.runtime, self.clock = replace(draws.given_to(runtime), clock=clock), clock
        self.story: Story
        self.request_id: UUID
        self.visit_id: UUID

    def play(self, story: Story) -> None:
        """Play all of it; afterwards nothing waits for anybody."""
        self.story, shape = story, story.shape
        self._reported()
        if shape.end is End.CALLED_OFF:
            self._called_off()
        else:
            self._visited("", shape.end)
            if shape.comes_again and shape.end is not End.DONE:
                self._visited("again_", End.DONE)
            self._afterwards()
        look(self.runtime, story.parties.territory_id)

    def _afterwards(self) -> None:
        shape = self.story.shape
        self._confirmed()
        if shape.card is not Card.NONE:
            self._rated()
        if shape.complaint:
            self._complained()
        if shape.call_back is CallBack.UNSOLVED:
            self._called_back("called", solved=False)
            self._visited("again_", End.DONE)
            self._called_back("called_again", solved=True)
        elif shape.call_back is CallBack.SOLVED:
            self._called_back("called", solved=True)
        if shape.call_back is not CallBack.NONE:
            with self._as(DESK, "closed") as uow:
                follow_up.close(uow, self.request_id)

    def _as(self, who: Principal, act: str) -> Any:
        self.clock.now = self.story.at[act]
        return unit_of_work(self.runtime, who)

    def _reported(self) -> None:
        parties = self.story.parties
        report = Report(
            parties.fault_code,
            "phone",
            site_id=parties.site_id,
            asset_id=parties.asset_id,
            contact=Contact(RECEPTION),
        )
        with self._as(DESK, "requested") as uow:
            request, visit = receive(uow, report)
            self.request_id, self.visit_id = request.id, visit.id

    def _called_off(self) -> None:
        with self._as(DESK, "closed") as uow:
            cancel_request(uow, self.request_id, "Works again.")

    def _visited(self, which: str, end: End) -> None:
        self._sent_out(which)
        self._under_way(which)
        if end is End.DONE:
            self._signed(f"{which}signed", "engineer")
            self._signed(f"{which}countersigned", "customer")
            late = not (which or self.story.shape.in_time)
            told = {"summary": SUMMARY}
            self._phone(Kind.COMPLETE, f"{which}ended", told, sent="sent" if late else None)
        else:
            self._phone(Kind.INCOMPLETE, f"{which}ended", {"reason": str(end)})

    def _sent_out(self, which: str) -> None:
        parties = self.story.parties
        newest = select(Visit).where(Visit.request_id == self.request_id).order_by(Visit.ordinal.desc()).limit(1)
        with self._as(Principal(Role.SYSTEM, "system"), f"{which}placed") as uow:
            visit = cast("UnitOfWork", uow).session.scalars(newest).one()
            self.visit_id = visit.id
            place(uow, visit, Slot(parties.engineer_id, 0, self.story.at[f"{which}eta"]))
            offers.offer(uow, visit, uow.get(Territory, parties.territory_id))

    def _under_way(self, which: str) -> None:
        lat, lon = self.story.parties.point
        with_set = bool(which) or self.story.shape.five_ones
        self._phone(Kind.ACCEPT, f"{which}accepted")
        if with_set:
            self._checked(which)
        self._phone(Kind.DEPART, f"{which}departed", offline=not with_set)
        seen = {"lat": lat, "lon": lon, "accuracy_m": FIX_M, "at": self.story.at[f"{which}seen"].isoformat()}
        self._phone(Kind.POSITIONS, f"{which}seen", {"positions": [seen]}, about_visit=False)
        with self._as(DESK, f"{which}arrived") as uow:
            arrival_code = uow.get(Visit, self.visit_id).arrival_code
        there = {"position": {"lat": lat, "lon": lon, "accuracy_m": ARRIVAL_M}, "code": arrival_code}
        self._phone(Kind.ARRIVE, f"{which}arrived", there)
        if not with_set:
            self._checked(which)

    def _checked(self, which: str) -> None:
        """Say that the five ones are there: before the departure, or once somebody has brought them."""
        answer = {"template": FIVE_ONES[0], "item": FIVE_ONES[1], "value": True}
        self._phone(Kind.ANSWERS, f"{which}checked", {"answers": [answer]})

    def _signed(self, act: str, role: str) -> None:
        with unit_of_work(self.runtime, self._engineer, write=False) as uow:
            digest = record_of(uow, self.visit_id)["digest"]
        steep = 3 if role == "engineer" else 5
        line = [{"x": 10 + 8 * n, "y": 20 + steep * n * n, "t": 16 * n} for n in range(_POINTS)]
        told = {"role": role, "signer_name": RECEPTION, "digest": digest, "strokes": [line]}
        self._phone(Kind.SIGNATURE, act, told)

    def _phone(
        self,
        kind: Kind,
        act: str,
        body: Mapping[str, Any] | None = None,
        *,
        about_visit: bool = True,
        offline: bool = False,
        sent: str | None = None,
    ) -> None:
        """Send what happened then: at once, or hours later where no net was."""
        happened_at = self.story.at[act]
        with self._as(self._engineer, sent or act) as uow:
            about = self.visit_id if about_visit else None
            message = Message(
                kind, about, uow.new_id(), happened_at, offline=offline or sent is not None, body=body or {}
            )
            record(uow, message, uow.now).unwrap()

    @property
    def _engineer(self) -> Principal:
        parties = self.story.parties
        return Principal(Role.ENGINEER, parties.engineer_number, engineer_id=parties.engineer_id)

    def _customer(self, act: str, does: Callable[[UnitOfWork], object]) -> None:
        who = Principal(Role.CUSTOMER, "customer", customer_id=self.story.parties.customer_id)
        with self._as(who, act) as uow:
            does(uow)

    def _confirmed(self) -> None:
        self._customer("confirmed", lambda uow: portal.confirm(uow, self.request_id))

    def _rated(self) -> None:
        card = dict(self.story.card)
        score = card.pop("score")
        told = CardAnswers(**card)
        self._customer("rated", lambda uow: portal.rate(uow, self.request_id, score, "", told))

    def _called_back(self, act: str, *, solved: bool) -> None:
        with self._as(DESK, act) as uow:
            follow_up.follow_up(uow, self.request_id, solved=solved, result="已回访。")

    def _complained(self) -> None:
        parties = self.story.parties
        with self._as(DESK, "complained") as uow:
            about = calls.About(customer_id=parties.customer_id, request_id=self.request_id)
            taken = calls.Taken(str(uow.new_id()), CallOutcome.COMPLAINT, RECEPTION, parties.phone, "服务不满意。")
            call_id = calls.log(uow, taken, about).id
        with self._as(DESK, "answered") as uow:
            calls.done(uow, call_id, "已致歉。")
        with self._as(JUDGE, "judged") as uow:
            found = ComplaintFinding(self.story.verdict)
            decide(uow, call_id, ComplaintDecision(found, AboutWhom.ENGINEER, "已核实。", parties.engineer_id), 0)


