"""Who gets which work: how often each rule decided, and whether a group drives longer; also as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.dispatching import events
from app.dispatching.rules.fair_share import BOUND
from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.promise.pages import words as business
from app.reports.pages import asking, files
from app.reports.reads import dispatch_audit as reads
from app.reports.reads import names as naming
from app.requests.rules.minimum import StarsBy
from app.web.context import transaction
from app.web.downloads import as_file
from app.web.wording import say

MOST_LINES = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NAMES = ("from", "to", "territory")

FIGURES: Mapping[str, Phrase] = {
    f"minimum_{StarsBy.REQUEST}": Phrase("Minimum of stars: asked for with the request"),
    f"minimum_{StarsBy.CUSTOMER}": Phrase("Minimum of stars: the customer's own"),
    f"minimum_{StarsBy.CONTRACT}": Phrase("Minimum of stars: the contract's"),
    f"minimum_{StarsBy.FAULT}": Phrase("Minimum of stars: of the kind of fault"),
    "minimum_unknown": Phrase("Minimum of stars: from before it was noted whose"),
    "preferred": Phrase("Somebody is preferred by the register"),
    "preferred_followed": Phrase("… and came"),
    "required": Phrase("Somebody is required by the register"),
    "required_followed": Phrase("… and came or is to come"),
    "excluded": Phrase("Somebody is excluded by the register"),
    events.OverrideAssigned.kind: Phrase("Given by a dispatcher"),
    events.OverrideUnassigned.kind: Phrase("Taken back by a dispatcher"),
    events.OverridePinned.kind: Phrase("Pinned by a dispatcher"),
    events.OverrideUnpinned.kind: Phrase("Unpinned by a dispatcher"),
    events.OverrideExcluded.kind: Phrase("Somebody ruled out by a dispatcher"),
    events.OverrideIncluded.kind: Phrase("Somebody allowed again by a dispatcher"),
    "against_register": Phrase("Given against the register, with a reason"),
}
GROUPS: Mapping[str, Phrase] = {
    "stars": Phrase("By the stars held then"),
    "provider": Phrase("By service provider"),
    "territory": Phrase("By territory"),
}
MEASURES: Mapping[str, Phrase] = {
    "drive": Phrase("Drive, minutes"),
    "work": Phrase("Expected work, minutes"),
    "minimum": Phrase("Stars asked for"),
    "odd_hours": Phrase("Before 8 or after 18, %%"),
}


SPREADS: Mapping[str, Phrase] = {
    "work": Phrase("Work, minutes an hour on duty"),
    "drive": Phrase("Driving, minutes an hour on duty"),
}


def dispatch_audit() -> str:
    """Show the audit."""
    with transaction(write=False) as uow:
        asking_for, territories = _asked(uow)
        asked = asking_for.asked
        found = reads.audit(uow, asked)
        return render_template(
            "dispatch_audit.html",
            found=found,
            rules=_rules(found),
            refused=_refused(found),
            groups=GROUPS,
            measures=MEASURES,
            spread_titles=SPREADS,
            bound=round(100 * BOUND),
            names=reads.group_names(uow),
            named_group=_named,
            asked=asked,
            asking=asking_for,
            territories=territories,
            address=_address(),
        )


def visits() -> str:
    """Show the visits behind a figure."""
    figure = request.args.get("figure", "")
    with transaction(write=False) as uow:
        asked = _asked(uow)[0].asked
        keys = reads.behind(uow, asked, figure)
        return render_template(
            "dispatch_audit_visits.html",
            title=_title(figure),
            rows=reads.lines(uow, keys, MOST_LINES),
            count=len(keys),
            most=MOST_LINES,
            asked=asked,
            now=uow.now,
            back=url_for("pages.dispatch_audit", **_address()),
        )


def file(kind: str) -> Response:
    """Send the tables as a file."""
    with transaction(write=False) as uow:
        asked = _asked(uow)[0].asked
        found, names = reads.audit(uow, asked), reads.group_names(uow)
    rules: list[list[Any]] = [[say(Phrase("Rule")), say(Phrase("Visits"))]]
    rules += [[title, count] for _, title, count in (*_rules(found), *_refused(found))]
    heads = [say(Phrase("Group")), say(Phrase("Visits")), say(Phrase("Engineers"))]
    heads += [say(one).replace("%%", "%") for one in MEASURES.values()]
    groups: list[list[Any]] = [heads]
    for group in GROUPS:
        for row in found.groups[group]:
            means = [row.measures.get(one) for one in MEASURES]
            told = [round(one.mean, 2) if one else None for one in means]
            groups.append([_named(group, row.key, names), row.visits, row.engineers, *told])
    name = f"onehour-dispatch-audit-{asked.from_on}-{asked.to_on}.{kind}"
    if kind == "csv":
        content = files.as_csv(rules[0], [*rules[1:], [], *groups])
        return as_file(Response(content, content_type="text/csv; charset=utf-8"), name)
    sheets = {say(Phrase("Rules")): rules, say(Phrase("Groups")): groups}
    return as_file(Response(files.as_xlsx(sheets), content_type=_XLSX), name)


def _address() -> dict[str, Any]:
    return {key: value for key in _NAMES if (value := request.args.get(key))}


def _asked(uow: UnitOfWork) -> tuple[asking.Asking, Any]:
    territories = naming.territories(uow)
    said = {key: request.args.get(key, "") for key in _NAMES}
    asking_for = asking.read(uow, said, territories)
    if asking_for.wrong and request.endpoint != "pages.dispatch_audit":
        raise Invalid(dict(asking_for.wrong))
    return asking_for, territories


def _rules(found: reads.Audit) -> list[tuple[str, str, int]]:
    shown = [*reads.figures(), *(["minimum_unknown"] if found.rules.count("minimum_unknown") else [])]
    return [(one, _title(one), found.rules.count(one)) for one in sorted(shown, key=list(FIGURES).index)]


def _refused(found: reads.Audit) -> list[tuple[str, str, int]]:
    told = [(one, len(keys)) for one, keys in found.rules.visits.items() if one.startswith("refused_")]
    return [(one, _title(one), count) for one, count in sorted(told, key=lambda one: (-one[1], one[0]))]


def _title(figure: str) -> str:
    if figure in FIGURES:
        return say(FIGURES[figure])
    code = figure.removeprefix("refused_")
    return say(CODES[code]) if code in CODES else business.refusal_alone(code) or code


CODES: Mapping[str, Phrase] = {
    "too_few_stars": Phrase("Too few stars"),
    "missing_skill": Phrase("Lacks the skill"),
    "named_excluded": Phrase("Excluded by the register"),
    "named_other": Phrase("The register requires somebody else"),
    "named_away": Phrase("Whom the register requires is not on duty"),
}
"""Refusals whose words need figures, without them."""


def _named(group: str, key: str, names: Mapping[str, str]) -> str:
    if group == "stars":
        return "★" * int(key) if key else say(Phrase("not known"))
    return names.get(key) or say(Phrase("the company's own people"))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/dispatch/audit", view_func=dispatch_audit)
    site.add_url_rule("/dispatch/audit/visits", "dispatch_audit_visits", visits)
    site.add_url_rule("/dispatch/audit/file.<any(csv, xlsx):kind>", "dispatch_audit_file", file)
