"""The page that a report's QR code opens: whether the report is genuine, said in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, render_template

from app.documents.commands.report_codes import read_report_code
from app.documents.reads.verification import Verdict, verification
from app.kernel.errors import NotFound
from app.promise.pages import words
from app.web.context import runtime, transaction
from app.web.limits import verify_limit
from checklists import Text

UNKNOWN = "unknown"

HEADLINES: Mapping[str, Text] = MappingProxyType(
    {
        Verdict.GENUINE: Text("This report is genuine and unchanged.", "此报告真实有效，内容未被更改。"),
        Verdict.VOID: Text(
            "This report says what we hold on file, but a signature under it is void.",
            "此报告与本公司存档一致，但其中的签名已失效。",
        ),
        Verdict.SIGNED_AGAIN: Text(
            "This report says what we hold on file. It was changed after a first signing and signed again.",
            "此报告与本公司存档一致。首次签名后内容有更改，并已重新签名。",
        ),
        Verdict.SUPERSEDED: Text(
            "This report is ours, but a newer version of it has been signed.",
            "此报告由本公司出具，但已有新签署的版本。",
        ),
        Verdict.CHANGED: Text(
            "This report is ours, but its record has been changed since.",
            "此报告由本公司出具，但其记录之后有更改。",
        ),
        Verdict.ALTERED: Text(
            "Do not rely on this report: what is on file is not what was signed.",
            "请勿采信此报告：存档内容与签名时不一致。",
        ),
        UNKNOWN: Text("This code was not issued by us.", "此验证码并非本公司出具。"),
    }
)
"""What is to be thought of the report; shown in both languages, whoever holds the report."""


@verify_limit
def verify(code: str) -> tuple[str, int]:
    """Compute digest and seals anew, and say how the report stands."""
    try:
        told = read_report_code(runtime().settings, code)
        with transaction(write=False) as uow:
            found = verification(uow, told.visit_id, told.digest_start)
    except NotFound:
        return _page(UNKNOWN), 404
    return _page(found.verdict, found=found, reported=told.digest_start), 200


def _page(verdict: str, **shown: object) -> str:
    settings = runtime().settings
    headline = HEADLINES[verdict]
    return render_template(
        "verify.html",
        verdict=verdict,
        headline=headline,
        company=settings.company_name,
        hotline_phone=settings.hotline_phone,
        words=words,
        **shown,
    )


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/verify/<code>", view_func=verify)
