"""What the page of one version shows: its steps, the open one, what is at fault, who wrote meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import render_template

from app.checklist_templates.pages import words
from app.checklist_templates.pages.asking import asked_of, passing
from app.checklist_templates.pages.bodies import STEP, head_form, label_of, step_form
from app.checklist_templates.reads import versions
from app.checklist_templates.rules.condition_rows import MOST_ROWS
from app.checklist_templates.rules.step_form import MOST_OPTIONS, field_of, values_of
from app.checklist_templates.tables import ChecklistVersion
from app.kernel import UnitOfWork
from app.kernel.drafts import VersionState
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.web.context import principal
from app.web.pages import once
from app.web.pages.form_kit import Form, Input
from app.web.policy import ADMIN
from checklists import TemplateError

SPARE = 2


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed but not written, since somebody else wrote first; `why` says so."""

    values: Mapping[str, str] = field(default_factory=dict)
    of_head: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A fault as the page lists it: the field where it stands, and the step it belongs to."""

    where: Phrase | str
    text: Phrase
    step: int | None


def page(uow: UnitOfWork, row: ChecklistVersion, at: int | None, typed: Typed | None = None) -> str:
    """Return the whole page; `at` is the step that is open."""
    content = row.content
    found = versions.faults_of(row)
    is_draft = row.state == VersionState.DRAFT
    at = at if at is not None and at < len(content["items"]) else None
    return render_template(
        "checklist_version.html",
        row=row,
        content=content,
        checklist=versions.checklist(uow, row.key),
        most_counted=versions.MOST_COUNTED,
        may_write=is_draft and principal().role in ADMIN,
        may_begin=principal().role in ADMIN,
        is_draft=is_draft,
        faults=[_told(one) for one in found],
        codes=versions.codes_for(uow, content),
        head=_head(content, found, typed),
        open=_Open(content, at, found, typed).shown() if at is not None else None,
        lost=typed,
        differs=_differences(content, at, typed),
        once=once.fresh(uow),
        words=words,
        zone=zone_of_customer(uow, None),
        now=uow.now,
    )


def _head(content: Mapping[str, Any], found: Sequence[TemplateError], typed: Typed | None) -> Form:
    values = typed.values if typed and typed.of_head else _head_values(content)
    wrong: dict[str, list[str]] = {}
    for one in found:
        if not one.path.startswith("items"):
            path = one.path.partition("[")[0]
            wrong.setdefault("title.en" if path == "title" else path, []).append(Phrase.of(one.text))
    return head_form(values, {name: texts for name, texts in wrong.items() if name not in ("key", "version")})


def _head_values(content: Mapping[str, Any]) -> dict[str, str]:
    title = content.get("title") or {}
    return {
        "title.en": str(title.get("en", "")),
        "title.zh-CN": str(title.get("zh-CN", "")),
        "order": str(content.get("order", "")),
        "applies_to": " ".join(map(str, content.get("applies_to") or ())),
    }


@dataclass(frozen=True, slots=True)
class _Open:
    """The step that is open."""

    content: Mapping[str, Any]
    at: int
    found: Sequence[TemplateError]
    typed: Typed | None

    def shown(self) -> dict[str, Any]:
        """Return what the template needs."""
        step = self.content["items"][self.at]
        typed = self.typed.values if self.typed and "type" in self.typed.values else None
        values = typed or values_of(step)
        wrong = self._wrong()
        form = step_form(values, wrong)
        options = len([name for name in values if name.startswith("options.") and name.endswith(".key")])
        return {
            "at": self.at,
            "was": (typed or {}).get("was") or step.get("key", ""),
            "form": form,
            "values": values,
            "wrong": wrong,
            "options": range(min(options + SPARE, MOST_OPTIONS)),
            "rows": {name: range(_rows(values, name) + SPARE) for name in ("when", "need")},
            "asked": list(asked_of(self.content, self.at)),
            "type": _titled(form["type"], words.TYPES),
            "signer": _titled(form["signer"], words.SIGNERS),
            "phase": replace(_titled(form["required.phase"], words.PHASES), label=STEP["required.phase"]),
            "must_be": replace(form["must_be"], kind="choice", choices=passing(step)),
        }

    def _wrong(self) -> dict[str, list[str]]:
        prefix = f"items[{self.at}]."
        wrong: dict[str, list[str]] = {}
        for one in self.found:
            if one.path.startswith(prefix):
                wrong.setdefault(field_of(one.path.removeprefix(prefix)), []).append(Phrase.of(one.text))
        return wrong


def _titled(one: Input, titles: Mapping[str, Phrase]) -> Input:
    return replace(one, choices=[(value, titles[value]) for value, _ in one.choices])


def _rows(values: Mapping[str, str], name: str) -> int:
    return len([n for n in range(MOST_ROWS) if values.get(f"{name}.{n}.is")])


def _told(one: TemplateError) -> Told:
    step, _, within = one.path.partition("items[")[2].partition("]")
    if not step.isdigit():
        return Told(label_of(one.path.partition("[")[0]), Phrase.of(one.text), None)
    name = field_of(within.removeprefix("."))
    return Told(label_of(name) if name else "", Phrase.of(one.text), int(step))


def _differences(
    content: Mapping[str, Any], at: int | None, typed: Typed | None
) -> list[tuple[object, str, str]]:
    """What was typed beside what stands now, where the two differ: field, typed, written."""
    if typed is None:
        return []
    stands = _head_values(content) if typed.of_head else {}
    if not typed.of_head and at is not None:
        stands = values_of(content["items"][at])
    return [
        (label_of(name), text, stands.get(name, ""))
        for name, text in typed.values.items()
        if name not in ("do", "version", "step", "was") and text.strip() != stands.get(name, "").strip()
    ]
