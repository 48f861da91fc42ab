"""All the templates there are, by key, version and the visit that needs them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from checklists.errors import TemplateError
from checklists.template import Template, parse_template


class TemplateUnknown(LookupError):
    """There is no template of this key, or not in this version."""

    def __init__(self, key: str, version: int | None = None) -> None:
        super().__init__(f"no checklist template {key}" + ("" if version is None else f" version {version}"))
        self.key = key
        self.version = version


@dataclass(frozen=True)
class Catalogue:
    """Templates in all their versions; a key and version never stand twice (``TemplateError``)."""

    templates: tuple[Template, ...]

    def __post_init__(self) -> None:
        seen: set[tuple[str, int]] = set()
        for template in self.templates:
            if (template.key, template.version) in seen:
                raise TemplateError(template.key, "version_twice", version=template.version)
            seen.add((template.key, template.version))

    def get(self, key: str, version: int | None = None) -> Template:
        """The template ``key`` in ``version`` (``None``: the newest). Raises ``TemplateUnknown``."""
        found = [t for t in self.templates if t.key == key and version in (None, t.version)]
        if not found:
            raise TemplateUnknown(key, version)
        return max(found, key=lambda template: template.version)

    def current(self) -> tuple[Template, ...]:
        """The newest version of each template, in the order they are worked through."""
        keys = {template.key for template in self.templates}
        return _in_order(self.get(key) for key in keys)

    def for_visit(self, *codes: str) -> tuple[Template, ...]:
        """What an engineer works through for these fault or skill codes, newest versions, in order.

        A code that no template knows still gets the templates of every visit.
        """
        return tuple(t for t in self.current() if any(t.applies(code) for code in (*codes, "")))

    def pinned(self, versions: Mapping[str, int]) -> tuple[Template, ...]:
        """The templates of a visit that began with these versions (key → version), in order."""
        return _in_order(self.get(key, version) for key, version in versions.items())


def load(folder: Traversable) -> Catalogue:
    """The catalogue of all ``.toml`` in ``folder``. ``TemplateError`` paths begin with the file name."""
    sources = sorted((s for s in folder.iterdir() if s.name.endswith(".toml")), key=lambda s: s.name)
    return Catalogue(tuple(_load(source) for source in sources))


@cache
def load_shipped() -> Catalogue:
    """The templates that ship with the product, read once."""
    return load(files("checklists") / "templates")


def _load(source: Traversable) -> Template:
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(source.name, "not_toml", why=error) from error
    return parse_template(data, source.name)


def _in_order(templates: Iterable[Template]) -> tuple[Template, ...]:
    return tuple(sorted(templates, key=lambda template: (template.order, template.key)))
