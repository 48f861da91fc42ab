"""Words of channels, deliveries and the steps of notices, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.jobs.rules.phrases import phrase_of
from app.kernel.phrases import Phrase
from app.outbox.commands.composing import NOBODY, UNDONE_DECISION, UNTRUE
from app.outbox.commands.fan_out import NO_CHANNEL
from app.outbox.commands.sending import TOO_LATE
from app.outbox.tables import Channel, DeliveryState, Pause
from app.web.wording import say

CHANNELS: Mapping[str, Phrase] = {
    Channel.WEBHOOK: Phrase("Webhook: another program, signed"),
    Channel.APPRISE: Phrase("Channel of people: mail, chat, SMS"),
    Channel.CUSTOMERS: Phrase("Notices to customers"),
    Channel.ENGINEERS: Phrase("Notices to engineers"),
    Channel.PROVIDERS: Phrase("Notices to service providers"),
}
STATES: Mapping[str, Phrase] = {
    DeliveryState.WAITING: Phrase("waiting"),
    DeliveryState.SENDING: Phrase("being sent"),
    DeliveryState.SENT: Phrase("sent"),
    DeliveryState.DEAD: Phrase("given up"),
    DeliveryState.SKIPPED: Phrase("left out"),
}
WHY_NOT: Mapping[str, Phrase] = {
    NO_CHANNEL: Phrase("no channel is set up"),
    "a fixed line takes no messages": Phrase("a fixed line takes no messages"),
    "no phone on record": Phrase("no number on record"),
    "no phone_national on record": Phrase("no number on record"),
    "no email on record": Phrase("no e-mail address on record"),
    "has no receiver of its own": Phrase("has no receiver of its own"),
    UNTRUE: Phrase("no longer true when it was to be sent"),
    "no longer for this receiver": Phrase("no longer for this receiver"),
    NOBODY: Phrase("concerns nobody any more"),
    UNDONE_DECISION: Phrase("the dispatcher's decision was undone"),
    TOO_LATE: Phrase("too late to be of use"),
    "lost while it was sent": Phrase("lost while it was sent"),
}
"""Why a delivery was left out, or was not taken, as it is kept."""
PAUSES: Mapping[str, Phrase] = {
    Pause.FAILING: Phrase("Held back: the receiver has failed for a day. Nothing is lost."),
    Pause.GONE: Phrase("Held back: the receiver says that this address is gone (410). Nothing is lost."),
}
STEPS: Mapping[str, Phrase] = {
    "request_promised": Phrase("When a repair request is taken in"),
    "request_promised_unplaced": Phrase("When one is taken in and nobody can be there in time yet"),
    "on_the_way": Phrase("When the engineer sets out"),
    "arrived": Phrase("When the engineer arrives"),
    "arrived_unsure": Phrase("When the engineer reports an arrival that is in doubt"),
    "completed": Phrase("When the work is done"),
    "return_visit": Phrase("When another visit is needed"),
    "delayed": Phrase("When we are late"),
    "cancelled": Phrase("When a request is cancelled"),
    "appointment": Phrase("When an appointment is agreed"),
    "solved_remotely": Phrase("When it was solved without a visit"),
    "enquiry_answer": Phrase("When a question is answered"),
    "tracking_link": Phrase("When the desk sends the customer's link"),
    "invitation": Phrase("When an account's link is sent"),
    "offer": Phrase("When a visit is offered"),
    "taken_away": Phrase("When a visit goes to somebody else"),
    "put_off": Phrase("When a visit is put off"),
    "visit_cancelled": Phrase("When a visit is cancelled"),
    "provider_offer": Phrase("When one of a provider's people is asked"),
    "provider_offer_lapsed": Phrase("When an offer to one of a provider's people ran out"),
    "provider_statement": Phrase("When a provider's statement is issued"),
    "provider_dispute": Phrase("When a provider's dispute is answered"),
    "provider_suspended": Phrase("When a provider is suspended"),
    "provider_reinstated": Phrase("When a provider's suspension is lifted"),
}
EN, ZH = "en", "zh_CN"

SAMPLES: Mapping[str, Mapping[str, str]] = {
    EN: {
        "code": "R7K2M9",
        "site": "Blue Ink, 2nd floor",
        "address": "18 Nanjing Road",
        "due": "14:45",
        "from": "13:45",
        "eta": "14:32",
        "engineer": "Li Wei",
        "stars": "★★★★",
        "minutes": "3",
        "name": "Wang Fang",
        "month": "2026-01",
        "until": "2026-03-31",
        "question": "Do you repair plotters?",
        "answer": "Yes, on weekdays.",
        "hotline": "400 820 1234",
    },
    ZH: {
        "code": "R7K2M9",
        "site": "蓝墨文印二楼",
        "address": "南京路 18 号",
        "due": "14:45",
        "from": "13:45",
        "eta": "14:32",
        "engineer": "李伟",
        "stars": "★★★★",
        "minutes": "3",
        "name": "王芳",
        "month": "2026-01",
        "until": "2026-03-31",
        "question": "你们修绘图仪吗？",
        "answer": "可以，工作日均可上门。",
        "hotline": "400 820 1234",
    },
}
"""What the samples of notices say, by language."""
SAMPLES_OF: Mapping[str, Mapping[str, str]] = {"delayed": {"eta": "14:58"}}
"""What the sample of one notice says otherwise."""


def why_not(kept: str | None, words: Mapping[str, Any] | None = None) -> str:
    """Put what a delivery came to into words, from the phrase that was stored where there is one.

    What a receiver's machine says stays as it said it; so does what was kept before phrases were.
    """
    if words is not None:
        return say(phrase_of(words))
    text = kept or ""
    reason = text.partition(": ")[0]  # what made it untrue follows
    return say(WHY_NOT.get(reason, text))
