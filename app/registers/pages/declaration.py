"""How a register is declared for people: labels, columns, filters and relations beside its API resource.

Limits and choices of fields, who may read and write, and what is refused are the API's (`RESOURCES`,
`ACCESS`, `RULES`); the pages in this folder are made of the declaration alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from marshmallow import fields

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.api.resources import RESOURCES
from app.registers.api.resources.factory import Resource
from app.registers.commands.registry.rules import RULES
from app.registers.reads.looking import key_column
from app.registers.reads.registry import REGISTERS, Register
from app.web.api import Schema
from app.web.fields import Codes
from app.web.pages.form_fields import Choices

Choose = Callable[[UnitOfWork], Choices]


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of the form: its label, what it means, and how it is asked for where its class does not tell.

    `kind` is one of `form_values.KINDS`; `words` are the choices of the schema in words; `choose` returns
    choices that the schema does not know, and `spell` writes such a one, also where it is no longer among
    them; `empty` says what it means that nothing stands there.
    """

    path: str
    label: Phrase
    hint: Phrase | None = None
    kind: str = ""
    words: Mapping[Any, Phrase] = field(default_factory=dict)
    choose: Choose | None = None
    spell: Callable[[str], str] | None = None
    empty: Phrase | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a title."""

    title: Phrase
    entries: tuple[Entry, ...]
    about: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of another register that name this one: by which of their filters, and by what of this row.

    `partial` where rows may belong to this one without naming it: that none does says nothing.
    """

    register: str
    by: str
    key: str = "id"
    addable: bool = True
    partial: bool = False


NOTHING_YET = Phrase("Nothing on record yet.")


@dataclass(frozen=True)
class Declared:
    """One register for people.

    `called` says what a row is called; `columns` are shown in lists, the first one as the link; `sorts` are
    those columns that a list can be ordered by; `filters` are asked for above a list; `bulk` are the columns
    that can be set for many rows; `page_elsewhere` where an upper room has the page of one row;
    `begins_with_own` where the list begins with the territories of the teams that one leads; `whose` is the
    field that says whose a row is, shown beside its name where names repeat; `brought` are the bodies of a
    register that an upper room brings; `nothing` says of an empty list who fills it.
    """

    name: str
    title: Phrase
    one: Phrase
    add: Phrase
    about: Phrase
    search: Phrase
    called: Callable[[Any], str]
    groups: tuple[Group, ...]
    columns: tuple[str, ...]
    sorts: tuple[str, ...]
    filters: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    bulk: tuple[str, ...] = ()
    page_elsewhere: bool = False
    begins_with_own: bool = False
    whose: str = ""
    brought: Resource | None = None
    nothing: Phrase = NOTHING_YET

    @property
    def resource(self) -> Resource:
        """Its bodies over HTTP."""
        return self.brought or RESOURCES[self.name]

    @property
    def register(self) -> Register:
        """Its rows."""
        return REGISTERS[self.name]

    @property
    def plural(self) -> str:
        """The name of its list, which is its address as well."""
        return self.resource.plural

    @property
    def by_code(self) -> bool:
        """Whether rows are known by a code instead of an id."""
        return self.resource.typed is not None

    @property
    def variable(self) -> str:
        """What the key is called in addresses."""
        return "code" if self.by_code else f"{self.name}_id"

    @property
    def closes(self) -> bool:
        """Whether a row can be taken out of use and stays on record."""
        return hasattr(self.register.model, "active")

    @property
    def deletes(self) -> bool:
        """Whether a row that nothing names can be deleted."""
        return not self.closes and not self.by_code

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """All fields by their paths."""
        return {entry.path: entry for group in self.groups for entry in group.entries}

    def asked(self, *, new: bool) -> Iterator[Entry]:
        """Return the fields of the form; the code of a row is asked for but once."""
        return (
            entry for entry in self.entries.values() if new or not (self.by_code and entry.path == "code")
        )

    def schema(self, *, new: bool) -> Schema:
        """Return the schema of what the form asks for."""
        whole = self.resource.typed or self.resource.body
        return whole(only=[entry.path for entry in self.asked(new=new)])

    def field(self, path: str) -> fields.Field[Any] | None:
        """Return the declaration of a field."""
        return self._whole.fields.get(path)

    @cached_property
    def _whole(self) -> Schema:
        return (self.resource.typed or self.resource.body)()

    def leads_to(self, path: str) -> str:
        """Return the register that a field refers to; blank where it is no reference."""
        if path == "skill_code" or isinstance(self.field(path), Codes):
            return "skill"
        return RULES[self.name].references.get(path, "")

    def key(self, row: Any) -> Any:
        """Return what a row is known by."""
        return getattr(row, key_column(self.register).key)


def of(declared: Sequence[Declared]) -> Mapping[str, Declared]:
    """Return declarations by their names."""
    return {one.name: one for one in declared}
