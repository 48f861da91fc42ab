"""What customers, engineers and providers are sent at each step: texts with a sample, one sent to oneself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.outgoing import SendFailed
from app.kernel.phrases import Phrase
from app.outbox.commands import texts
from app.outbox.commands.causes import OF_THE_HOUSE, notices_on
from app.outbox.commands.composing import Note
from app.outbox.commands.recipients import NoAddress, Person, channel_template, filled
from app.outbox.commands.texts import Text
from app.outbox.errors import SampleNotSent
from app.outbox.pages import words
from app.outbox.reads.quiet import quiet_places
from app.outbox.tables import Channel
from app.registers.commands import phone_numbers
from app.registers.commands.phone_numbers import message_number
from app.registers.reads.territories import zone_of_territory
from app.web.context import principal, runtime, transaction
from app.web.limits import sign_in_limit
from app.web.pages import kept, once
from app.web.pages.forms import see
from app.web.wording import say

CHANNELS = OF_THE_HOUSE


@dataclass(frozen=True, slots=True)
class Sample:
    """A notice with what it would say; `urgent` goes out in quiet hours too."""

    template: str
    when: Phrase
    urgent: bool
    said: dict[str, Text]


def notices() -> str:
    """Show them."""
    with transaction(write=False) as uow:
        known = {channel: samples(uow, channel) for channel in CHANNELS}
        return render_template(
            "notices.html",
            samples=known,
            choices=choices(known),
            open_channels={channel: bool(channel_template(uow, channel)) for channel in CHANNELS},
            quiet=quiet_places(uow),
            once=once.fresh(uow),
            words=words,
        )


def samples(uow: UnitOfWork, channel: Channel) -> list[Sample]:
    """Return the notices of a channel in the order in which a repair goes."""
    known = {notice.template: notice for notice in notices_on(channel).values()}
    order = sorted(known, key=[*words.STEPS].index)
    return [
        Sample(
            name,
            words.STEPS[name],
            known[name].urgent,
            {locale: texts.render(name, locale, facts(uow, locale, name)) for locale in texts.LOCALES},
        )
        for name in order
    ]


def facts(uow: UnitOfWork, locale: str, template: str) -> dict[str, str]:
    """Return what a notice's sample says; its link leads nowhere."""
    settings = uow.settings
    made_up = {"link": f"{settings.public_url}/t/…", "company": settings.company_name}
    return {**words.SAMPLES[locale], **words.SAMPLES_OF.get(template, {}).get(locale, {}), **made_up}


def send_sample() -> Response:
    """Send one sample to the address that was typed, and say what came of it."""
    try:
        note = _note()
        with transaction() as uow:
            once.reserve(uow)
            once.led_to(uow, url_for("pages.notices"))
        note.send(runtime().outgoing)
    except once.SentBefore:
        flash(say(Phrase("This sample was sent already.")), "good")
    except SendFailed as failed:
        flash(say(Phrase("The channel did not take it: %(why)s.", why=say(failed.why))), "bad")
    except (errors.Invalid, errors.Conflict) as refused:
        kept.keep(refused, said=say(refused.detail))
    else:
        flash(say(Phrase("The channel took the sample. It should arrive in a moment.")), "good")
    return see(url_for("pages.notices"))


def _note() -> Note:
    said, locale = request.form.get("template", ""), request.form.get("locale", "")
    with transaction(write=False) as uow:
        known = {
            _value(one, sample): (one, sample.template) for one in CHANNELS for sample in samples(uow, one)
        }
        if said not in known or locale not in texts.LOCALES:
            raise errors.Invalid({"template": Phrase("Please fill in every field of the form.")})
        chosen, template = known[said]
        person = _myself(uow, request.form.get("to", "").strip()[:200], locale)
        pattern = channel_template(uow, chosen)
        if not pattern:
            raise SampleNotSent(Phrase("this channel is not set up"))
        try:
            url = filled(pattern, person, f"msg_{uow.new_id().hex}")
        except NoAddress as lacking:
            raise SampleNotSent(Phrase("this channel takes another kind of address")) from lacking
        return Note(url, texts.render(template, locale, facts(uow, locale, template)))


def _value(channel: Channel, sample: Sample) -> str:
    """Return what a form says of a notice: one that both channels have is two."""
    return f"{channel}:{sample.template}"


def choices(known: Mapping[Channel, Sequence[Sample]]) -> dict[Channel, list[tuple[str, Phrase]]]:
    """Return the notices to choose from by their channel; one of both channels says which."""
    count = Counter(one.template for ones in known.values() for one in ones)
    return {
        channel: [
            (
                _value(channel, one),
                one.when
                if count[one.template] == 1
                else Phrase("%(when)s (%(channel)s)", when=one.when, channel=words.CHANNELS[channel]),
            )
            for one in ones
        ]
        for channel, ones in known.items()
    }


def _myself(uow: UnitOfWork, to: str, locale: str) -> Person:
    kept_as = phone_numbers.understood(uow, "" if "@" in to else to).of_row()
    phone = message_number((kept_as["phone"], kept_as["phone_numbers"]))
    email = to if "@" in to else ""
    return Person(principal().key, locale, ZoneInfo(zone_of_territory(uow)), None, phone, email)


def register(site: Blueprint) -> None:
    """Add the addresses; what is sent costs money, so tries are counted."""
    site.add_url_rule("/notices", view_func=notices, methods=["GET"])
    site.add_url_rule("/notices/test", "notice_test", sign_in_limit(send_sample), methods=["POST"])
