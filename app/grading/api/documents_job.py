"""The documents of a year's grades as one archive; only what whoever asked answers for."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.grading.pages.paper import file_name, paper
from app.grading.reads.progress import progress
from app.grading.reads.sheet import sheet
from app.jobs.hooks import JobFile, JobOutcome, RunningJob
from app.kernel import unit_of_work
from app.kernel.phrases import Phrase


def run(job: RunningJob) -> JobOutcome:
    """Render them one by one, each read in a transaction of its own."""
    year, locale = job.job.params["year"], job.job.params["locale"]
    with unit_of_work(job.runtime, job.principal, write=False) as uow:
        keys = [line.row.id for line in progress(uow, year).lines]
        company = uow.settings.company_name
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for done, key in enumerate(keys, 1):
            with unit_of_work(job.runtime, job.principal, write=False) as uow:
                one = sheet(uow, key)
                document = paper(one, locale, company)
            # No date of packing: the same grades give the same archive.
            archive.writestr(ZipInfo(file_name(one)), document.pdf({}), ZIP_DEFLATED)
            job.progress(done, len(keys))
    file = JobFile(f"grades-{year}.zip", "application/zip", content.getvalue())
    return JobOutcome(
        Phrase.counted(
            "%(num)s document is in the archive.", "%(num)s documents are in the archive.", num=len(keys)
        ),
        file=file,
        done=len(keys),
    )
