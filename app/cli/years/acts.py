"""Plays a request by the commands that a running installation acts by, at the instants of its story."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.cli.years.phone import RECEPTION, Phone
from app.cli.years.story import CallBack, Card, End, Story
from app.dispatching.commands import offers
from app.dispatching.commands.apply import Slot, place
from app.hotline.commands import calls
from app.hotline.commands.verdicts import decide
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.rules.verdicts import AboutWhom, ComplaintDecision, ComplaintFinding
from app.kernel import Principal, Role, UnitOfWork
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

DESK = Principal(Role.DISPATCHER, "dispatcher")
JUDGE = Principal(Role.ADMIN, "admin")
SUMMARY = "已修复，客户试用正常。"


class Player(Phone):
    """Acts as the office, the phone and the customer, each act in a transaction of its own."""

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
        self.clock.now = story.at["watched"]
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
            with self.as_(DESK, "closed") as uow:
                follow_up.close(uow, self.request_id)

    def _reported(self) -> None:
        parties = self.story.parties
        report = Report(
            parties.fault_code,
            "phone",
            site_id=parties.site_id,
            asset_id=parties.asset_id,
            contact=Contact(RECEPTION),
        )
        with self.as_(DESK, "requested") as uow:
            request, visit = receive(uow, report)
            self.request_id, self.visit_id = request.id, visit.id

    def _called_off(self) -> None:
        with self.as_(DESK, "closed") as uow:
            cancel_request(uow, self.request_id, "Works again.")

    def _visited(self, which: str, end: End) -> None:
        self._sent_out(which)
        self.under_way(which)
        if end is End.DONE:
            self.signed(f"{which}signed", "engineer")
            self.signed(f"{which}countersigned", "customer")
            late = not (which or self.story.shape.in_time)
            told = {"summary": SUMMARY}
            self.send(Kind.COMPLETE, f"{which}ended", told, sent="sent" if late else None)
        else:
            self.send(Kind.INCOMPLETE, f"{which}ended", {"reason": str(end)})

    def _sent_out(self, which: str) -> None:
        parties = self.story.parties
        newest = (
            select(Visit).where(Visit.request_id == self.request_id).order_by(Visit.ordinal.desc()).limit(1)
        )
        with self.as_(Principal(Role.SYSTEM, "system"), f"{which}placed") as uow:
            visit = uow.session.scalars(newest).one()
            self.visit_id = visit.id
            place(uow, visit, Slot(parties.engineer_id, 0, self.story.at[f"{which}eta"]))
            offers.offer(uow, visit, uow.get(Territory, parties.territory_id))

    def _customer(self, act: str, does: Callable[[UnitOfWork], object]) -> None:
        who = Principal(Role.CUSTOMER, "customer", customer_id=self.story.parties.customer_id)
        with self.as_(who, act) as uow:
            does(uow)

    def _confirmed(self) -> None:
        self._customer("confirmed", lambda uow: portal.confirm(uow, self.request_id))

    def _rated(self) -> None:
        card = dict(self.story.card)
        score = card.pop("score")
        told = CardAnswers(**card)
        self._customer("rated", lambda uow: portal.rate(uow, self.request_id, score, "", told))

    def _called_back(self, act: str, *, solved: bool) -> None:
        with self.as_(DESK, act) as uow:
            follow_up.follow_up(uow, self.request_id, solved=solved, result="已回访。")

    def _complained(self) -> None:
        parties = self.story.parties
        with self.as_(DESK, "complained") as uow:
            about = calls.About(customer_id=parties.customer_id, request_id=self.request_id)
            taken = calls.Taken(
                str(uow.new_id()), CallOutcome.COMPLAINT, RECEPTION, parties.phone, "服务不满意。"
            )
            call_id = calls.log(uow, taken, about).id
        with self.as_(DESK, "answered") as uow:
            calls.done(uow, call_id, "已致歉。")
        with self.as_(JUDGE, "judged") as uow:
            found = ComplaintFinding(self.story.verdict)
            decide(
                uow, call_id, ComplaintDecision(found, AboutWhom.ENGINEER, "已核实。", parties.engineer_id), 0
            )
