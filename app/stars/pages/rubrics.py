"""The rubrics for managers: both in their versions, and each version read, written and published."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.stars.commands import rubrics as service
from app.stars.pages import rubric_view as view
from app.stars.pages import rubric_words as words
from app.stars.reads import rubrics as reads
from app.stars.rules.rubric import Graded
from app.stars.rules.rubric_data import as_toml, parsed
from app.stars.rules.rubric_form import content_of, paths
from app.stars.tables import RubricVersion
from app.web.context import transaction
from app.web.pages import drafted, kept, once
from app.web.pages.form_kit import Form
from app.web.pages.forms import see
from app.web.wording import say


def rubrics() -> str:
    """Show both."""
    with transaction(write=False) as uow:
        return _list(uow)


def bring_in() -> Response:
    """Bring in the text of a file as a draft."""
    text = drafted.sent_file(service.MAX_TOML) or request.form.get("toml", "")
    return drafted.begun(
        lambda uow: service.bring_in_toml(uow, text),
        _address,
        lambda uow, refused: _list(uow, text, refused.errors),
    )


def rubric(version_id: UUID) -> str:
    """Show a version; a draft as a form."""
    with transaction(write=False) as uow:
        return view.page(uow, uow.get(RubricVersion, version_id))


def write(version_id: UUID) -> Response:
    """Write a draft; what is at fault is not saved, and stands in the form with what is wrong."""
    values: Mapping[str, str] = {}
    try:
        with transaction() as uow:
            once.reserve(uow)
            graded = Graded(uow.get(RubricVersion, version_id).key)
            values = {path: request.form.get(path, "")[: view.LONGEST] for path in paths(graded)}
            service.write(uow, version_id, drafted.seen(), content_of(graded, values))
            once.led_to(uow, _address(version_id))
    except errors.Invalid as refused:
        return _again(version_id, view.TypedRubric(values, refused.errors), 422)
    except errors.Conflict as refused:
        return _again(version_id, view.TypedRubric(values, why=kept.why_not(refused)), 409)
    except once.SentBefore as before:
        return see(before.address)
    flash(say(Phrase("Saved. A second person has to publish it.")), "good")
    return see(_address(version_id))


def begin(version_id: UUID) -> Response:
    """Begin the next version, or go on with the draft that there is."""
    return drafted.next_begun(lambda uow: service.begin_from(uow, version_id), _address)


def publish(version_id: UUID) -> Response:
    """Put a draft into force."""
    seen = drafted.seen()
    return drafted.published(
        lambda uow: service.publish(uow, version_id, seen),
        lambda number: Phrase(
            "Version %(number)s is in force: grades are proposed by it now.", number=number
        ),
        _address(version_id),
    )


def discard(version_id: UUID) -> Response:
    """Throw a draft away."""
    seen = drafted.seen()
    return drafted.thrown_away(
        lambda uow: service.DRAFTS.throw_away(uow, version_id, seen),
        _address(version_id),
        url_for("pages.rubrics"),
    )


def toml(version_id: UUID) -> Response:
    """Send a version as a file."""
    with transaction(write=False) as uow:
        row = uow.get(RubricVersion, version_id)
        return drafted.toml_file(as_toml(parsed(row.content)), f"rubric.{row.key}.v{row.number}.toml")


def _list(uow: UnitOfWork, text: str = "", wrong: Mapping[str, list[str]] | None = None) -> str:
    every = {key: reads.versions(uow, key) for key in Graded}
    return render_template(
        "rubrics.html",
        every=every,
        current={key: reads.current(found) for key, found in every.items()},
        typed_toml=text,
        wrong=wrong or {},
        form=Form(Schema(), {"toml": Phrase("Text of a TOML file")}, {"toml": text}),
        once=once.fresh(uow),
        words=words,
        zone=zone_of_customer(uow, None),
        now=uow.now,
    )


def _again(version_id: UUID, typed: view.TypedRubric, status: int) -> Response:
    with transaction(write=False) as uow:
        return make_response(view.page(uow, uow.get(RubricVersion, version_id), typed), status)


def _address(version_id: UUID) -> str:
    return url_for("pages.rubric", version_id=version_id)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/rubrics", "rubrics", rubrics)
    site.add_url_rule("/rubrics", "rubric_bring_in", bring_in, methods=["POST"])
    at = "/rubrics/<uuid:version_id>"
    site.add_url_rule(at, "rubric", rubric)
    site.add_url_rule(at, "rubric_write", write, methods=["POST"])
    site.add_url_rule(f"{at}/draft", "rubric_draft", begin, methods=["POST"])
    site.add_url_rule(f"{at}/publish", "rubric_publish", publish, methods=["POST"])
    site.add_url_rule(f"{at}/discard", "rubric_discard", discard, methods=["POST"])
    site.add_url_rule(f"{at}/toml", "rubric_toml", toml)
