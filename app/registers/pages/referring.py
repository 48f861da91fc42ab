"""Rows that a form refers to, picked by what they are called: while typing, or without scripts on sending."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.pages.declaration import Declared
from app.registers.pages.declared import DECLARED
from app.registers.reads import finding
from app.web.pages.form_kit import Form

SAID, PICKED = ".said", ".pick"
LONGEST = 200


def references(declared: Declared) -> Iterator[tuple[str, str]]:
    """Return each field that refers to a register too large for a list of choices, and that register."""
    for entry in declared.entries.values():
        target = declared.leads_to(entry.path)
        if target and entry.choose is None:
            yield entry.path, target


def resolved(
    uow: UnitOfWork, declared: Declared, values: Mapping[str, str], sent: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the values with the id of whatever row each reference names by its words.

    And by field what is wrong: nothing is called so, or several are.
    """
    made: dict[str, str] = dict(values)
    wrong: dict[str, list[str]] = {}
    for path, target in references(declared):
        try:
            made[path] = _one(uow, target, values.get(path, ""), sent, path)
        except Invalid as bad:
            wrong |= bad.errors
    return made, wrong


def _one(uow: UnitOfWork, target: str, key: str, sent: Mapping[str, str], path: str) -> str:
    if picked := sent.get(path + PICKED, ""):
        return picked
    if path + SAID not in sent:
        return key
    said = " ".join(sent[path + SAID].split())[:LONGEST]
    if not said or called(uow, target, key) == said:
        return key if said else ""
    found = _meant(uow, target, said)
    if len(found) != 1:
        several, none = Phrase("several are called so; choose one"), Phrase("nothing on record is called so")
        raise Invalid({path: several if found else none})
    return str(found[0].id)


def _meant(uow: UnitOfWork, target: str, said: str) -> Sequence[Any]:
    return finding.called(uow, target, said) or finding.suggestions(uow, target, said)


def called(uow: UnitOfWork, target: str, key: str) -> str:
    """Return what the row behind an id is called; blank where there is none to be seen."""
    try:
        row = finding.rows_of(uow, target, [UUID(key)]).get(UUID(key))
    except ValueError:
        return ""
    return DECLARED[target].called(row) if row is not None else ""


def named(uow: UnitOfWork, declared: Declared, form: Form, sent: Mapping[str, str]) -> Form:
    """Put beside the ids of a form what their rows are called, or what was typed instead."""
    said = {
        path: sent[path + SAID][:LONGEST]
        if path + SAID in sent
        else called(uow, target, form.values.get(path, ""))
        for path, target in references(declared)
    }
    return replace(form, said=said)


def offered(
    uow: UnitOfWork, declared: Declared, values: Mapping[str, str], sent: Mapping[str, str]
) -> dict[str, list[tuple[str, str, str]]]:
    """Return by field what may be meant where the words name several: id, name, what else is known."""
    found = {}
    for path, target in references(declared):
        said = " ".join(sent.get(path + SAID, "").split())[:LONGEST]
        if said and said != called(uow, target, values.get(path, "")):
            found[path] = choices(target, _meant(uow, target, said))
    return found


def choices(target: str, rows: Sequence[Any]) -> list[tuple[str, str, str]]:
    """Return id, name and what else is known of rows to choose from."""
    return [(str(row.id), DECLARED[target].called(row), _about(row)) for row in rows]


def _about(row: Any) -> str:
    for name in ("address", "phone_as_said", "phone", "qr_code", "code"):
        if text := getattr(row, name, None):
            return str(text)
    return ""
