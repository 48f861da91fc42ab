"""The form of a subscription: whom it tells of which events, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request

from app.kernel import UnitOfWork, events
from app.kernel.event_kinds import NOT_THE_WORK
from app.kernel.events import EVENTS
from app.kernel.phrases import Phrase
from app.outbox.api.subscriptions import SubscriptionRecord
from app.outbox.pages import words
from app.outbox.tables import Channel, Subscription
from app.registers.reads.territories import active_territories
from app.web.languages import LOCALES
from app.web.pages.form_kit import Form, Input

LABELS: Mapping[str, Phrase] = {
    "name": Phrase("Name"),
    "channel": Phrase("Kind"),
    "url": Phrase("Address"),
    "territory_id": Phrase("Only of the territory"),
    "provider_id": Phrase("Only of the service provider"),
    "locale": Phrase("Language"),
    "time_zone": Phrase("Time zone"),
    "quiet_hours": Phrase("Quiet hours"),
}
_ALL = (*LABELS, "kinds")
_CHANNELS = (Channel.WEBHOOK, Channel.APPRISE)
_LONGEST = 3000


@dataclass(frozen=True)
class Sent:
    """What was typed, and the kinds that were ticked."""

    values: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds of event that belong together, and what they are called; `pattern` asks for all of them."""

    title: Phrase
    pattern: str
    kinds: list[tuple[str, Phrase | str]]
    named_only: bool


def sent() -> Sent:
    """Return what the form says."""
    values = {name: request.form.get(name, "")[:_LONGEST] for name in (*LABELS, "version")}
    return Sent(values, tuple(request.form.getlist("kinds")))


def of(row: Subscription) -> Sent:
    """Return what the form of a subscription says when it is opened; its address is not shown again."""
    values = {name: str(getattr(row, name) or "") for name in LABELS if name != "url"}
    return Sent(values | {"version": str(row.version)}, tuple(row.kinds))


def shown(said: Sent, wrong: Mapping[str, list[str]] | None = None) -> Form:
    """Return the form as it is shown."""
    return Form(SubscriptionRecord(only=_ALL), LABELS, said.values, wrong or {})


def inputs(uow: UnitOfWork, form: Form, providers: list[tuple[str, str]]) -> dict[str, Input]:
    """Return its fields with what there is to choose from."""
    territories = [(str(key), name) for key, name in active_territories(uow)]
    channels = [(str(one), words.CHANNELS[one]) for one in _CHANNELS]
    return {
        **{path: form[path] for path in LABELS},
        "url": replace(form["url"], kind="text"),
        "channel": replace(form["channel"], choices=channels),
        "locale": replace(form["locale"], kind="choice", choices=list(LOCALES.items())),
        "territory_id": replace(form["territory_id"], kind="choice", choices=territories),
        "provider_id": replace(form["provider_id"], kind="choice", choices=providers),
    }


def read(said: Sent, *, channel: str = "") -> dict[str, Any]:
    """Return the columns that the form says; an address left empty stays as it is.

    Raises:
        Invalid: names the fields.
    """
    values = dict(said.values) | ({"channel": channel} if channel else {})
    wanted = Form(_Whole(list(said.kinds)), LABELS, values)
    made: dict[str, Any] = wanted.read()
    return made


class _Whole(SubscriptionRecord):
    """The body with the kinds, which are ticked and not typed."""

    def __init__(self, kinds: Sequence[str] = ()) -> None:
        super().__init__(only=_ALL)
        self._ticked = list(kinds)

    def load(self, data: Any, **kwargs: Any) -> Any:
        """Load what was typed and what was ticked."""
        return super().load({**data, "kinds": self._ticked}, **kwargs)


def families() -> list[Family]:
    """Return every kind there is, by family."""
    found: dict[str, list[tuple[str, Phrase | str]]] = {}
    for kind in sorted(EVENTS.all()):
        found.setdefault(events.family_of(kind), []).append((kind, events.words_of(kind) or ""))
    apart = {name.rstrip(".") for name in NOT_THE_WORK}
    titles = events.family_names()
    return [Family(titles[name], f"{name}.*", kinds, name in apart) for name, kinds in found.items()]
