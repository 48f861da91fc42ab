"""The customer: asks for repair, follows the visit, confirms it, rates it; now and then calls it off."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from app.demo.case import Case, Told
from app.demo.client import Door
from app.demo.day import instant, talk_s
from app.demo.loading import Loaded
from app.demo.pages import Pages
from app.demo.people import person
from app.demo.players.around import Surroundings
from app.demo.randomness import spread
from app.demo.world import Call, Day

_DESCRIPTIONS = (
    "今早开始出现 · Since this morning",
    "急用，请尽快 · Urgent, please hurry",
    "时好时坏 · Comes and goes",
    "",
)
_CANCELS = "自行恢复正常 · It works again"
_TRACKING = "/portal/v1/tracking/{token}"
_LINK = "/api/v1/service-requests/{request_id}/tracking-link"
_LOOK_S, _CANCEL_S, _COMPLAIN_S = 900, 480, 600
_PAGE = "/mine/requests/{request_id}"
_LATE = "工程师来得太晚，耽误了我们的工作 · The engineer came late, and our work stood still"
_LIED_TO = "系统显示工程师已到，其实没有人来 · I was told that the engineer had arrived, and nobody had"


class Customers:
    """Everybody who calls on this day.

    `hotline` is a dispatcher's door, `integration` the one of a customer's own system, and `accounts` opens
    those of the clients themselves: only they, and the contact on record, get links that act for them.
    `pages` are what a client sees who signs in.
    """

    def __init__(
        self,
        around: Surroundings,
        hotline: Door,
        integration: Door,
        accounts: Callable[[int], Door],
        pages: Callable[[int], Pages],
        loaded: Loaded,
        rng: random.Random,
    ) -> None:
        self._around, self._scene, self._habits = around, around.scene, around.habits
        self._hotline, self._integration = hotline, integration
        self._accounts, self._pages = accounts, pages
        self._loaded, self._rng = loaded, rng
        around.book.when_completed(self.completed)

    def plan_day(self) -> None:
        """Let every call of the day come at its time."""
        self.plan(self._around.day)

    def plan(self, day: Day) -> None:
        """Let every call of a day in this city come at its time; those of the past come no more."""
        for call in day.calls:
            made_at = instant(day, call.at_s)
            if made_at < self._scene.now:
                continue
            entered_at = made_at + timedelta(seconds=talk_s(self._rng, call.channel))
            self._scene.at(entered_at, partial(self._ask, call, made_at))

    def completed(self, case: Case) -> None:
        """A visit is over: confirm it and rate it, each after a while; complain if there is a reason."""
        why = self._grievance(case)
        if why and self._rng.random() < self._habits.complains:
            wait_s = spread(self._rng, _COMPLAIN_S, 0.5, 120, 2400)
            self._scene.after(wait_s, lambda: self._complain(case, why))
        self._scene.after(
            spread(self._rng, self._habits.confirm_s, 0.6, 30, 1800), lambda: self._confirm(case)
        )

    def _grievance(self, case: Case) -> str:
        """What a customer may complain about, each but once; blank where nothing went wrong."""
        if any(told.request_id == case.request_id for told in self._around.book.complaints):
            return ""
        lied_to = any(
            lie.request_id == case.request_id and lie.manner.is_lie for lie in self._around.book.lies
        )
        return _LIED_TO if lied_to else _LATE if case.kept is False else ""

    def _complain(self, case: Case, why: str) -> None:
        """Write it on the page of the request."""
        pages = self._pages(self._around.day.city.places[case.call.place].client)
        pages.send(_PAGE, f"{_PAGE}/complain", {"text": why}, request_id=case.request_id)
        self._around.book.complaints.append(Told(case.request_id, self._scene.now))

    def _ask(self, call: Call, made_at: datetime) -> None:
        place = self._around.day.city.places[call.place]
        contact = person(self._rng)
        body: dict[str, Any] = {
            "customer_id": self._loaded.clients[place.client],
            "site_id": self._loaded.sites[call.place],
            "fault_code": call.fault,
            "description": self._rng.choice(_DESCRIPTIONS),
            "contact": {"name": contact, "phone": self._around.day.city.clients[place.client].phone},
            "channel": call.channel,
            "requested_at": made_at.isoformat(),
            "expected_service_s": call.expected_s,
            "min_stars": call.min_stars,
        }
        if call.machine is not None:
            body |= self._machine(call)
        door = self._integration if call.channel == "integration" else self._hotline
        self._opened(call, door.post("/api/v1/service-requests", body), contact)

    def _machine(self, call: Call) -> dict[str, Any]:
        """Name the machine, by the QR code on it where that was scanned."""
        index = call.machine or 0
        if call.channel == "qr":
            return {"asset_qr": self._around.day.city.places[call.place].machines[index].qr_code}
        return {"asset_id": self._loaded.machines[call.place][index]}

    def _opened(self, call: Call, answer: Mapping[str, Any], contact: str) -> None:
        case = Case(
            call=call,
            request_id=answer["id"],
            code=answer["code"],
            tracking_token=self._own_link(call, answer["id"]),
            requested_at=datetime.fromisoformat(answer["requested_at"]),
            due_at=datetime.fromisoformat(answer["due_at"]),
            contact_name=contact,
        )
        self._around.book.open(case)
        if self._rng.random() < self._habits.cancels:
            self._scene.after(spread(self._rng, _CANCEL_S, 0.6, 60, 3000), lambda: self._cancel(case))
        if self._rng.random() < self._habits.looks_at_link:
            self._scene.after(_LOOK_S, lambda: self._look(case))

    def _own_link(self, call: Call, request_id: str) -> str:
        """The customer's own link: what the hotline and the partner are given only shows."""
        client = self._around.day.city.places[call.place].client
        link = self._accounts(client).post(_LINK, request_id=request_id)
        return str(link["token"])

    def _look(self, case: Case) -> None:
        self._around.customers.get(_TRACKING, token=case.tracking_token)

    def _cancel(self, case: Case) -> None:
        """Call it off, unless the engineer is there already."""
        if case.visits:
            return
        route, body = "/api/v1/service-requests/{request_id}/cancel", {"reason": _CANCELS}
        if self._hotline.try_post(route, body, request_id=case.request_id):
            case.state = "cancelled"

    def _confirm(self, case: Case) -> None:
        """Confirm the visit, unless the engineer is needed again by now."""
        confirmed = self._around.customers.try_post(f"{_TRACKING}/confirm", token=case.tracking_token)
        if confirmed and self._rng.random() < self._habits.rates:
            self._scene.after(spread(self._rng, self._habits.rate_s, 0.8, 60, 7200), lambda: self._rate(case))

    def _rate(self, case: Case) -> None:
        score = self._score(case)
        body = {
            "score": score,
            "on_time": max(score, 4) if case.kept else min(score, 3),
            "technical": score,
            "attitude": min(5, score + 1),
            "five_ones_used": True,
            "problem_solved": score > 1,
        }
        self._around.customers.try_post(f"{_TRACKING}/rate", body, token=case.tracking_token)

    def _score(self, case: Case) -> int:
        """Punctual and skilled engineers please more: four on average, half a point for either."""
        stars = case.visits[-1].stars
        mood = 3.6 + 0.25 * (stars - 3) + (0.5 if case.kept else -0.7) + self._rng.gauss(0, 0.6)
        return min(5, max(1, round(mood)))
