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
    "scheduled_view": Phrase("When a view is due that somebody has sent to himself"),
    "provider_offer": Phrase("When one of a provider's people is asked"),
    "provider_offer_lapsed": Phrase("When an offer to one of a provider's people ran out"),
    "provider_statement": Phrase("When a provider's statement is issued"),
    "provider_dispute": Phrase("When a provider's dispute is answered"),
    "provider_suspended": Phrase("When a provider is suspended"),
    "provider_reinstated": Phrase("When a provider's suspension is lifted"),
    "leave_approved": Phrase("When leave is approved"),
    "leave_refused": Phrase("When leave is refused"),
    "leave_removed": Phrase("When leave is taken off the roster"),
    "swap_offered": Phrase("When a colleague offers a shift"),
    "swap_accepted": Phrase("When the colleague accepts a swap"),
    "swap_declined": Phrase("When the colleague declines a swap"),
    "swap_approved": Phrase("When a swap is made"),
    "swap_refused": Phrase("When a manager refuses a swap"),
    "swap_withdrawn": Phrase("When a colleague takes a swap back"),
    "certificate_ends": Phrase("When a certificate ends soon"),
    "grade_preview": Phrase("When the figures of a quarter are worked out"),
    "grade_notice": Phrase("When a grade goes on public notice"),
    "grade_appeal_ends": Phrase("When the time for an appeal ends"),
    "reward_decided": Phrase("When a reward or penalty is decided"),
    "commended": Phrase("When somebody is commended"),
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
        "question": "Do you repair plotters?",
        "answer": "Yes, on weekdays.",
        "hotline": "400 820 1234",
        "begins": "Mar 5, 08:00",
        "ends": "Mar 6, 18:00",
        "until": "Mar 20",
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
        "question": "你们修绘图仪吗？",
        "answer": "可以，工作日均可上门。",
        "hotline": "400 820 1234",
        "begins": "3月5日 08:00",
        "ends": "3月6日 18:00",
        "until": "3月20日",
    },
}
"""What the samples of notices say, by language."""
SAMPLES_OF: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "delayed": {EN: {"eta": "14:58"}, ZH: {"eta": "14:58"}},
    "certificate_ends": {EN: {"name": "Low-voltage work"}, ZH: {"name": "低压电工作业证"}},
    **{
        key: {locale: {"name": name} for locale in (EN, ZH)}
        for key, name in (
            ("grade_preview", "2026-01 – 2026-03"),
            ("grade_notice", "2025"),
            ("grade_appeal_ends", "2025"),
        )
    },
}
"""What the sample of one notice says otherwise, by language."""


def why_not(kept: str | None, words: Mapping[str, Any] | None = None) -> str:
    """Put what a delivery came to into words, from the phrase that was stored where there is one.

    What a receiver's machine says stays as it said it; so does what was kept before phrases were.
    """
    if words is not None:
        return say(phrase_of(words))
    text = kept or ""
    reason = text.partition(": ")[0]  # what made it untrue follows
    return say(WHY_NOT.get(reason, text))
