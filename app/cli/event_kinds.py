"""`onehour event-kinds`: the page of the documentation that says what every kind of event is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from app import capabilities
from app.kernel.event_schemas import field_schema, is_optional
from app.kernel.events import EVENTS, DomainEvent, Fields, body_fields

_HEAD = """\
# Kinds of events

Made by `onehour event-kinds --output docs/event-kinds.md` from the classes in `app/*/events`; change those,
not this page. How events are followed is in [events.md](events.md), how they are sent in
[outbox.md](outbox.md).

- **data**: the fields of an event and their types. `?` after a name: an event may be without it. `*`: it says
  something of a person, stands beside the chain, and is null once it was erased. Every event may also carry
  `link_maker`, who made the link by which it was done.
- **customer**, **engineer**: what the customer and whoever has the tracking link are told, and what the
  engineer concerned and his provider are. –: nothing, for them it does not exist. ∅: that it happened,
  without data.
- **histories**: the title in the history of a request; – where it does not stand there.
- **notice**: the messages that it causes, `c:` to the customer and `e:` to the engineer; `!` passes to the
  office's channels in quiet hours too.
"""

_COLUMNS = """\
| kind | when | data | customer | engineer | histories | notice |
|---|---|---|---|---|---|---|"""

_FORMATS = {"uuid": "id", "date-time": "instant"}


@click.command(name="event-kinds")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="A file to write it to.")
def event_kinds(output: Path | None) -> None:
    """Print the page about every kind of event; asks no database."""
    capabilities.install()
    text = page(EVENTS.all().values())
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)


def page(events: Iterable[type[DomainEvent]]) -> str:
    """Return the page, by what the kinds are about."""
    ordered = sorted(events, key=lambda event: event.kind)
    parts = [_HEAD]
    for family, kinds in groupby(ordered, key=lambda event: event.kind.partition(".")[0]):
        rows = "\n".join(_row(event) for event in kinds)
        parts.append(f"## {family}\n\n{_COLUMNS}\n{rows}\n")
    return "\n".join(parts)


def _row(event: type[DomainEvent]) -> str:
    cells = (
        f"`{event.kind}`",
        " ".join((event.__doc__ or "").split("\n\n")[0].split()),
        ", ".join(_field(event, name) for name in body_fields(event) if name != "link_maker") or "∅",
        _told(event.audience.customer),
        _told(event.audience.field),
        event.sentence or "–",
        " ".join(_notices(event)) or "–",
    )
    return f"| {' | '.join(cells)} |"


def _field(event: type[DomainEvent], name: str) -> str:
    marks = ("?" if is_optional(event, name) else "") + ("\\*" if name in event.personal else "")
    return f"`{name}`{marks} {_called(field_schema(event, name))}"


def _called(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_called(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_called(schema['items'])}"
    return _FORMATS.get(schema.get("format", "")) or str(schema.get("type", "anything"))


def _told(fields: Fields | None) -> str:
    if fields is None:
        return "–"
    return ", ".join(f"`{name}`" for name in fields) or "∅"


def _notices(event: type[DomainEvent]) -> Iterable[str]:
    for mark, notice in (("c", event.to_customer), ("e", event.to_engineer)):
        if notice:
            yield f"{mark}: `{notice.template}`"
    if event.urgent_to_staff:
        yield "!"
