from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.documents.commands.report_codes import read_report_code, report_code, report_url
from app.kernel.errors import NotFound
from app.settings import Settings
from tests.support.spelling import other_endings

SETTINGS = Settings(secret_key="one", public_url="https://service.example")
VISIT = UUID("0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000")
DIGEST = "0123456789abcdef" * 4


def test_code_names_the_visit_and_fits_its_digest_alone() -> None:
    told = read_report_code(SETTINGS, report_code(SETTINGS, VISIT, DIGEST))
    assert told.visit_id == VISIT
    assert told.fits(DIGEST)
    assert not told.fits("f" * 64)


def test_address_is_short_enough_for_a_code_that_a_phone_reads() -> None:
    url = report_url(SETTINGS, report_code(SETTINGS, VISIT, DIGEST))
    assert url.startswith("https://service.example/verify/")
    assert len(url) < 120


@pytest.mark.parametrize("code", ["", "x", "é", "a.b", "." * 80, "\x00"])
def test_what_was_never_a_code_is_not_found(code: str) -> None:
    with pytest.raises(NotFound):
        read_report_code(SETTINGS, code)


def test_code_of_another_installation_or_with_one_sign_changed_is_not_found() -> None:
    code = report_code(SETTINGS, VISIT, DIGEST)
    with pytest.raises(NotFound):
        read_report_code(replace(SETTINGS, secret_key="two"), code)
    changed = ("B" if code[0] == "A" else "A") + code[1:]
    with pytest.raises(NotFound):
        read_report_code(SETTINGS, changed)


def test_code_with_any_other_ending_is_not_found() -> None:
    for other in other_endings(report_code(SETTINGS, VISIT, DIGEST)):
        with pytest.raises(NotFound):
            read_report_code(SETTINGS, other)


def test_code_stays_good_when_the_secret_is_changed() -> None:
    code = report_code(SETTINGS, VISIT, DIGEST)
    renewed = replace(SETTINGS, secret_key="a newer one", secret_key_previous=SETTINGS.secret_key)
    assert read_report_code(renewed, code).visit_id == VISIT
