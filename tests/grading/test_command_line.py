"""The year of grades from the command line, as named accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner

from app.cli import stars
from app.grading.commands.approving import approve
from app.grading.commands.scoring import Scores, score
from app.grading.rules.decision import proposed
from app.kernel import Runtime, SimulatedClock, unit_of_work
from tests.grading.town import BEGINNING, YEAR, company
from tests.support.clock import FakeClock

pytestmark = pytest.mark.any_database


def test_the_year_by_commands(runtime: Runtime, clock: FakeClock) -> None:
    town = company(runtime, clock)
    url = str(runtime.engine.url)
    with runtime.engine.begin() as connection:
        SimulatedClock.start(connection, BEGINNING)

    def run(*words: str, login: str = "manager-a") -> str:
        said = [words[0], *words[1:], "--year", str(YEAR), "--as", login, "--database-url", url]
        return CliRunner().invoke(stars.stars, said).output

    assert "no manager" in run("freeze", login="li")
    assert "There is no account nobody" in run("freeze", login="nobody")
    assert "3 proposals frozen" in run("freeze")
    assert "3 grades are not scored yet" in run("close-calibration")
    for key in (town.li, town.wang, town.provider_id):
        row = town.grade(key)
        with unit_of_work(runtime, town.manager) as uow:
            score(uow, row.id, Scores(proposed(row.facts)))
    assert "3 grades wait for a second manager" in run("close-calibration")
    for key in (town.li, town.wang, town.provider_id):
        with unit_of_work(runtime, town.second) as uow:
            approve(uow, town.grade(key).id)
    assert "3 grades are in notice" in run("notice", login="manager-b")
    assert "In public notice 3" in run("progress")
    assert "Nothing can be published before 2026-01-18" in run("publish")
    with runtime.engine.begin() as connection:
        SimulatedClock.move(connection, BEGINNING + timedelta(days=8))
    assert "3 grades published; 0 wait" in run("publish")
    assert town.stars(town.li) == 4
    assert "2025: Published, 100%" in run("progress")
