"""The page of long work."""

from __future__ import annotations

import io
import re

from werkzeug.test import TestResponse

from app.shell.worker.long_jobs import run_next
from tests.pages.conftest import HTML, Browser
from tests.support.morning import Morning

WRONG = "code,name_en,name_zh\r\nok,Ok,好\r\nBad Code,Bad,坏\r\n"


def post(admin: Browser, path: str, **fields: object) -> TestResponse:
    data = {"csrf_token": admin.token("/imports"), **fields}
    return admin.client.post(path, data=data, headers=HTML)


def test_a_file_left_to_a_worker_is_followed_stopped_repeated_and_its_faults_downloaded(
    admin: Browser, morning: Morning
) -> None:
    assert "No job was started" in admin.open("/jobs").text
    file = (io.BytesIO(WRONG.encode()), "技能.csv")
    sent = post(admin, "/imports", kind="skills", file=file)
    followed = post(admin, sent.location, background="1").location
    page = admin.open(followed).text
    assert "A worker does it in a moment" in page
    assert '<meta http-equiv="refresh"' in page
    page = admin.open("/jobs").text
    assert '<meta http-equiv="refresh"' in page
    job_id = re.findall(r'id="job-([0-9a-f-]+)"', page)[0]
    assert post(admin, f"/jobs/{job_id}/repeat").status_code == 303
    assert "stop it first" in admin.open("/jobs").text
    assert post(admin, f"/jobs/{job_id}/stop").status_code == 303
    assert "<b>Stopped</b>" in admin.open("/jobs").text
    assert post(admin, f"/jobs/{job_id}/repeat").status_code == 303
    while run_next(morning.runtime):
        pass
    page = admin.open("/jobs").text
    assert "<b>Failed</b>" in page
    assert "Some rows are wrong; nothing was imported." in page
    assert '<td data-title="Row">3</td>' in page
    assert "refresh" not in page
    link = re.findall(r'href="(/jobs/[0-9a-f-]+/result)"', page)[0]
    assert admin.open(link).data.decode().splitlines()[1].startswith('Bad Code,Bad,坏,"code takes ')


def test_the_page_of_imports_leads_there(admin: Browser) -> None:
    assert 'href="/jobs"' in admin.open("/imports").text
