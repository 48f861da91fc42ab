"""What the handler of one message works with, and the two ways in which it may come at the wrong time."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.dispatching.reads.asked import may_say_yes
from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.phones.rules.envelope import corrected
from app.phones.tables import PhoneEvent
from app.registers.tables import Engineer, Territory
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit
from checklists.answers import clean_text
from checklists.errors import AnswerInvalid


def dotted(path: str) -> str:
    """Write `strokes[0][3].x` as problems name fields: `strokes.0.3.x`."""
    return re.sub(r"\[(\d+)\]", r".\1", path)


class TooEarly(Exception):
    """The message builds on one that has not come yet; `reason` becomes a flag."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class TooLate(Exception):
    """The state no longer allows what the message says; `reason` becomes a flag."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass
class JudgedMessage:
    """A stored message at work.

    `lenient`: the moment when the phone could be told no has passed.  `approved`: the office has looked at
    it and lets it count, though it was refused before.
    """

    uow: UnitOfWork
    event: PhoneEvent
    lenient: bool
    flags: list[str] = field(default_factory=list)
    approved: bool = field(default=False, kw_only=True)

    @property
    def body(self) -> Mapping[str, Any]:
        """The message as plain JSON."""
        return self.event.body

    @property
    def engineer_id(self) -> UUID:
        """Who sent it."""
        return self.event.engineer_id

    @property
    def at(self) -> datetime:
        """When it happened: corrected device time, never after the receipt."""
        return corrected(self.event.device_at, self.event.skew_s, self.event.received_at)

    def flag(self, code: str) -> None:
        """Note something that a dispatcher should know; the same flag stands once."""
        if code not in self.flags:
            self.flags.append(code)

    def text(self, name: str, max_length: int, *, optional: bool = False) -> str:
        """Return a text of the body, cleaned; "" where an optional one is absent or blank.

        Raises:
            Invalid: it is empty, too long, or holds control characters.
        """
        value = self.body.get(name)
        if optional and (value is None or (isinstance(value, str) and not value.strip())):
            return ""
        try:
            return clean_text(value, max_length, name)
        except AnswerInvalid as bad:
            raise Invalid({bad.path: Phrase.of(bad.text)}) from bad


@dataclass
class VisitMessage(JudgedMessage):
    """A message about a visit, whose request and visit are locked.

    `attached`: a person of the office says that it belongs to this visit, whoever has the visit now.
    """

    visit: Visit = field(kw_only=True)
    request: ServiceRequest = field(kw_only=True)
    attached: bool = field(default=False, kw_only=True)

    def territory(self) -> Territory:
        """The settings of the visit's territory."""
        return self.uow.get(Territory, self.visit.territory_id)

    def demand(self, now: Collection[VisitState], before: Mapping[VisitState, str] | None = None) -> None:
        """Let the message pass in the states `now`; in those of `before` it waits for what they name.

        Raises:
            TooEarly: the visit has not got there yet, or waits for this engineer's yes.
            TooLate: the visit is past it, or somebody else's.
        """
        if self.visit.state == VisitState.CANCELLED:
            raise TooLate("visit_cancelled")
        if self.visit.engineer_id != self.engineer_id and not self.attached:
            if not self.approved and may_say_yes(self.uow, self.visit, self.engineer_id):
                raise TooEarly("waits_for_acceptance")
            raise TooLate("visit_reassigned")
        if self.visit.state in now:
            return
        if before and self.visit.state in before:
            raise TooEarly(f"waits_for_{before[VisitState(self.visit.state)]}")
        raise TooLate(f"visit_{self.visit.state}")

    def touch(self) -> None:
        """Note that the visit changed."""
        self.visit.updated_at = self.uow.now


@dataclass
class EngineerMessage(JudgedMessage):
    """A message about the engineer alone, whose row is locked."""

    engineer: Engineer = field(kw_only=True)


VisitHandler = Callable[[VisitMessage], None]
"""Reads the body, then asks for the state, then for the rules, and only then changes anything.

A handler that raises has changed nothing but what shall be kept with the refusal, because the
transaction goes on to store the message.
"""

EngineerHandler = Callable[[EngineerMessage], None]
"""Likewise, for messages about no visit."""
