"""The first steps of a company: what is there, what is missing, and where each is entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, current_app, flash, render_template, url_for
from werkzeug.wrappers import Response

from app.kernel.phrases import Phrase
from app.registers.commands import price_list
from app.start.reads.first_steps import there_is
from app.web.context import principal, transaction
from app.web.pages.forms import see
from app.web.policy import access_to
from app.web.wording import say


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it asks for, what it counts, and the pages where it is done, the best first.

    `imports` is the register that a file fills, `confirms` the page that takes it as it is.
    """

    key: str
    title: Phrase
    why: Phrase
    found: Callable[[Mapping[str, int]], Phrase]
    counts: tuple[str, ...]
    pages: Sequence[str]
    imports: str = ""
    confirms: str = ""

    def is_done(self, counts: Mapping[str, int]) -> bool:
        """Whether there is one at least of all that it counts."""
        return all(counts[name] for name in self.counts)


STEPS = (
    Step(
        "territory",
        Phrase("A territory"),
        Phrase("The area that is planned as one, with its time zone and the minutes that are promised."),
        lambda n: Phrase.counted("%(num)s territory", "%(num)s territories", n["territory"]),
        ("territory",),
        ("territory_new", "territories"),
        "territories",
    ),
    Step(
        "people",
        Phrase("People"),
        Phrase("Engineers with their skills and where they set out from; accounts for those who dispatch."),
        lambda n: Phrase(
            "Engineers: %(engineers)s · dispatchers: %(accounts)s",
            engineers=n["people"],
            accounts=n["accounts"],
        ),
        ("people", "accounts"),
        ("engineer_new", "users"),
        "engineers",
    ),
    Step(
        "roster",
        Phrase("A roster"),
        Phrase("Who is on duty when. Nobody is sent outside of a shift."),
        lambda n: Phrase.counted("%(num)s shift to come", "%(num)s shifts to come", n["roster"]),
        ("roster",),
        ("rosters", "roster"),
        "shifts",
    ),
    Step(
        "prices",
        Phrase("The price list"),
        Phrase("Parts and charges with their prices; an engineer can put no others on a bill."),
        lambda n: Phrase(
            "Parts: %(parts)s · kinds of charges: %(charges)s", parts=n["prices"], charges=n["charges"]
        ),
        ("prices", "charges", "prices_seen"),
        ("parts", "part_new"),
        "parts",
        confirms="prices_confirm",
    ),
    Step(
        "customers",
        Phrase("Customers"),
        Phrase(
            "Those you have, with sites, machines and contracts. New ones are entered with their first call."
        ),
        lambda n: Phrase.counted("%(num)s customer", "%(num)s customers", n["customers"]),
        ("customers",),
        ("customer_new",),
        "customers",
    ),
    Step(
        "notices",
        Phrase("A channel to customers"),
        Phrase(
            "By it customers get the link with which they follow the visit, confirm the arrival and grade. "
            "Without one they are told by telephone alone, and only those with an account can confirm and "
            "grade. Whoever runs this server names it in the setting ONEHOUR_NOTIFY_CUSTOMER_URL."
        ),
        lambda n: Phrase("A channel is set up") if n["notices"] else Phrase("No channel is set up"),
        ("notices",),
        ("notices",),
    ),
    Step(
        "request",
        Phrase("The first request"),
        Phrase("Take a call as it will come, and see who is sent."),
        lambda n: Phrase.counted("%(num)s request", "%(num)s requests", n["request"]),
        ("request",),
        ("hotline",),
    ),
)

_IMPORT = "imports"


def first_steps() -> str:
    """Show the steps with what is there."""
    with transaction(write=False) as uow:
        counts = there_is(uow)
    done = [step.is_done(counts) for step in STEPS]
    return render_template(
        "first_steps.html",
        steps=[
            {"step": step, "done": is_done, "found": step.found(counts), "address": _address(step.pages)}
            for step, is_done in zip(STEPS, done, strict=True)
        ],
        done=sum(done),
        next_key=next((step.key for step, is_done in zip(STEPS, done, strict=True) if not is_done), ""),
        import_at=_address([_IMPORT]),
    )


def confirm_prices() -> Response:
    """Take the prices that the installation began with as the company's own."""
    with transaction() as uow:
        price_list.confirm_prices(uow)
    flash(say(Phrase("The price list is done.")), "good")
    return see(url_for("pages.first_steps"))


def _address(pages: Sequence[str]) -> str | None:
    """Return the first of these pages that there is and that the caller may open."""
    for page in pages:
        if f"pages.{page}" not in current_app.view_functions:
            continue
        rules = current_app.url_map.iter_rules(f"pages.{page}")
        rows = [access_to(f"GET {rule.rule}") for rule in rules if not rule.arguments]
        if any(row is not None and principal().role in row.roles for row in rows):
            return url_for(f"pages.{page}")
    return None


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/start", view_func=first_steps)
    site.add_url_rule("/start/prices", "prices_confirm", confirm_prices, methods=["POST"])
