"""What the page of a call shows: who may be meant, what is known of him, which faults, what to say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from app.desk.reads.customer_file import CustomerFile, customer_file
from app.hotline.pages import words
from app.hotline.pages.bodies import NEW, Sent
from app.hotline.pages.saying import others
from app.hotline.pages.sealed import seal
from app.hotline.reads import calls, drafts
from app.hotline.reads.coming import coming_to
from app.hotline.reads.doubts import Doubt
from app.hotline.reads.search import Found, search
from app.hotline.reads.terms import Sentence
from app.hotline.rules.faults import Named, is_clear, ranked
from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.registers.reads.customers import zone_of_customer
from app.registers.reads.doubles import Double
from app.registers.reads.register_names import skill_names
from app.registers.reads.territories import around
from app.registers.tables import FaultType
from app.web.context import runtime
from app.web.pages import once

LIKELIEST, LAST_VISITS = 3, 5
_NUMBER = re.compile(r"[+\d][\d\s()-]{6,}$")


@dataclass(frozen=True)
class Extra:
    """What an answer adds to the page: what is wrong, the quote, likely doubles, the key of the form."""

    wrong: Mapping[str, list[str]] = field(default_factory=dict)
    sentence: Sentence | None = None
    doubles: list[Double] = field(default_factory=list)
    once: str = ""
    asked: str = ""
    doubts: Sequence[Doubt] = ()


def page(uow: UnitOfWork, said: Sent, extra: Extra | None = None) -> str:
    """Return the whole page."""
    extra = extra or Extra()
    found = search(uow, extra.asked) if extra.asked and said.customer_id is None else []
    if said.values.get("q") is None and len({one.customer.id for one in found}) == 1:
        said = _picked(said, found[0])
    elif not found and is_number(extra.asked) and not said.values.get("contact.phone"):
        said = Sent({**said.values, "contact.phone": extra.asked}, said.zone)
    return render_template(
        "hotline.html",
        found=found,
        asked=extra.asked,
        asked_phone=said.values.get("contact.phone") or (extra.asked if is_number(extra.asked) else ""),
        form=said.form(extra.wrong),
        once=extra.once or once.fresh(uow),
        saved=calls.saved_forms(uow),
        calls_open=calls.waiting(uow),
        drafts=[one for one in drafts.of_mine(uow) if one.form_key != extra.once],
        doubles=extra.doubles,
        doubts=extra.doubts,
        **who(uow, said),
        **faults(uow, said),
        chosen_engineer=said.engineer_id,
        **quoted(extra.sentence, uow),
    )


def is_number(text: str) -> bool:
    """Whether what was looked for is a telephone number, which then is the caller's."""
    return bool(_NUMBER.match(text.strip()))


def _picked(said: Sent, one: Found) -> Sent:
    """An incoming number that is one customer's alone needs no pick."""
    return Sent({**said.values, "customer_id": str(one.customer.id), "about": one.about}, said.zone)


def who(uow: UnitOfWork, said: Sent) -> dict[str, Any]:
    """Return what templates need about the customer who was picked."""
    file = _file(uow, said)
    key = file.customer.id if file else None
    return {
        "file": file,
        "about": said.about if said.about != NEW or not file else _only_place(file),
        "about_was": said.values.get(
            "about_was", _only_place(file) if file and "about" not in said.values else ""
        ),
        "coming": coming_to(uow, [one.request.id for one in file.open_requests]) if file else {},
        "last": file.history[:LAST_VISITS] if file else [],
        "calls": calls.of_customer(uow, key) if key else [],
        "fault_names": {row.code: row for row in calls.faults(uow)},
        "zone": zone_of_customer(uow, key),
        "around": around(uow, next((one.site.territory_id for one in file.sites), None) if file else None),
        "now": uow.now,
        "words": words,
    }


def _only_place(file: CustomerFile) -> str:
    """A customer with one place and at most one machine needs no choice."""
    places = [one for one in file.sites if one.site.active]
    if len(places) != 1:
        return NEW
    machines = [one.asset for one in places[0].assets if one.asset.active]
    return f"asset:{machines[0].id}" if len(machines) == 1 else f"site:{places[0].site.id}"


def _file(uow: UnitOfWork, said: Sent) -> CustomerFile | None:
    if said.customer_id is None:
        return None
    try:
        return customer_file(uow, said.customer_id)
    except NotFound:
        return None


def faults(uow: UnitOfWork, said: Sent) -> dict[str, Any]:
    """Return the faults, those that the words and the machine speak of first; chosen where it is clear."""
    chosen, told = said.values.get("fault_code", ""), said.values.get("description", "")
    rows = {row.code: row for row in calls.faults(uow)}
    skills = skill_names(uow)
    kind = calls.kind_of(uow, said.asset_id) if told else ""
    found = ranked(f"{told} {kind}", [_named(row, skills) for row in rows.values()])
    likely = [code for code, weight in found[:LIKELIEST] if 2 * weight >= found[0][1]]
    meant = chosen if chosen in rows else likely[0] if is_clear(found) else ""
    rest = [code for code in rows if code not in likely]
    return {"faults": [rows[code] for code in (*likely, *rest)], "likely": likely, "meant": meant}


def _named(row: FaultType, skills: Mapping[str, Any]) -> Named:
    skill = skills.get(row.skill_code)
    return Named(row.code, (row.name_en, row.name_zh, *((skill.en, skill.zh_cn) if skill else ())))


def quoted(sentence: Sentence | None, uow: UnitOfWork) -> dict[str, Any]:
    """Return what templates need to say the quote."""
    told = seal(runtime().settings, sentence) if sentence else ""
    best = sentence.best if sentence else None
    return {
        "sentence": sentence,
        "told": told,
        "said_at": uow.now,
        "others": next(others(best.put_off), None) if best else None,
    }
