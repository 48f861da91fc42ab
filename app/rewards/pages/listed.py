"""Rewards and penalties in lists: those to answer for, as a file, and those of one engineer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template

from app.kernel import UnitOfWork
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.qualifications.reads.probations import of_engineer
from app.registers.reads import finding
from app.registers.tables import Engineer
from app.reports.pages import files
from app.rewards.pages import words
from app.rewards.reads import rewards as reads
from app.rewards.reads.rules import in_force
from app.rewards.rules.handbook import RewardUnit
from app.rewards.rules.states import RewardState
from app.rewards.tables import RewardProposal
from app.stars.rules.months import read_month
from app.web.context import principal, runtime, transaction
from app.web.downloads import as_file
from app.web.pages import lists
from app.web.policy import MANAGEMENT
from app.web.wording import say

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = (
    *(Phrase("Month"), Phrase("Engineer"), Phrase("Number"), Phrase("Rule"), Phrase("Kind")),
    *(Phrase("Measured"), Phrase("Proposed"), Phrase("Amount"), Phrase("Unit"), Phrase("State")),
    *(Phrase("Reason"), Phrase("Decided by"), Phrase("Objection"), Phrase("Answer")),
)


def rewards() -> str:
    """Show those that the caller answers for."""
    wanted = _wanted()
    with transaction(write=False) as uow:
        page = page_of(uow, reads.rewards(uow, **wanted), lists.page_number(), lists.PAGE_SIZE)
        return render_template(
            "rewards.html",
            page=page,
            people=_people(uow, page.rows),
            wanted=wanted,
            states=list(RewardState),
            rules=in_force(uow),
            words=words,
            currency=runtime().settings.currency,
        )


def rewards_file(kind: str) -> Response:
    """Send the same list as a file."""
    with transaction(write=False) as uow:
        rows = list(uow.session.scalars(reads.rewards(uow, **_wanted())))
        people = _people(uow, rows)
        table = [_line(row, people[row.engineer_id], runtime().settings.currency) for row in rows]
    heads = [say(one) for one in HEADS]
    if kind == "csv":
        answer = Response(files.as_csv(heads, table), content_type="text/csv; charset=utf-8")
    else:
        content = files.as_xlsx({say(Phrase("Rewards and penalties")): [heads, *table]})
        answer = Response(content, content_type=_XLSX)
    return as_file(answer, f"onehour-rewards.{kind}")


def rewards_of_engineer(engineer_id: UUID) -> str:
    """Show one engineer's: what is decided, what each month comes to, and his probation."""
    with transaction(write=False) as uow:
        engineer = reads.require_whose(uow, engineer_id)
        rows = list(uow.session.scalars(reads.rewards(uow, engineer_id=engineer_id)))
        return render_template(
            "rewards_of_engineer.html",
            e=engineer,
            rows=rows,
            bonuses=reads.bonuses(uow, rows),
            probations=of_engineer(uow, engineer_id),
            is_self=principal().engineer_id == engineer_id,
            office=principal().role in MANAGEMENT,
            words=words,
            money=RewardUnit.MONEY,
            currency=runtime().settings.currency,
        )


def _wanted() -> dict[str, Any]:
    month, state = read_month(lists.text("month")), lists.one_of("state", [str(one) for one in RewardState])
    found = {"month": str(month) if month else None, "state": state or None}
    return {name: value for name, value in found.items() if value}


def _people(uow: UnitOfWork, rows: Sequence[RewardProposal]) -> Mapping[UUID, Engineer]:
    return finding.rows_of(uow, "engineer", {row.engineer_id for row in rows})


def _line(row: RewardProposal, who: Engineer, currency: str) -> list[files.Cell]:
    rule = row.rule
    unit = currency if rule["unit"] == RewardUnit.MONEY else say(words.UNITS[rule["unit"]])
    figures: list[files.Cell] = [row.figure, row.proposed, row.amount]
    return [
        *(row.month, who.name, who.number, words.rule_name(rule), say(words.KINDS[rule["kind"]])),
        *(*figures, unit, say(words.STATES[row.state]), row.reason, row.decided_by_name),
        *(row.objection, row.answer),
    ]


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/rewards", view_func=rewards)
    site.add_url_rule("/rewards/file.<any(csv, xlsx):kind>", view_func=rewards_file)
    site.add_url_rule("/rewards/engineers/<uuid:engineer_id>", view_func=rewards_of_engineer)
