from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from app.demo.case import Case, Casebook, Lie, VisitSeen, Word
from app.demo.moments import Moment
from app.demo.report import OUTCOMES, DayReport, DayWaits, cross_check
from app.demo.table import draw, draw_moments
from app.demo.world import Call

EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)
EVENING = EIGHT + timedelta(hours=12)

TOLD = DayReport(
    day="beijing-e2",
    engineers=2,
    requests=3,
    cancelled=1,
    cancelled_late=0,
    kept=1,
    broken=1,
    outcomes={**dict.fromkeys(OUTCOMES, 0), "kept_proven": 1},
    doubtful=1,
    settled={"arrived": 0, "not_arrived": 1},
    wait_min=DayWaits(mean=50.0, p95=70.0, longest=70.0),
    breaches_by_stage={"travel": 1, "intake": 0},
    visits_by_star={1: 0, 3: 1, 5: 1},
    first_time_fix_pct=100.0,
    unfinished=[],
    happened={"declined": 2, "overtime": 0},
    calls={f"GET /{n}": n for n in range(1, 15)},
    repeated_calls=0,
    wall_s=12.5,
    simulated_h=10.5,
)


def case(name: str, waited_min: int | None, stars: int = 3, state: str = "closed") -> Case:
    made = Case(
        call=Call(name, 0, 0, None, "printer_jam", 1, 1800, 1800, "phone"),
        request_id=name,
        code=name,
        tracking_token="",
        requested_at=EIGHT,
        due_at=EIGHT + timedelta(hours=1),
        contact_name="",
        state=state,
    )
    if waited_min is not None:
        made.visits.append(VisitSeen(name, stars, EIGHT + timedelta(minutes=waited_min), "completed"))
    return made


@pytest.fixture
def book() -> Casebook:
    made = Casebook()
    for one in (case("A", 30), case("B", 70, stars=5), case("C", None, state="cancelled")):
        made.open(one)
    made.lies.append(Lie("A", "A", "E01", EIGHT))
    made.settle("A", None, "not_arrived")
    return made


def test_figures_that_agree_pass(book: Casebook) -> None:
    assert cross_check(TOLD, 0, book, EVENING) == []


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"kept": 2}, "kept: told 2, seen 1"),
        ({"outcomes": {**TOLD.outcomes, "unsettled": 1}}, "unsettled: told 1, seen 0"),
        ({"outcomes": {**TOLD.outcomes, "kept_plausible": 1}}, "kept plausible: told 1, seen 0"),
        ({"settled": {"arrived": 1, "not_arrived": 1}}, "settled as arrived: told 1, seen 0"),
        ({"outcomes": {**TOLD.outcomes, "kept_proven": 0}}, "kept: told 1, seen 0"),
        ({"broken": 0}, "broken: told 0, seen 1"),
        ({"cancelled": 0}, "cancelled: told 0, seen 1"),
        ({"requests": 2}, "requests: told 2, seen 3"),
        ({"visits_by_star": {3: 2}}, "visits by star"),
        ({"wait_min": DayWaits(50.0, 70.0, 71.0)}, "longest wait: told 71.0, seen 70.0"),
        ({"wait_min": DayWaits(None, None, None)}, "mean wait: told None"),
    ],
)
def test_figure_that_the_players_did_not_see_is_named(
    book: Casebook, wrong: dict[str, object], named: str
) -> None:
    found = cross_check(replace(TOLD, **wrong), 0, book, EVENING)
    assert any(one.startswith(named) for one in found)
    assert not replace(TOLD, disagreements=found).is_sound


@pytest.mark.parametrize(
    ("word", "named"),
    [
        (Word.OFFICE, "kept by office: told 0, seen 1"),
        (Word.POSITION, "kept plausible: told 0, seen 1"),
        (Word.NOBODY, "unsettled: told 0, seen 1"),
    ],
)
def test_kept_is_told_by_who_spoke_for_it(book: Casebook, word: Word, named: str) -> None:
    book["A"].visits[0].word = word
    assert cross_check(TOLD, 0, book, EVENING) == ["kept proven: told 1, seen 0", named]


def test_word_of_the_office_stands_when_the_customer_speaks_later(book: Casebook) -> None:
    seen = book["A"].visits[0]
    book.settle("A", seen, "arrived")
    seen.customer_speaks()
    assert book["A"].kept_as == "kept_by_office"


def test_lie_that_nobody_found_out_is_no_sound_day(book: Casebook) -> None:
    book.lies += [Lie("B", "B", "E01", EIGHT), Lie("C", "C", "E02", EIGHT)]
    assert cross_check(TOLD, 0, book, EVENING) == ["lies that nobody found out: told 0, seen 1"]


def test_request_that_nobody_came_to_is_a_broken_promise(book: Casebook) -> None:
    book.open(case("D", None, state="promised"))
    told = replace(TOLD, requests=4, broken=2, unfinished=["D"])
    assert cross_check(told, 1, book, EVENING) == []
    assert not told.is_sound


def test_json_holds_every_figure() -> None:
    told = json.loads(TOLD.to_json())
    assert told["kept_pct"] == 50.0
    assert told["calls_total"] == sum(range(1, 15))
    assert told["wait_min"] == {"mean": 50.0, "p95": 70.0, "longest": 70.0}
    assert told["is_sound"] is True


def test_day_without_requests_keeps_no_share_of_its_promises() -> None:
    assert replace(TOLD, kept=0, broken=0).kept_pct is None


def test_table_shows_what_matters_and_sums_up_the_lesser_routes() -> None:
    console = Console(width=100, file=io.StringIO(), record=True)
    console.print(draw(replace(TOLD, unfinished=["R17"], disagreements=["kept: told 2, seen 1"])))
    text = console.export_text()
    assert "1 of 2 (50.0 %)" in text
    assert "50.0 / 70.0 / 70.0 min" in text
    for shown in (
        "1 of 2 (50.0 %)",
        "50.0 / 70.0 / 70.0 min",
        "1 (settled: not arrived 1)",
        "travel 1",
        "★★★ 1, ★★★★★ 1",
        "declined 2",
        "R17",
    ):
        assert shown in text
    assert "2 more routes" in text


@pytest.mark.parametrize(
    ("doubtful", "settled", "said"),
    [
        (1, {"arrived": 0, "not_arrived": 1}, "1 (settled: not arrived 1)"),
        (4, {"arrived": 2, "not_arrived": 1}, "4 (settled: arrived 2, not arrived 1; without a person 1)"),
        (0, {"arrived": 0, "not_arrived": 0}, "0 (settled: none)"),
    ],
)
def test_table_says_how_many_arrivals_were_doubted_and_what_came_of_them(
    doubtful: int, settled: dict[str, int], said: str
) -> None:
    page = Console(file=io.StringIO(), width=200)
    page.print(draw(replace(TOLD, doubtful=doubtful, settled=settled)))
    assert isinstance(page.file, io.StringIO)
    assert said in page.file.getvalue()


def test_what_there_is_to_look_at_stands_with_its_address() -> None:
    page = Console(file=io.StringIO(), width=200)
    late = Moment("10:31", "Promise broken by 7 min; stage: travel", "R17", "/requests/1")
    page.print(draw_moments(replace(TOLD, moments=[late]), "http://here.test"))
    assert isinstance(page.file, io.StringIO)
    shown = page.file.getvalue()
    assert "10:31  Promise broken by 7 min; stage: travel  R17" in shown
    assert "http://here.test/requests/1" in shown
    assert json.loads(replace(TOLD, moments=[late]).to_json())["moments"][0]["code"] == "R17"
