"""The year of grades from the command line, as named accounts."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import stars
from app.grading.rules.states import GradeState
from app.kernel import Runtime, SimulatedClock
from tests.grading.town import BEGINNING, YEAR, company
from tests.support.clock import FakeClock

pytestmark = pytest.mark.any_database


def test_the_year_by_commands(runtime: Runtime, clock: FakeClock, tmp_path: Path) -> None:
    town = company(runtime, clock)
    url = str(runtime.engine.url)
    with runtime.engine.begin() as connection:
        SimulatedClock.start(connection, BEGINNING)

    def run(*words: str, login: str = "manager-a") -> str:
        said = [*words, "--year", str(YEAR), "--as", login, "--database-url", url]
        return CliRunner().invoke(stars.stars, said).output

    def sheet() -> list[dict[str, str]]:
        return list(csv.DictReader(run("preview").splitlines()))

    def scores(lines: list[dict[str, str]]) -> str:
        file = tmp_path / "scores.csv"
        with file.open("w", encoding="utf-8-sig", newline="") as to:
            writer = csv.DictWriter(to, lines[0])
            writer.writeheader()
            writer.writerows(lines)
        return run("scores", str(file))

    assert "no manager" in run("freeze", login="li")
    assert "There is no account nobody" in run("freeze", login="nobody")
    before = sheet()
    assert {line["name"] for line in before} == {"Li Wei", "Wang Fang", "Partner"}
    assert "has no frozen grade of 2025" in scores(before)
    assert "3 proposals frozen" in run("freeze")
    assert sheet() == before  # nobody touched it yet
    assert "3 grades are not scored yet" in run("close-calibration")
    mine = next(line for line in before if line["number"] == "1001")
    points = mine["points"]
    mine["points"] = "1"
    assert "1001: " in (told := scores(before))
    assert "is needed where the score departs" in told
    mine["points"] = "much"
    assert "'much' is no number" in scores(before)
    assert town.grade(town.wang).state == GradeState.FROZEN  # all of the file, or nothing
    mine["points"] = points
    assert "3 scored" in scores(before)
    assert "3 grades wait for a second manager" in run("close-calibration")
    assert "0 grades approved; 3 wait for somebody else" in run("approve")
    assert "3 grades approved; 0 wait" in run("approve", login="manager-b")
    assert "3 grades are in notice" in run("notice", login="manager-b")
    assert "In public notice 3" in run("progress")
    assert "is no engineer or service provider" in run("appeal", "--words", "The part was late.")
    assert "Appealed; it is answered by 2026-01-20" in run("appeal", "--words", "Late part.", login="li")
    assert "Nothing can be published before 2026-01-18" in run("publish")
    answer = ("answer", "--of", "1001", "--reject", "--words", "The part is left out already.")
    assert "1001: " in run(*answer)  # he scored it
    assert "has no grade of 2025" in run("answer", "--of", "1009", "--reject", "--words", "No.")
    assert "Rejected, with the answer" in run(*answer, login="manager-b")
    with runtime.engine.begin() as connection:
        SimulatedClock.move(connection, BEGINNING + timedelta(days=8))
    assert "3 grades published; 0 wait" in run("publish")
    assert town.stars(town.li) == 4
    assert "2025: Published, 100%" in run("progress")
