"""The rules of rewards for managers: their versions, each read, written as a draft, and published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.drafts import VersionState
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.rewards.commands import rules as service
from app.rewards.pages import words
from app.rewards.reads import rules as reads
from app.rewards.rules.handbook import BASES, FIELDS, MOST_RULES, NUMBERS
from app.rewards.tables import RewardRulesVersion
from app.web.context import runtime, transaction
from app.web.pages import drafted, kept, once
from app.web.pages.form_kit import Form
from app.web.pages.forms import see
from app.web.wording import say

_BLANK = 2
"""So many empty rows stand below the rules of a draft."""
_LONGEST = 120
Wrong = Mapping[str, Sequence[str]]


def reward_rules() -> str:
    """Show all versions."""
    with transaction(write=False) as uow:
        return render_template(
            "reward_rules.html",
            every=uow.session.scalars(reads.listing()).all(),
            current=reads.in_force(uow),
            zone=zone_of_customer(uow, None),
            now=uow.now,
        )


def begin_reward_rules() -> Response:
    """Begin the next version, or go on with the draft that there is."""
    return drafted.next_begun(service.begin, _address)


def reward_rules_version(version_id: UUID) -> str:
    """Show one version; a draft as a form."""
    with transaction(write=False) as uow:
        return _page(uow, version_id)


def write_reward_rules(version_id: UUID) -> Response:
    """Write a draft; what is at fault is not saved, and stands in the form with what is wrong."""
    content = _content_typed()
    try:
        with transaction() as uow:
            once.reserve(uow)
            service.write(uow, version_id, drafted.seen(), content)
            once.led_to(uow, _address(version_id))
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as refused:
        wrong = refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}
        with transaction(write=False) as uow:
            return make_response(_page(uow, version_id, content, wrong), refused.status)
    flash(say(Phrase("Saved. A second person has to publish it.")), "good")
    return see(_address(version_id))


def publish_reward_rules(version_id: UUID) -> Response:
    """Put a draft into force."""
    seen = drafted.seen()
    return drafted.published(
        lambda uow: service.publish(uow, version_id, seen),
        lambda number: Phrase("Version %(number)s is in force from the next monthly run on.", number=number),
        _address(version_id),
    )


def discard_reward_rules(version_id: UUID) -> Response:
    """Throw a draft away."""
    seen = drafted.seen()
    return drafted.thrown_away(
        lambda uow: service.DRAFTS.throw_away(uow, version_id, seen),
        _address(version_id),
        url_for("pages.reward_rules"),
    )


def _content_typed() -> dict[str, Any]:
    """Read the rows that are not empty; what is no number stays a text, and is a fault."""
    rules = []
    for n in range(MOST_RULES + _BLANK):
        row = {name: request.form.get(f"rules.{n}.{name}", "").strip()[:_LONGEST] for name in FIELDS}
        if row["code"] or row["name_en"] or row["name_zh"]:
            rules.append({name: _number(text) if name in NUMBERS else text for name, text in row.items()})
    bases = {name: _number(request.form.get(name, "").strip()[:_LONGEST]) for name in BASES}
    return {**bases, "rules": rules}


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() else text


def _page(
    uow: UnitOfWork, version_id: UUID, typed: Mapping[str, Any] | None = None, wrong: Wrong | None = None
) -> str:
    row = uow.get(RewardRulesVersion, version_id)
    content = typed or row.content
    rows = list(content["rules"])
    is_draft = row.state == VersionState.DRAFT
    if is_draft:
        rows += [dict.fromkeys(FIELDS, "") for _ in range(_BLANK)][: MOST_RULES - len(rows)]
    labels = {f"rules.{n}.{name}": words.FIELDS[name] for n in range(len(rows)) for name in FIELDS}
    values = {f"rules.{n}.{name}": str(one[name]) for n, one in enumerate(rows) for name in FIELDS}
    values |= {name: str(content[name]) for name in BASES}
    return render_template(
        "reward_rules_version.html",
        row=row,
        rows=rows,
        content=content,
        is_draft=is_draft,
        current=reads.in_force(uow),
        form=Form(Schema(), {**words.BASES, **labels, "rules": Phrase("Rules")}, values, wrong or {}),
        bases=list(BASES),
        names=FIELDS,
        once=once.fresh(uow),
        words=words,
        currency=runtime().settings.currency,
    )


def _address(version_id: UUID) -> str:
    return url_for("pages.reward_rules_version", version_id=version_id)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/rewards/rules", view_func=reward_rules)
    site.add_url_rule("/rewards/rules", view_func=begin_reward_rules, methods=["POST"])
    at = "/rewards/rules/<uuid:version_id>"
    site.add_url_rule(at, view_func=reward_rules_version)
    site.add_url_rule(at, view_func=write_reward_rules, methods=["POST"])
    site.add_url_rule(f"{at}/publish", view_func=publish_reward_rules, methods=["POST"])
    site.add_url_rule(f"{at}/discard", view_func=discard_reward_rules, methods=["POST"])
