"""What each kind of problem of telling customers means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "no-channel": Explanation(
        Phrase("The customer cannot be told"),
        Phrase("No channel to customers is set up, or the contact has no number or address on record."),
        Phrase("Put the contact right, or tell the customer by telephone."),
    ),
    "sample-not-sent": Explanation(
        Phrase("The sample was not sent"),
        Phrase("The channel is not set up, or takes another kind of address."),
        Phrase("Set the channel up, or give the other kind of address."),
    ),
    "no-way-there": Explanation(
        Phrase("The link was not sent"),
        Phrase("No channel is set up that takes such an address, or there is no link that is still good."),
        Phrase("Give the other kind of address, or copy the link and hand it over yourself."),
    ),
}
