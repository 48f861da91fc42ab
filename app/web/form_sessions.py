"""Flask's session cookie and the tokens of forms, taken in their canonical form only."""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import validate_csrf
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from wtforms import ValidationError

from app.kernel.errors import Forbidden
from app.kernel.phrases import Phrase
from app.kernel.signed import CanonicalSigner, has_canonical_signature

HEADER = "X-CSRFToken"


class CanonicalTimestampSigner(CanonicalSigner, TimestampSigner):
    """The same with the instant of the signing."""


class CookieSessions(SecureCookieSessionInterface):
    """Flask's own session cookie, which holds a form's token and the language."""

    def get_signing_serializer(self, flask_app: Flask) -> URLSafeTimedSerializer | None:
        """Return Flask's serializer with a signer that takes one spelling."""
        made = super().get_signing_serializer(flask_app)
        if made is not None:
            made.signer = CanonicalTimestampSigner
        return made


def check_form_token() -> None:
    """Refuse a write that another site's page sent: its form, or the header, carries this browser's token.

    Raises:
        Forbidden: the token is missing, changed, or not this browser's.
    """
    token = request.form.get("csrf_token") or request.headers.get(HEADER, "")
    expired = Forbidden(Phrase("The form has expired; reload the page."))
    if not has_canonical_signature(token):
        raise expired
    try:
        validate_csrf(token)
    except ValidationError as bad:
        raise expired from bad
