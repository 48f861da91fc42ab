"""What stands on the service report of a visit: rows become texts in one language.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.documents.reads.report import ReportFacts
from app.documents.report.answers import checklists, photos
from app.documents.report.bill import bill
from app.documents.report.promise import promise, times
from app.documents.report.wording import Letterhead, Wording, plain
from app.kernel.dialled import as_shown
from app.kernel.telephone import from_json
from app.requests.rules.lifecycle import VisitState
from app.visits.reads.signature_state import RoleState
from checklists import SignerRole, Strokes, render_svg

Content = dict[str, Any]


def content(facts: ReportFacts, words: Wording, head: Letterhead, verify_url: str) -> Content:
    """Return everything on the report as JSON: texts, SVG drawings, and names of pictures."""
    visit = facts.visit
    return {
        "language": words.language,
        "company": plain(head.company),
        "hotline": words.word("hotline", phone=head.phone) if head.phone else "",
        "tagline": words.word("tagline"),
        "title": words.word("title"),
        "code": facts.request.code,
        "state": words.word(visit.state),
        "ordinal": words.word("visit", n=visit.ordinal),
        "done": visit.state != VisitState.INCOMPLETE,
        "page": words.word("page", n="{n}", total="{total}"),
        "parties": _parties(facts, words),
        "engineer": _engineer(facts, words),
        "fault": _fault(facts, words),
        "promise": promise(facts, words),
        "times": times(facts, words),
        "outcome": _outcome(facts, words),
        "checklists": checklists(facts, words),
        "photos": photos(facts, words),
        "bill": bill(facts, words, head.currency),
        "signatures": _signatures(facts, words),
        "seal": _seal(facts, words, verify_url),
    }


def _parties(facts: ReportFacts, words: Wording) -> list[list[str]]:
    contact = " ".join(filter(None, (facts.request.contact_name, _number(facts))))
    rows = {
        "customer": facts.customer.name,
        "site": facts.site.name,
        "address": facts.site.address,
        "contact": contact,
        "machine": facts.asset.model if facts.asset else "",
        "serial_number": facts.asset.serial_number if facts.asset else "",
    }
    return _labelled(rows, words)


def _engineer(facts: ReportFacts, words: Wording) -> Content | None:
    if facts.engineer is None:
        return None
    return {
        "label": words.word("engineer"),
        "name": plain(facts.engineer.name),
        "number": f"{words.word('number')} {plain(facts.engineer.number)}",
        "stars": facts.stars,
        "stars_text": words.word("of_stars", n=facts.stars),
        "provider": plain(facts.provider or ""),
    }


def _fault(facts: ReportFacts, words: Wording) -> list[list[str]]:
    rows = {"fault": words.of(facts.fault), "description": facts.request.description}
    return _labelled(rows, words)


def _outcome(facts: ReportFacts, words: Wording) -> list[list[str]]:
    """The engineer's summary; of a visit that did not finish, why."""
    code, _, note = (facts.visit.end_reason or "").partition(": ")
    reason = ": ".join(filter(None, (words.word(code) if code in _REASONS else code, note)))
    office = words.word("office_ended_text") if facts.visit.office_ended_by else ""
    return _labelled({"reason": reason, "summary": facts.visit.summary, "office_ended": office}, words)


_REASONS = frozenset({"no_access", "part_missing", "needs_specialist", "customer_absent", "other"})


def _labelled(rows: Mapping[str, str], words: Wording) -> list[list[str]]:
    return [[words.word(key), plain(text)] for key, text in rows.items() if text]


def _signatures(facts: ReportFacts, words: Wording) -> Content:
    given = {state.role: state for state in facts.signing.roles}
    fields = [_signature(given[role], words) for role in (SignerRole.CUSTOMER, SignerRole.ENGINEER)]
    return {"title": words.word("signatures"), "fields": fields}


def _signature(state: RoleState, words: Wording) -> Content:
    """Ink where it stands; where it does not, since when and because of what."""
    is_given = state.signed_at is not None
    return {
        "role": words.word(f"signed_by_{state.role}"),
        "drawing": render_svg(Strokes.parse(state.ink)) if state.ink else "",
        "void": plain(_void(state, words)) if state.is_void else "",
        "alt": words.word("signature_alt", name=state.signer_name) if is_given else "",
        "name": plain(state.signer_name) if is_given else words.word("no_signature"),
        "at": words.at(state.signed_at) if state.signed_at else "",
    }


def _void(state: RoleState, words: Wording) -> str:
    why = words.word("and_so").join(words.of(text) for text in state.because)
    if state.void_since is None:
        return words.word("signature_altered", why=why)
    return words.word("signature_void", at=words.at(state.void_since), why=why)


def _seal(facts: ReportFacts, words: Wording, verify_url: str) -> Content:
    return {
        "title": words.word("seal"),
        "text": words.word("seal_text"),
        "digest_label": words.word("digest"),
        "digest": facts.digest,
        "url": verify_url,
        "alt": words.word("qr_alt"),
    }


def _number(facts: ReportFacts) -> str:
    """The contact's numbers as a display shows them; else the words as they were said."""
    request = facts.request
    read = [
        " ".join(filter(None, (as_shown(one.primary, facts.region), one.extension and f"x{one.extension}")))
        for one in from_json(request.contact_numbers or ())
    ]
    if read:
        return ", ".join(read)
    plain = as_shown(request.contact_phone, facts.region) if request.contact_phone else ""
    return plain or request.contact_phone_as_said or ""
