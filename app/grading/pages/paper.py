"""The document of one grade in words: the same facts as its page, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from app.documents.report import Document, language_of
from app.documents.report.wording import Wording
from app.grading.pages import words
from app.grading.pages.paper_acts import sections
from app.grading.reads.sheet import Sheet
from app.grading.report.paper import GradeTable, GradeTold, Pair, grade_document
from app.grading.rules.decision import departures, proposed
from app.grading.rules.frozen import digest_of
from app.grading.rules.reasons_given import reasons_given
from app.kernel.phrases import Phrase
from app.stars.pages import rubric_words
from app.stars.rules.figures import Subject
from app.web.wording import say_in

Say = Callable[[str], str]
_SIDE = (Phrase("Side"), Phrase("Proposed"), Phrase("Given"), Phrase("Of"))
_OF_SIDES = (*_SIDE, Phrase("Reason for the difference"))
_OF_LINES = (
    *(Phrase("Line"), Phrase("Figure"), Phrase("No points at"), Phrase("All points from")),
    *(Phrase("Points"), Phrase("Of")),
)


def paper(one: Sheet, locale: str, company: str) -> Document:
    """Return the document of a grade in a language; its date is that of the last thing done to it."""
    moment = max(one.row.updated_at, *(deed.at for deed in one.deeds)) if one.deeds else one.row.updated_at
    return grade_document(told(one, locale), company, locale, moment)


def file_name(one: Sheet) -> str:
    """Name the file by year, whom it is about, and its version."""
    number = getattr(one.holder, "number", "")
    parts = [str(one.row.year), number, one.holder.name]
    version = f"-{one.row.number}" if one.row.number > 1 else ""
    return "-".join(part for part in parts if part).replace("/", "_") + f"{version}.pdf"


def told(one: Sheet, locale: str) -> GradeTold:
    """Say a grade in a language."""
    say: Say = partial(say_in, locale)
    facts, decision = one.row.facts, one.decision
    total, low, high = (
        (decision.total, decision.low, decision.high)
        if decision
        else (facts["total"], facts["low"], facts["high"])
    )
    stars = (decision.stars if decision else facts["stars"]) or 0
    return GradeTold(
        title=say(Phrase("Grade of the year %(year)s", year=one.row.year)),
        name=one.holder.name,
        who=_who(one, say),
        stars=0 if one.row.doubt else stars,
        stars_text=_stars_text(one, stars, say),
        total=say(Phrase("%(points)s of 100 points", points=f"{total:.1f}")),
        interval=say(
            Phrase("between %(low)s and %(high)s four times in five", low=f"{low:.1f}", high=f"{high:.1f}")
        ),
        facts=_about(one, say),
        reasons=[say(text) for text in words.reasons_for(one.decision, facts)],
        sides=_sides(one, say),
        measures=_measures(one, say),
        sections=sections(one, say, Wording(language_of(locale), one.zone).at),
        digest=one.row.facts_digest,
        digest_text=say(_digest_text(one)),
    )


def _who(one: Sheet, say: Say) -> str:
    if one.row.subject == Subject.PROVIDER:
        return say(Phrase("Service provider"))
    return f"{say(Phrase('Engineer'))} {getattr(one.holder, 'number', '')}"


def _stars_text(one: Sheet, stars: int, say: Say) -> str:
    if one.row.doubt:
        not_graded = say(Phrase("not graded, the stars stay as they are"))
        return f"{say(words.DOUBTS[one.row.doubt])}: {not_graded}"
    text = say(Phrase("%(n)s of 5 stars", n=stars)) if stars else "–"
    if one.decision is None:
        return f"{text} ({say(Phrase('proposed'))})"
    return f"{text} ({say(Phrase('Provisional'))})" if one.decision.is_provisional else text


def _about(one: Sheet, say: Say) -> list[Pair]:
    row, facts = one.row, one.row.facts
    found = [
        (Phrase("State"), say(words.STATES[row.state])),
        (Phrase("Team"), row.team),
        (Phrase("Version"), str(row.number)),
        (Phrase("This version changes:"), row.changes),
    ]
    if facts["months"]:
        first, last = facts["months"]
        said = Phrase(
            "Requests from %(first)s to %(last)s, by version %(n)s of the rubric.",
            first=first,
            last=last,
            n=row.rubric_version,
        )
        visits = Phrase.counted("%(num)s visit", "%(num)s visits", num=facts["visits"])
        found.append((Phrase("What was frozen"), f"{say(said)} {say(visits)}"))
    if one.clocks:
        clocks = (one.clocks.notice_until.isoformat(), one.clocks.appeal_until.isoformat())
        said = Phrase("notice until %(notice)s, appeals until %(appeal)s", notice=clocks[0], appeal=clocks[1])
        found.append((Phrase("Public notice"), say(said)))
    if row.effective_on:
        found.append((Phrase("Holds"), f"{row.effective_on} – {row.valid_until}"))
    return [(say(label), text) for label, text in found if text]


def _sides(one: Sheet, say: Say) -> GradeTable:
    own, away = proposed(one.row.facts), departures(one.row.facts, one.row.scores)
    reasons = reasons_given(one.deeds)
    rows = [
        [
            say(rubric_words.SIDES[side]),
            f"{own[side]:.1f}",
            f"{one.row.scores[side]:.1f}" if side in one.row.scores else "–",
            f"{told['of']:.1f}",
            reasons.get(side, "") if side in away else "",
        ]
        for side, told in one.row.facts["sides"].items()
        if told["of"]
    ]
    return GradeTable(say(Phrase("Proposed and given")), [say(head) for head in _OF_SIDES], rows)


def _measures(one: Sheet, say: Say) -> GradeTable:
    return GradeTable(
        say(Phrase("Points line by line")),
        [say(head) for head in _OF_LINES],
        [_measure(line, say) for line in one.row.facts["lines"]],
        say(
            Phrase(
                "Each figure is evened out for the mix of work, and stands with the interval in which it lies"
                " four times in five. Lines without data are left out, and the others count for more."
            )
        ),
    )


def _measure(line: dict[str, Any], say: Say) -> Sequence[str]:
    name, value_of = line["measure"], partial(rubric_words.value_of, line["measure"])
    title = say(rubric_words.MEASURES[name])
    limits = (value_of(line["floor"]), value_of(line["target"])) if not line["each"] else ("–", "0")
    if line["value"] is None:
        return [title, say(Phrase("no data")), *limits, "–", "–"]
    figure = f"{value_of(line['value'])}  ({value_of(line['low'])} – {value_of(line['high'])})"
    return [title, figure, *limits, f"{line['scaled']:.1f}", f"{line['counts_for']:.1f}"]


def _digest_text(one: Sheet) -> Phrase:
    if digest_of(one.row.facts) == one.row.facts_digest:
        return Phrase("SHA-256 of the frozen figures; worked out anew for this document, and the same:")
    return Phrase(
        "SHA-256 of the frozen figures. Do not rely on this document: the figures were altered since."
    )
