"""Bodies about service providers."""

from __future__ import annotations

from marshmallow import fields, validate

from app.providers.reads.proposals import QuarterPoints
from app.providers.rules.abilities import DECLARED
from app.providers.rules.abilities import OUTCOMES as RECORD_OUTCOMES
from app.providers.rules.statements import OUTCOMES, STATES
from app.providers.tables import ProviderRecord, ProviderSuspension, ProviderTerms, StatementDispute
from app.requests.api.bodies import version
from app.requests.rules.lifecycle import OfferState, VisitState
from app.web.api import QuerySchema, Schema
from app.web.fields import reference, text_for
from app.web.schema_of import schema_of
from app.web.shapes import word

PER_CENT = {"description": "Per cent of the usual"}
_MONTH = validate.Regexp(r"20\d\d-(0[1-9]|1[0-2])$")
MOST_CENTS = 10**12


class VisitOfDayShown(Schema):
    """An open visit of the provider's people; `offer_id` while somebody is asked."""

    visit_id = fields.UUID()
    version = fields.Integer()
    state = word(VisitState)
    request_id = fields.UUID()
    request_code = fields.String()
    site = fields.String()
    address = fields.String()
    fault_en = fields.String()
    fault_zh = fields.String()
    due_at = fields.AwareDateTime()
    eta_at = fields.AwareDateTime(allow_none=True)
    engineer_id = fields.UUID()
    engineer_name = fields.String()
    is_pinned = fields.Boolean()
    offer_id = fields.UUID(allow_none=True)
    offer_until = fields.AwareDateTime(allow_none=True)


class ProviderDayShown(Schema):
    """A provider's day."""

    visits = fields.List(fields.Nested(VisitOfDayShown))
    is_suspended = fields.Boolean()
    suspended_until = fields.Date(allow_none=True)


class OfferAnswered(Schema):
    """An offer and what became of it."""

    id = fields.UUID()
    visit_id = fields.UUID()
    engineer_id = fields.UUID()
    state = word(OfferState)
    answered_at = fields.AwareDateTime(allow_none=True)


class Giving(Schema):
    """To whom of its people a provider gives a visit."""

    engineer_id = fields.UUID(required=True)
    version = version("visit")


class GivenVisit(Schema):
    """A visit and who has it."""

    id = fields.UUID()
    request_id = fields.UUID()
    engineer_id = fields.UUID(allow_none=True)
    state = word(VisitState)
    version = fields.Integer()


class OfProvider(QuerySchema):
    """Of which provider."""

    provider_id = fields.UUID()


class NewProviderSuspension(Schema):
    """What is said of a provider."""

    provider_id = reference()
    from_on = fields.Date(required=True)
    until_on = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "The last day; null has no end"}
    )
    reason = text_for(ProviderSuspension.reason, shortest=1, required=True)


class ProviderSuspensionRecord(NewProviderSuspension):
    """A provider's suspension."""

    id = fields.UUID()
    set_by = fields.String()
    set_at = fields.AwareDateTime()
    lifted_at = fields.AwareDateTime(allow_none=True)
    lifted_by = fields.String(allow_none=True)
    lifted_note = fields.String(allow_none=True)


class EndingSuspension(Schema):
    """Why it is lifted."""

    note = text_for(ProviderSuspension.lifted_note, shortest=1, required=True)


def per_cent(most: int) -> fields.Integer:
    """A field for per cent."""
    return fields.Integer(strict=True, required=True, validate=validate.Range(0, most), metadata=PER_CENT)


class NewTerms(Schema):
    """What is decided of a provider from a day on."""

    provider_id = reference()
    factor_percent = per_cent(200)
    share_percent = per_cent(200)
    effective_on = fields.Date(required=True)
    reason = text_for(ProviderTerms.reason, shortest=1, required=True)


class TermsRecord(NewTerms):
    """A decision, with what the grade proposed."""

    id = fields.UUID()
    proposed_factor_percent = fields.Integer(allow_none=True)
    proposed_share_percent = fields.Integer(allow_none=True)
    grade_id = fields.UUID(allow_none=True)
    decided_by = fields.String()
    decided_at = fields.AwareDateTime()


QuarterShown = schema_of(QuarterPoints, "QuarterShown")


class ConsequencesShown(Schema):
    """What the published grade and the last quarters propose; a person decides."""

    grade_id = fields.UUID(attribute="grade.id", dump_default=None, allow_none=True)
    factor_percent = fields.Integer(allow_none=True)
    share_percent = fields.Integer(allow_none=True)
    table_version = fields.Integer()
    quarters = fields.List(fields.Nested(QuarterShown))
    suspend = fields.Boolean()
    below = fields.Float(allow_none=True)
    count = fields.Integer(allow_none=True)


class NewProviderRecord(Schema):
    """What a provider is able to do, with its proof."""

    provider_id = reference()
    measure = word(DECLARED, required=True)
    percent = per_cent(100)
    declared_on = fields.Date(required=True)
    proof = text_for(ProviderRecord.proof, shortest=1, required=True)


class ProviderRecordShown(NewProviderRecord):
    """A declared record and what a manager said of it."""

    id = fields.UUID()
    declared_by = fields.String()
    declared_at = fields.AwareDateTime()
    outcome = word(RECORD_OUTCOMES)
    decided_by = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_note = fields.String(allow_none=True)


class RecordFilter(OfProvider):
    """Which records to list."""

    outcome = word(RECORD_OUTCOMES)


class ConfirmingRecord(Schema):
    """A word beside the confirmation."""

    note = text_for(ProviderRecord.decided_note, load_default="")


class RefusingRecord(Schema):
    """Why it does not count."""

    note = text_for(ProviderRecord.decided_note, shortest=1, required=True)


class StatementFilter(OfProvider):
    """Which statements to list."""

    month = fields.String(validate=_MONTH)
    state = word(STATES)


class StatementShown(Schema):
    """One version of a provider's statement of a month."""

    id = fields.UUID()
    provider_id = fields.UUID()
    month = fields.String()
    number = fields.Integer(metadata={"description": "The version; an issued one never changes"})
    state = word(STATES)
    version = fields.Integer(metadata={"description": "Of the row, for `issue`"})
    visits = fields.Integer()
    charges_cents = fields.Integer()
    parts_cents = fields.Integer()
    settled_cents = fields.Integer()
    changes = fields.List(fields.Dict())
    drafted_at = fields.AwareDateTime()
    issued_at = fields.AwareDateTime(allow_none=True)
    issued_by = fields.String(allow_none=True)


class StatementLineShown(Schema):
    """One visit: settled are its charges by the factor, and its parts."""

    visit_id = fields.UUID()
    request_id = fields.UUID()
    request_code = fields.String()
    engineer_id = fields.UUID()
    engineer_name = fields.String()
    completed_at = fields.AwareDateTime()
    charges_cents = fields.Integer()
    parts_cents = fields.Integer()
    factor_percent = fields.Integer()
    settled_cents = fields.Integer()
    corrected_why = fields.String(allow_none=True)


class DisputeShown(Schema):
    """An objection to a line, and the answer."""

    id = fields.UUID()
    provider_id = fields.UUID()
    statement_id = fields.UUID()
    visit_id = fields.UUID()
    words = fields.String()
    disputed_by = fields.String()
    disputed_at = fields.AwareDateTime()
    answer_due_on = fields.Date()
    outcome = word(OUTCOMES, allow_none=True)
    answer = fields.String(allow_none=True)
    answered_by = fields.String(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    led_to_id = fields.UUID(allow_none=True, metadata={"description": "The version that corrects the line"})


class WholeStatement(StatementShown):
    """A statement with its lines, and the disputes about its month."""

    lines = fields.List(fields.Nested(StatementLineShown))
    disputes = fields.List(fields.Nested(DisputeShown))


class DraftingMonth(Schema):
    """Which month to work out, and of which provider; of all, where none is named."""

    month = fields.String(required=True, validate=_MONTH)
    provider_id = fields.UUID(load_default=None, allow_none=True)


class Issuing(Schema):
    """On which state of the draft it was decided."""

    version = version("statement")


class Disputing(Schema):
    """What is wrong with the line."""

    words = text_for(StatementDispute.words, shortest=1, required=True)


class DisputeFilter(QuerySchema):
    """Which disputes to list."""

    is_open = fields.Boolean()


class Answering(Schema):
    """The answer; amounts where it is accepted."""

    outcome = word(OUTCOMES, required=True)
    answer = text_for(StatementDispute.answer, shortest=1, required=True)
    charges_cents = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(0, MOST_CENTS)
    )
    parts_cents = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(0, MOST_CENTS)
    )
