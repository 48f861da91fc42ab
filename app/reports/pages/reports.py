"""Reports: one page for all of them, the requests behind each figure, and the same as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for
from markupsafe import Markup

from app.desk.reads import archive
from app.kernel import UnitOfWork
from app.promise.pages import words as business
from app.reports.errors import TooMuchAsked
from app.reports.pages import asking, files, words
from app.reports.pages.charts import chart
from app.reports.reads import behind as queries
from app.reports.reads import names as naming
from app.reports.reads.reports import MOST_IN_FILE, MOST_LINES, TOPICS, report
from app.reports.rules.asked import Asked, By, local_day
from app.reports.rules.figures import Report
from app.web.context import transaction
from app.web.pages import lists
from app.web.wording import say

_REFUSED = 422
_CONFLICT = 409
_LINKED: Mapping[By, tuple[str, str]] = {
    By.ENGINEER: ("pages.engineer", "engineer_id"),
    By.CUSTOMER: ("pages.customer", "customer_id"),
}


@dataclass(frozen=True, slots=True)
class View:
    """A report with what its page needs to write it and to lead on from it."""

    asked: Asked
    report: Report
    names: Mapping[str, tuple[str, str]]

    def line(self, key: str) -> str:
        """Name a line."""
        return words.line_name(self.asked.by, key, self.names)

    def link(self, key: str) -> str | None:
        """Return the address of what a line is about; None where that has no page."""
        if self.asked.by not in _LINKED or key not in self.names:
            return None
        page, variable = _LINKED[self.asked.by]
        values: dict[str, Any] = {variable: UUID(key)}
        return url_for(page, **values)

    def behind(self, figure: str, key: str | None = None) -> str:
        """Return the address of the requests behind a figure; without a key of those of all lines."""
        more: dict[str, Any] = {} if key is None else {"key": key}
        return url_for("pages.report_behind", figure=figure, **more, **asking.address(self.asked))


def reports() -> Response:
    """Show a report."""
    with transaction(write=False) as uow:
        territories = naming.territories(uow)
        asking_for = asking.read(uow, territories)
        asked, status, view, refused = asking_for.asked, 200, None, ""
        if asking_for.wrong:
            status = _REFUSED
        else:
            try:
                view = _view(uow, asked, MOST_LINES)
            except TooMuchAsked as too_much:
                status, refused = _CONFLICT, say(too_much.detail)
        page = render_template(
            "reports.html",
            view=view,
            asked=asked,
            asking=asking_for,
            refused=refused,
            drawing=Markup(chart(view.report, asked, view.names)) if view else "",  # noqa: S704 - our drawing
            topics=TOPICS,
            territories=territories,
            engineers=naming.engineers(uow),
            customer_name=naming.customer_name(uow, asked.customer_id) if asked.customer_id else "",
            spans=asking.spans(local_day(uow.now, asked.zone)),
            words=words,
            address=asking.address,
            changed=_changed,
        )
    return make_response(page, status)


def _changed(asked: Asked, **changes: Any) -> str:
    """Return the address of the same report with something changed; a way that a topic lacks is left out."""
    if (topic := changes.get("topic")) and asked.by not in TOPICS[topic].ways:
        changes["by"] = TOPICS[topic].ways[0]
    return url_for("pages.reports", **asking.address(replace(asked, **changes)))


def _view(uow: UnitOfWork, asked: Asked, most: int) -> View:
    made = report(uow, asked, most)
    return View(asked, made, naming.names(uow, asked.by, [line.key for line in made.lines]))


def report_behind() -> Response:
    """Show the requests behind a figure."""
    figure, key = request.args.get("figure", "")[:40], request.args.get("key")
    with transaction(write=False) as uow:
        asking_for = asking.read(uow, naming.territories(uow))
        asked = asking_for.asked
        page = queries.behind(uow, asked, figure, key, lists.page_number(), lists.PAGE_SIZE)
        found = archive.lines(uow, [row.request for row in page.rows])
        columns = {column.key: column for column in TOPICS[asked.topic].columns}
        said = naming.names(uow, asked.by, [key] if key else [])
        shown = render_template(
            "report_behind.html",
            asked=asked,
            page=page,
            rows=list(zip(page.rows, found, strict=True)),
            figure=columns.get(figure),
            line=None
            if key is None
            else words.line_name(asked.by, key, said)
            if _is_key(asked, key)
            else key,
            topic=TOPICS[asked.topic],
            now=uow.now,
            words=business,
            address=asking.address(asked),
            further=asking.address(asked) | {"figure": figure} | ({} if key is None else {"key": key}),
            rated=any(row.score is not None for row in page.rows),
        )
    return make_response(shown, _REFUSED if asking_for.wrong else 200)


def _is_key(asked: Asked, key: str) -> bool:
    """Whether a line can have such a key: people edit addresses."""
    if asked.by not in (By.DAY, By.MONTH):
        return True
    return queries.is_day_or_month(asked, key)


def report_file(kind: str) -> Response:
    """Answer with the report as a file."""
    with transaction(write=False) as uow:
        asking_for = asking.read(uow, naming.territories(uow))
        asked = asking_for.asked
        view = _view(uow, asked, MOST_IN_FILE)
        columns = view.report.columns
        heads = [say(words.WAYS[asked.by]), *(words.head(column) for column in columns)]
        rows: list[list[files.Cell]] = [
            [view.line(line.key), *(line.figures[column.key] for column in columns)]
            for line in view.report.lines
        ]
    name = f"onehour-{asked.topic}-{asked.by}-{asked.from_on}-{asked.to_on}"
    write = files.as_xlsx if kind == "xlsx" else files.as_csv
    return write(name, heads, rows)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/reports", view_func=reports)
    site.add_url_rule("/reports/requests", view_func=report_behind)
    site.add_url_rule("/reports/file.<any(csv, xlsx):kind>", view_func=report_file)
