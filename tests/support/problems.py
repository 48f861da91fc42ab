"""Every error that becomes a problem, with the status and slug that it becomes."""

from __future__ import annotations

from collections.abc import Iterator

from app import capabilities
from app.kernel.errors import Invalid, OneHourError
from app.web.problems import PURE


def every_problem() -> dict[str, tuple[int, str]]:
    """Return status and slug by the class's name."""
    capabilities.install()
    found = {kind.__name__: (Invalid.status, Invalid.slug) for kind in PURE}
    for kind in _below(OneHourError):
        found[kind.__name__] = (kind.status, kind.slug)
    return found


def _below(kind: type[OneHourError]) -> Iterator[type[OneHourError]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
