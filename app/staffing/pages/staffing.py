"""How many engineers are needed, hour by hour, beside the roster; also as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.errors import NotFound
from app.kernel.local_dates import local_date
from app.registers.reads.register_names import skill_names
from app.registers.reads.territories import active_territories
from app.registers.tables import Territory
from app.reports.pages import files
from app.rosters.pages import words
from app.rosters.pages.asked import asked_day, asked_territory
from app.staffing.pages import grids
from app.staffing.pages.charts import chart
from app.staffing.reads.staffing import Asking, Staffing, staffing
from app.staffing.rules.needed import TARGETS
from app.web.context import transaction
from app.web.downloads import as_file
from app.web.pages import lists
from checklists import Text

WEEKS: Final = (4, 8, 12, 26)
STARS: Final = (1, 2, 3, 4, 5)
_USUAL_WEEKS, _USUAL_TARGET = "8", "98"
_MOST_TOLD: Final = 5
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _Asked:
    territory: Territory
    asking: Asking
    target: int
    found: Staffing | None
    skills: Mapping[str, Text]

    @property
    def address(self) -> dict[str, Any]:
        """What repeats this view."""
        return {
            "territory_id": self.territory.id,
            "weeks": self.asking.weeks,
            "skill": self.asking.skill,
            "stars": self.asking.min_stars,
            "target": self.target,
            "on": self.asking.from_on,
        }


def page() -> str:
    """Show the need of the week from the day that the address names, else from today."""
    with transaction(write=False) as uow:
        asked = _asked(uow)
        if asked is None:
            return render_template("staffing.html", asked=None)
        found = asked.found
        return render_template(
            "staffing.html",
            asked=asked,
            found=found,
            territory=asked.territory,
            territories=active_territories(uow),
            skills={code: grids.skill_name(code, asked.skills) for code in asked.skills},
            assumptions=grids.ASSUMPTIONS,
            weeks=WEEKS,
            grades=STARS,
            targets=TARGETS,
            by_hour=grids.by_hour(found, asked.territory.time_zone) if found else [],
            worst=found.short(asked.target)[:_MOST_TOLD] if found else [],
            chart=chart(found.hours, asked.target) if found else None,
            words=words,
            zone=asked.territory.time_zone,
            now=uow.now,
        )


def file(kind: str) -> Response:
    """Send the hours and the kinds of requests as a file."""
    with transaction(write=False) as uow:
        asked = _asked(uow)
        if asked is None:
            raise NotFound("territory", "")
        hours = grids.hours(asked.found, asked.territory.time_zone)
        kinds = grids.kinds(asked.found, asked.skills)
        about = grids.about(asked.found, asked.territory)
    name = f"onehour-staffing-{asked.territory.code}-{asked.asking.from_on}.{kind}"
    if kind == "csv":
        heads, *rows = hours
        content = files.as_csv([str(head) for head in heads], [*rows, [], *kinds, [], *about])
        return as_file(Response(content, content_type="text/csv; charset=utf-8"), name)
    sheets = dict(zip(grids.sheets(), (hours, kinds, about), strict=True))
    return as_file(Response(files.as_xlsx(sheets), content_type=_XLSX), name)


def _asked(uow: UnitOfWork) -> _Asked | None:
    territory = asked_territory(uow)
    if territory is None:
        return None
    skills = skill_names(uow)
    asking = Asking(
        weeks=int(lists.one_of("weeks", [str(one) for one in WEEKS]) or _USUAL_WEEKS),
        from_on=asked_day("on") or local_date(uow.now, territory.time_zone),
        skill=lists.one_of("skill", list(skills)),
        min_stars=int(lists.one_of("stars", [str(one) for one in STARS]) or STARS[0]),
    )
    target = int(lists.one_of("target", [str(one) for one in TARGETS]) or _USUAL_TARGET)
    return _Asked(territory, asking, target, staffing(uow, territory, asking), skills)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/staffing", "staffing", page)
    site.add_url_rule("/staffing/file.<any(csv, xlsx):kind>", "staffing_file", file)
