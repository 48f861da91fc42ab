"""Texts for people: marked where they are said, put into the reader's language only when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, Self


class Bilingual(Protocol):
    """A text of one of the pure packages, which bring both languages."""

    @property
    def en(self) -> str:
        """The English."""

    @property
    def zh_cn(self) -> str:
        """The simplified Chinese."""


class Phrase(str):
    """A text for people: it reads as English, and keeps what it is made of for other languages.

    `id` is the template, which is its key in the catalogue; `values` fill its `%(name)s` places, and those
    that are phrases are translated as well.  The call marks the template for extraction.  `zh` is the
    Chinese where it exists already.  Joined with other text it is plain English again, so
    `app.web.wording.say` comes first.
    """

    __slots__ = ("id", "plural", "values", "zh")

    id: str
    plural: str | None
    values: Mapping[str, object]
    zh: str | None

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill `template`; without values it is taken as it stands."""
        made = super().__new__(cls, template % values if values else template)
        made.id, made.plural, made.values, made.zh = template, None, values, None
        return made

    @classmethod
    def counted(cls, one: str, many: str, /, num: int, **values: object) -> Self:
        """Fill `one` or `many`, by `num`, which has its place `%(num)s` in both."""
        made = cls(one if num == 1 else many, num=num, **values)
        made.id, made.plural = one, many
        return made

    @classmethod
    def of(cls, text: Bilingual) -> Self:
        """Return a text that brings its Chinese along."""
        made = cls(text.en)
        made.zh = text.zh_cn
        return made
