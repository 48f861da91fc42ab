"""Reports: one page for all of them, the requests behind each figure, and the same as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.desk.reads import archive
from app.kernel.errors import Invalid
from app.kernel.local_dates import local_date
from app.portal.pages import card_words
from app.promise.pages import words as business
from app.reports.errors import TooMuchAsked
from app.reports.pages import asking, files, words
from app.reports.pages.charts import chart_markup
from app.reports.pages.views import View, about, view_of
from app.reports.reads import behind as queries
from app.reports.reads import names as naming
from app.reports.reads.reports import MOST_IN_FILE, MOST_LINES, TOPICS
from app.reports.rules.asked import Asked, By
from app.web.context import runtime, transaction
from app.web.downloads import as_file
from app.web.pages import lists
from app.web.pages.errors import is_program
from app.web.wording import say

_REFUSED = 422
_CONFLICT = 409
_LINKED: Mapping[By, tuple[str, str]] = {
    By.ENGINEER: ("pages.engineer", "engineer_id"),
    By.CUSTOMER: ("pages.customer", "customer_id"),
}


def _link(view: View, key: str) -> str | None:
    """Return the address of what a line is about; None where that has no page."""
    if view.asked.by not in _LINKED or key not in view.names:
        return None
    page, variable = _LINKED[view.asked.by]
    values: dict[str, Any] = {variable: UUID(key)}
    return url_for(page, **values)


def _behind(asked: Asked, figure: str, key: str | None = None) -> str:
    """Return the address of the requests behind a figure; without a key of those of all lines."""
    more: dict[str, Any] = {} if key is None else {"key": key}
    return url_for("pages.report_behind", figure=figure, **more, **asking.address(asked))


def reports() -> Response:
    """Show a report."""
    with transaction(write=False) as uow:
        territories = naming.territories(uow)
        asking_for = asking.read(uow, request.args, territories)
        asked, status, view, refused = asking_for.asked, 200, None, ""
        if asking_for.wrong:
            status = _REFUSED
        else:
            try:
                view = view_of(uow, asked, MOST_LINES)
            except TooMuchAsked as too_much:
                status, refused = _CONFLICT, say(too_much.detail)
        page = render_template(
            "reports.html",
            view=view,
            asked=asked,
            asking=asking_for,
            refused=refused,
            drawing=chart_markup(view.report, asked, view.names) if view else "",
            topics=TOPICS,
            territories=territories,
            engineers=naming.engineers(uow),
            customer_name=naming.customer_name(uow, asked.customer_id) if asked.customer_id else "",
            spans=asking.spans(local_date(uow.now, asked.zone)),
            words=words,
            address=asking.address,
            changed=_changed,
            link=_link,
            behind=_behind,
        )
    return make_response(page, status)


def _changed(asked: Asked, **changes: Any) -> str:
    """Return the address of the same report with something changed; a way that a topic lacks is left out."""
    if (topic := changes.get("topic")) and asked.by not in TOPICS[topic].ways:
        changes["by"] = TOPICS[topic].ways[0]
    return url_for("pages.reports", **asking.address(replace(asked, **changes)))


def report_behind() -> Response:
    """Show the requests behind a figure."""
    figure, key = request.args.get("figure", "")[:40], request.args.get("key")
    with transaction(write=False) as uow:
        asking_for = asking.read(uow, request.args, naming.territories(uow))
        asked = asking_for.asked
        if asking_for.wrong:
            return _see_report()
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
            card_words=card_words,
        )
    return make_response(shown)


def _is_key(asked: Asked, key: str) -> bool:
    """Whether a line can have such a key: people edit addresses."""
    if asked.by not in (By.DAY, By.MONTH):
        return True
    return queries.is_day_or_month(asked, key)


def _see_report() -> Response:
    """Lead to the page of the same address, which says what is wrong with it."""
    return redirect(f"{url_for('pages.reports')}?{request.query_string.decode('latin-1')}", 303)


def report_file(kind: str) -> Response:
    """Answer with the report as a file; what there is not is refused as the page refuses it.

    Raises:
        Invalid: likewise, where a program asks.
    """
    with transaction(write=False) as uow:
        asking_for = asking.read(uow, request.args, naming.territories(uow))
        if asking_for.wrong and not is_program():
            return reports()
        if asking_for.wrong:
            raise Invalid({name: [text] for name, text in asking_for.wrong.items()})
        asked, now = asking_for.asked, uow.now
        view = view_of(uow, asked, MOST_LINES if kind in files.DRAWN else MOST_IN_FILE)
        of_whom = about(uow, asked)
    file = files.WRITERS[kind](view, of_whom, runtime().settings.company_name, now)
    return as_file(Response(file.content, content_type=file.content_type), f"{view.file_name}.{kind}")


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/reports", view_func=reports)
    site.add_url_rule("/reports/requests", view_func=report_behind)
    site.add_url_rule("/reports/file.<any(csv, xlsx, pdf, svg):kind>", view_func=report_file)
