"""A report in the reader's words, however it is shown: on a page, in a file, in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.reports.pages import words
from app.reports.pages.charts import chart
from app.reports.reads import names as naming
from app.reports.reads.reports import TOPICS, report
from app.reports.report.document import Told
from app.reports.rules.asked import Asked
from app.reports.rules.figures import Report
from app.web.pages.i18n import place_of, short_day
from app.web.wording import say


@dataclass(frozen=True, slots=True)
class View:
    """A report with the names of its lines."""

    asked: Asked
    report: Report
    names: Mapping[str, tuple[str, str]]

    def line(self, key: str) -> str:
        """Name a line."""
        return words.line_name(self.asked.by, key, self.names)

    @property
    def file_name(self) -> str:
        """What a file of it is called, without its ending."""
        return f"onehour-{self.asked.topic}-{self.asked.by}-{self.asked.from_on}-{self.asked.to_on}"

    def told(self, of_whom: Sequence[str]) -> Told:
        """Return it in words; `of_whom` says of which days and whom it is."""
        topic, columns = TOPICS[self.asked.topic], self.report.columns
        left = self.report.left_off
        return Told(
            title=f"{say(topic.title)} · {say(words.WAYS[self.asked.by])}",
            about=of_whom,
            what=say(topic.what),
            heads=[say(words.WAYS[self.asked.by]), *(say(column.title) for column in columns)],
            rows=[
                [self.line(line.key), *(words.figure(one, line.figures[one.key]) for one in columns)]
                for line in self.report.lines
            ],
            total=[say(Phrase("All")), *(words.figure(one, self.report.total[one.key]) for one in columns)],
            left_off=say(words.left_off(left)) if left else "",
            drawing=chart(self.report, self.asked, self.names),
        )


def view_of(uow: UnitOfWork, asked: Asked, most: int) -> View:
    """Make a report of at most `most` lines.

    Raises:
        TooMuchAsked: its broken promises are too many to tell the stage of each.
    """
    made = report(uow, asked, most)
    return View(asked, made, naming.names(uow, asked.by, [line.key for line in made.lines]))


def about(uow: UnitOfWork, asked: Asked) -> list[str]:
    """Say of which days and whom a report is."""
    days = Phrase(
        "Requests made from %(first)s to %(last)s, days by the clock of %(zone)s.",
        first=short_day(asked.from_on),
        last=short_day(asked.to_on),
        zone=place_of(asked.zone),
    )
    names = {
        Phrase("Territory"): naming.territory_name(uow, asked.territory_id) if asked.territory_id else "",
        Phrase("Engineer"): naming.engineer_name(uow, asked.engineer_id) if asked.engineer_id else "",
        Phrase("Customer"): naming.customer_name(uow, asked.customer_id) if asked.customer_id else "",
        Phrase("Part of the customer's name"): asked.customer,
    }
    return [say(days), *(f"{say(what)}{say(Phrase(': '))}{name}" for what, name in names.items() if name)]
