"""Where a customer and an engineer begin: what is theirs today."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.desk.reads.engineer_file import engineer_file
from app.hotline.pages.words import VERDICTS
from app.hotline.reads.complaints import verdicts_on
from app.kernel import Principal, Role, UnitOfWork
from app.kernel.errors import Forbidden
from app.mine.pages.words_to_us import MAX_TEXT
from app.mine.reads.account import own_account
from app.mine.reads.day import own_visits
from app.promise.pages import words
from app.registers.reads.customers import zone_of_customer
from app.registers.reads.hotlines import hotline_of, hotline_of_customer
from app.web.context import principal, runtime, transaction
from app.web.pages import once


def mine() -> str:
    """Show the caller's own page."""
    who = principal()
    with transaction(write=False) as uow:
        return _of_engineer(uow, who) if who.role is Role.ENGINEER else _of_customer(uow, who)


def _of_engineer(uow: UnitOfWork, who: Principal) -> str:
    if who.engineer_id is None:
        raise Forbidden
    file = engineer_file(uow, who.engineer_id)
    return render_template(
        "my_day.html",
        file=file,
        visits=own_visits(uow, who.engineer_id),
        hotline_number=hotline_of(uow, file.engineer.territory_id),
        verdicts=verdicts_on(uow, who.engineer_id),
        verdict_words=VERDICTS,
        server=runtime().settings.public_url,
        words=words,
        now=uow.now,
    )


def _of_customer(uow: UnitOfWork, who: Principal) -> str:
    if who.customer_id is None:
        raise Forbidden
    return render_template(
        "my_account.html",
        own=own_account(uow, who.customer_id),
        zone=zone_of_customer(uow, who.customer_id),
        hotline_number=hotline_of_customer(uow, who.customer_id),
        most=MAX_TEXT,
        once=once.fresh(uow),
        words=words,
        now=uow.now,
        ticking=not runtime().settings.simulated,
    )


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/mine", view_func=mine)
