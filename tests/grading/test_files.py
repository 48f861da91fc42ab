"""Grades as documents, workbook and archive: who gets which, and what they say in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from app.grading.api import documents_job
from app.grading.commands.appeals import REJECTED, answer, appeal
from app.grading.commands.approving import approve, close_calibration
from app.grading.commands.freeze import freeze
from app.grading.commands.notice import start_notice
from app.grading.commands.scoring import Scores, score
from app.grading.rules.decision import proposed
from app.jobs.tables import LongJob
from app.kernel import Runtime, unit_of_work
from tests.grading.test_pages import PASSWORD, YEAR_PAGE, act, signed_in
from tests.grading.town import YEAR, Company, company
from tests.support.clock import FakeClock

pytestmark = pytest.mark.any_database
REASON = "Brauchte Hilfe bei Lasern; 激光设备需要协助。 <b>*x*</b> #let"


@pytest.fixture
def town(runtime: Runtime, clock: FakeClock) -> Company:
    made = company(runtime, clock, PASSWORD)
    clock.now = datetime(2026, 1, 10, 1, 0, 7, 123456, tzinfo=UTC)  # as real clocks have it
    _appealed(made)
    return made


def _appealed(town: Company) -> None:
    with unit_of_work(town.runtime, town.manager) as uow:
        freeze(uow, YEAR)
    for key in (town.li, town.wang, town.provider_id):
        row = town.grade(key)
        points = proposed(row.facts)
        less = points | {"technical": points["technical"] - 3} if key == town.li else points
        with unit_of_work(town.runtime, town.manager) as uow:
            score(uow, row.id, Scores(less, {"technical": REASON} if key == town.li else {}))
    with unit_of_work(town.runtime, town.manager) as uow:
        close_calibration(uow, YEAR)
    for key in (town.li, town.wang, town.provider_id):
        with unit_of_work(town.runtime, town.second) as uow:
            approve(uow, town.grade(key).id)
    with unit_of_work(town.runtime, town.second) as uow:
        start_notice(uow, YEAR)
    key = town.grade(town.li).id
    with unit_of_work(town.runtime, town.engineer) as uow:
        appeal(uow, key, "没有说明书。")
    with unit_of_work(town.runtime, town.second) as uow:
        answer(uow, key, REJECTED, "There was one.")


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_a_grade_as_a_document_in_both_languages(town: Company) -> None:
    li, partner, manager = signed_in(town, "li", "partner", "manager-a")
    address = f"/grades/{town.grade(town.li).id}/grade.pdf"
    english = li.open(f"{address}?lang=en")
    assert english.mimetype == "application/pdf"
    said = _text(english.data)
    for text in ("Grade of the year 2025", "Li Wei", "First-time fix", "激光设备需要协助", "没有说明书。"):
        assert text in said, text
    assert "There was one." in said
    assert "#let" in said
    assert town.grade(town.li).facts_digest[:16] in said.replace(" ", "").replace("\u200b", "")
    assert "worked out anew for this document, and the same" in said
    chinese = _text(manager.open(f"{address}?lang=zh_CN").data)
    assert "2025 年度" in chinese
    assert "First-time fix" not in chinese
    again = li.client.get(f"{address}?lang=en", headers={"If-None-Match": english.headers["ETag"]})
    assert again.status_code == 304
    assert partner.open(address).status_code == 404
    assert partner.open(f"/grades/{town.grade(town.wang).id}/grade.pdf").status_code == 200


def test_what_was_altered_is_said_on_the_document(town: Company) -> None:
    with unit_of_work(town.runtime) as uow:
        row = uow.session.merge(town.grade(town.li))
        row.facts = row.facts | {"visits": 9999}
    (li,) = signed_in(town, "li")
    said = _text(li.open(f"/grades/{town.grade(town.li).id}/grade.pdf?lang=en").data)
    assert "Do not rely on this document" in said


def test_a_year_as_a_workbook_and_as_an_archive(town: Company) -> None:
    manager, li = signed_in(town, "manager-a", "li")
    book = load_workbook(BytesIO(manager.open(f"/grades/year/{YEAR}/grades.xlsx").data))
    grades, lines = book.worksheets
    names = [row[0] for row in grades.iter_rows(min_row=2, values_only=True)]
    assert sorted(names) == ["Li Wei", "Partner", "Wang Fang"]
    assert ("Li Wei", "1001", "First-time fix") in [row[:3] for row in lines.iter_rows(values_only=True)]
    assert li.open(f"/grades/year/{YEAR}/grades.xlsx").status_code == 403
    led = act(manager, f"/grades/year/{YEAR}/documents", manager.open(YEAR_PAGE).text)
    assert led == "/jobs"
    with unit_of_work(town.runtime, write=False) as uow:
        job = uow.session.scalars(select(LongJob)).one()
    far: list[tuple[int, int]] = []
    running: Any = SimpleNamespace(
        runtime=town.runtime, principal=town.manager, job=job, progress=lambda *said: far.append(said)
    )
    outcome = documents_job.run(running)
    assert far == [(1, 3), (2, 3), (3, 3)]
    assert outcome.file is not None
    with ZipFile(BytesIO(outcome.file.data)) as archive:
        assert sorted(archive.namelist()) == [
            "2025-1001-Li Wei.pdf",
            "2025-1002-Wang Fang.pdf",
            "2025-Partner.pdf",
        ]
        assert "Li Wei" in _text(archive.read("2025-1001-Li Wei.pdf"))
