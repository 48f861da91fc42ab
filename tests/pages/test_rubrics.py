"""The rubrics and the proposed grade in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.kernel import unit_of_work
from app.registers.tables import Engineer
from app.stars.commands.timers import EVERY_NIGHT, nightly
from app.stars.reads import grades
from app.stars.rules.measured import Measure, Measured
from app.stars.rules.rubric import Graded
from app.stars.rules.rubric_form import paths
from tests.pages.conftest import Browser
from tests.pages.test_teams import account, add, make
from tests.pages.test_users import key
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def form(page: str) -> dict[str, str]:
    """What the form of a draft carries."""
    inputs = re.findall(r'<input [^>]*?name="([^"]+)"[^>]*? value="([^"]*)"', page)
    select_of_line = r'<select id="f-lines[^"]*" name="([^"]+)".*?<option value="([^"]*)" selected'
    chosen = re.findall(select_of_line, page, re.DOTALL)
    return {name: value for name, value in [*inputs, *chosen] if name in paths(Graded.ENGINEER)}


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


@pytest.mark.usefixtures("admin_account")
def test_one_writes_and_another_publishes(signed_in: SignIn) -> None:
    manager, admin = signed_in("manager"), signed_in("chief")
    first = re.search(r"/rubrics/[0-9a-f-]{36}", manager.open("/rubrics").text)
    assert first
    draft = manager.send(f"{first[0]}/draft").headers["Location"]
    assert admin.send(f"{first[0]}/draft").headers["Location"] == draft  # goes on with the same
    shown = manager.open(draft).text
    typed = form(shown)
    assert typed["lines.first_time_fix.floor"] == "60"
    bad = typed | {"lines.theory.weight": "6", "lines.no_repeat.target": "x", "five_stars.low": "900"}
    answer = manager.send(draft, once=key(shown), version=version(shown), **bad)
    assert answer.status_code == 422
    assert "is not a number" in answer.text
    assert 'value="900"' in answer.text
    bad = typed | {"lines.theory.weight": "6"}
    answer = manager.send(draft, once=key(shown), version=version(shown), **bad)
    assert "weigh 101 together" in answer.text
    good = typed | {"lines.customer_score.target": "4.6", "lines.theory.target": "92.5 %"}
    once = key(shown)
    for _ in range(2):  # a double click
        assert manager.send(draft, once=once, version=version(shown), **good).status_code == 303
    told = manager.open(draft).text
    assert "92.5" in told.split("Changed against version 1")[1].split("</section>")[0]
    manager.send(f"{draft}/publish", version=version(told))
    assert "A second person publishes" in manager.open(draft).text
    admin.send(f"{draft}/publish", version=version(told))
    assert "In force: grades are proposed by it." in admin.open(draft).text
    assert signed_in("dispatcher").open(draft).status_code == 403


@pytest.mark.usefixtures("admin_account")
def test_two_who_write_are_shown_what_stands(signed_in: SignIn) -> None:
    manager, admin = signed_in("manager"), signed_in("chief")
    first = re.search(r"/rubrics/[0-9a-f-]{36}", manager.open("/rubrics").text)
    assert first
    draft = manager.send(f"{first[0]}/draft").headers["Location"]
    seen = admin.open(draft).text
    shown = manager.open(draft).text
    typed = form(shown)
    manager.send(draft, once=key(shown), version=version(shown), **(typed | {"bonus_most": "4"}))
    answer = admin.send(draft, once=key(seen), version=version(seen), **(typed | {"bonus_most": "3"}))
    assert answer.status_code == 409
    assert "Nothing of yours was saved" in answer.text


def test_a_file_goes_out_and_comes_in(signed_in: SignIn) -> None:
    manager = signed_in("manager")
    first = re.search(r"/rubrics/[0-9a-f-]{36}", manager.open("/rubrics").text)
    assert first
    text = manager.open(f"{first[0]}/toml").text
    page = manager.open("/rubrics").text
    assert manager.send("/rubrics", once=key(page), toml="weight = ").status_code == 422
    same = manager.send("/rubrics", once=key(manager.open("/rubrics").text), toml=text)
    assert same.headers["Location"].endswith(first[0])
    page = manager.open("/rubrics").text
    new = manager.send("/rubrics", once=key(page), toml=text.replace("bonus_most = 5", "bonus_most = 4"))
    assert "/rubrics/" in new.headers["Location"]
    assert "version 2" in manager.open(new.headers["Location"]).text


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, morning: Morning) -> dict[Measure, Measured]:
    """What the figures of everybody are, instead of what the visits of the morning came to."""
    morning.at(300)
    nightly(morning.runtime, EVERY_NIGHT)
    found = {
        Measure.FIRST_TIME_FIX: Measured(0.85, 0.8, 0.9, 120),
        Measure.NO_REPEAT: Measured(0.96, 0.93, 0.98, 110),
        Measure.TIME_AGAINST_EXPECTED: Measured(1.1, 1.0, 1.2, 118),
        Measure.PROMISE_OWN_STAGES: Measured(0.97, 0.95, 0.99, 125),
        Measure.CUSTOMER_SCORE: Measured(4.4, 4.2, 4.6, 40),
        Measure.EVIDENCE_IN_TIME: Measured(0.95, 0.92, 0.97, 120),
        Measure.COMPLAINTS_UPHELD: Measured(0.5, 0.2, 1.4, 120),
    }
    monkeypatch.setattr(grades, "measured", lambda *_: found)
    return found


def engineer(morning: Morning) -> UUID:
    with unit_of_work(morning.runtime, write=False) as uow:
        return uow.session.scalars(select(Engineer.id).order_by(Engineer.number)).all()[0]


def test_a_grade_is_shown_with_its_reasons(
    signed_in: SignIn, morning: Morning, measured: Mapping[Measure, Measured]
) -> None:
    key_ = engineer(morning)
    manager = signed_in("manager")
    page = manager.open(f"/stars/engineers/{key_}/grade").text
    assert "By version 1 of the rubric" in page
    assert "left out; the other lines count for more" in page
    assert "What would raise it" in page
    assert "Provisional" not in page
    assert "The figures are of requests up to March 2026." in page
    assert "Not worked out yet" not in page
    assert f'href="/stars/engineers/{key_}/grade"' in manager.open(f"/stars/engineers/{key_}").text
    told: Any = manager.client.get(f"/api/v1/engineers/{key_}/grade").json
    assert (told["last_month"], told["not_worked_out"]) == ("2026-03", [])
    assert (told["weight"], told["is_provisional"], told["rubric_version"]) == (85, False, 1)
    assert told["low"] < told["total"] < told["high"]
    assert sum(line["counts_for"] for line in told["lines"]) == pytest.approx(100)
    assert [line["measure"] for line in told["lines"] if line["measured"] is None] == [
        "theory",
        "practice",
        "call_back_solved",
    ]
    for year in ("²", "1999"):
        assert manager.open(f"/stars/engineers/{key_}/grade?year={year}").status_code == 200
    assert manager.client.get(f"/api/v1/engineers/{key_}/grade?year=1999").status_code == 422
    assert len(measured) == 7


def test_few_cards_are_left_out_and_others_people_are_not_shown(
    signed_in: SignIn, morning: Morning, measured: dict[Measure, Measured]
) -> None:
    measured[Measure.CUSTOMER_SCORE] = Measured(4.4, 3.9, 4.9, 4)
    with unit_of_work(morning.runtime, write=False) as uow:
        rows = uow.session.execute(select(Engineer.id, Engineer.number).order_by(Engineer.number)).all()
    (own, number), (other, _) = rows[:2]
    browser = signed_in(f"e{number}")
    assert "fewer than 5 cards" in browser.open(f"/stars/engineers/{own}/grade").text
    told: Any = browser.client.get(f"/api/v1/engineers/{own}/grade").json
    assert told["weight"] == 70
    manager = signed_in("manager")
    page = make(manager, morning)
    add(manager, page, "manager", account(morning, "manager"))
    add(manager, page, "member", str(own))
    for who, key_, status in ((browser, other, 404), (manager, own, 200), (manager, other, 404)):
        assert who.open(f"/stars/engineers/{key_}/grade").status_code == status
        assert who.client.get(f"/api/v1/engineers/{key_}/grade").status_code == status


def test_five_stars_say_what_keeps_from_them(
    signed_in: SignIn, morning: Morning, measured: dict[Measure, Measured]
) -> None:
    for measure, value in ((Measure.FIRST_TIME_FIX, 0.95), (Measure.NO_REPEAT, 0.99)):
        measured[measure] = Measured(value, value, value, 120)
    measured |= {
        Measure.TIME_AGAINST_EXPECTED: Measured(0.9, 0.8, 1.0, 100),
        Measure.CUSTOMER_SCORE: Measured(4.8, 4.7, 4.9, 90),
        Measure.PROMISE_OWN_STAGES: Measured(0.99, 0.98, 1, 90),
        Measure.COMPLAINTS_UPHELD: Measured(0.1, 0.1, 0.1, 90),
    }
    page = signed_in("manager").open(f"/stars/engineers/{engineer(morning)}/grade").text
    assert "Five stars need 100 visits; there are" in page


def test_a_year_without_figures_says_so(signed_in: SignIn, morning: Morning) -> None:
    manager = signed_in("manager")
    year = morning.clock.now.year - 1
    grade = f"/stars/engineers/{engineer(morning)}/grade"
    assert "Nothing was measured in this year." in manager.open(f"{grade}?year={year}").text
    page = manager.open(grade).text
    assert "have not been worked out yet: March 2026." in page
    assert "onehour stars facts --from 2026-03 --to 2026-03" in page
