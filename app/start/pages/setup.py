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
class Way:
    """What a step counts, and the pages that serve it: the form while there is none, the list after."""

    counts: str
    add: Phrase
    form: str
    look: Phrase
    listed: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it asks for, and the ways to it; it is done where there is one at least of each.

    `imports` is the register that a file fills, `confirms` the page that takes it as it is.
    """

    key: str
    title: Phrase
    why: Phrase
    found: Callable[[Mapping[str, int]], Phrase]
    ways: Sequence[Way]
    imports: str = ""
    confirms: str = ""

    def is_done(self, counts: Mapping[str, int]) -> bool:
        """Whether there is one at least of all that it counts, and what is to be confirmed was."""
        return all(counts[way.counts] for way in self.ways) and (
            not self.confirms or bool(counts[self.confirms])
        )


STEPS = (
    Step(
        "territory",
        Phrase("A territory"),
        Phrase("The area that is planned as one, with its time zone and the minutes that are promised."),
        lambda n: Phrase.counted("%(num)s territory", "%(num)s territories", n["territory"]),
        (Way("territory", Phrase("New territory"), "territory_new", Phrase("Territories"), "territories"),),
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
        (
            Way("people", Phrase("New engineer"), "engineer_new", Phrase("Engineers"), "engineers"),
            Way("accounts", Phrase("New account of a dispatcher"), "user_new", Phrase("Accounts"), "users"),
        ),
        "engineers",
    ),
    Step(
        "roster",
        Phrase("A roster"),
        Phrase("Who is on duty when. Nobody is sent outside of a shift."),
        lambda n: Phrase.counted("%(num)s shift to come", "%(num)s shifts to come", n["roster"]),
        (Way("roster", Phrase("Write the roster"), "rosters", Phrase("Rosters"), "rosters"),),
        "shifts",
    ),
    Step(
        "prices",
        Phrase("The price list"),
        Phrase("Parts and charges with their prices; an engineer can put no others on a bill."),
        lambda n: Phrase(
            "Parts: %(parts)s · kinds of charges: %(charges)s", parts=n["prices"], charges=n["charges"]
        ),
        (
            Way("prices", Phrase("New part"), "part_new", Phrase("Parts"), "parts"),
            Way(
                "charges", Phrase("New kind of charge"), "charge_kind_new", Phrase("Charges"), "charge-kinds"
            ),
        ),
        "parts",
        confirms="prices_seen",
    ),
    Step(
        "customers",
        Phrase("Customers"),
        Phrase(
            "Those you have, with sites, machines and contracts. New ones are entered with their first call."
        ),
        lambda n: Phrase.counted("%(num)s customer", "%(num)s customers", n["customers"]),
        (Way("customers", Phrase("New customer"), "customer_new", Phrase("Customers"), "customers"),),
        "customers",
    ),
    Step(
        "notices",
        Phrase("A channel to customers"),
        Phrase(
            "By it customers get the link with which they follow the visit, confirm the arrival and grade. "
            "Without one nobody is told when an engineer sets out or comes late, and somebody has to read "
            "out a code to each customer who shall confirm and grade. Whoever runs this server names it in "
            "the setting ONEHOUR_NOTIFY_CUSTOMER_URL."
        ),
        lambda n: Phrase("A channel is set up") if n["notices"] else Phrase("No channel is set up"),
        (Way("notices", Phrase("See the notices"), "notices", Phrase("See the notices"), "notices"),),
    ),
    Step(
        "request",
        Phrase("The first request"),
        Phrase("Take a call as it will come, and see who is sent."),
        lambda n: Phrase.counted("%(num)s request", "%(num)s requests", n["request"]),
        (Way("request", Phrase("Take a call"), "hotline", Phrase("All requests"), "requests"),),
    ),
)

_IMPORT = "imports"


def first_steps() -> str:
    """Show the steps with what is there."""
    with transaction(write=False) as uow:
        counts = there_is(uow)
    done = [step.is_done(counts) for step in STEPS]
    shown = zip(STEPS, done, strict=True)
    return render_template(
        "first_steps.html",
        steps=[
            {"step": step, "done": is_done, "found": step.found(counts), "ways": _ways(step, counts)}
            for step, is_done in shown
        ],
        done=sum(done),
        next_key=next((step.key for step, is_done in zip(STEPS, done, strict=True) if not is_done), ""),
        import_at=_address(_IMPORT),
    )


def confirm_prices() -> Response:
    """Take the prices that the installation began with as the company's own."""
    with transaction() as uow:
        price_list.confirm_prices(uow)
    flash(say(Phrase("The price list is done.")), "good")
    return see(url_for("pages.first_steps"))


def _ways(step: Step, counts: Mapping[str, int]) -> list[tuple[str, Phrase, bool]]:
    """Return address, words and whether something is missing there, of pages that the caller may open."""
    found = []
    for way in step.ways:
        missing = not counts[way.counts]
        form = _address(way.form) if missing else None
        if (to := form or _address(way.listed)) is not None:
            found.append((to, way.add if form else way.look, missing))
    return found


def _address(page: str) -> str | None:
    """Return the page's address, where there is such a page and the caller may open it."""
    if f"pages.{page}" not in current_app.view_functions:
        return None
    rules = current_app.url_map.iter_rules(f"pages.{page}")
    rows = [access_to(f"GET {rule.rule}") for rule in rules if not rule.arguments]
    may_open = any(row is not None and principal().role in row.roles for row in rows)
    return url_for(f"pages.{page}") if may_open else None


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/start", view_func=first_steps)
    site.add_url_rule("/start/prices", "prices_confirm", confirm_prices, methods=["POST"])
