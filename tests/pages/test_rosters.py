"""Rosters on pages: who sees what, changes told before, two tabs, mass acts and their undoing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.commands import accounts
from app.kernel import unit_of_work
from app.kernel.local_dates import local_date
from app.registers.commands import registry
from app.registers.reads.shifts import presences
from app.registers.tables import Engineer, Leave, Shift, Territory
from app.requests.tables import ServiceRequest, Visit
from app.rosters.reads.roster import roster
from app.rosters.tables import RosterAct, RosterPattern
from app.web.pages.i18n import local_input
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignedIn = Callable[[str], Browser]
ZONE = "Asia/Shanghai"
FREE = "2026-04-06"
"""A Monday for which the city has no roster."""


@pytest.fixture
def desk(signed_in: SignedIn, morning: Morning) -> Browser:
    return signed_in("dispatcher")


def rows(morning: Morning, kind: type[Any], *where: Any) -> Sequence[Any]:
    with unit_of_work(morning.runtime, write=False) as uow:
        return uow.session.scalars(select(kind).where(*where).order_by(kind.id)).all()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return html.unescape(found[1])


def sent(page: str, **fields: str) -> dict[str, str]:
    """The hidden fields of the page's first form to write, and what is filled in."""
    form = page[page.index('name="once"') - 200 :]
    return {"once": hidden(form, "once"), **fields}


def again(desk: Browser, path: str, page: str, **more: str) -> Any:
    """Send a shown form once more, with what its page carries."""
    main = page[page.index("<main") :]
    carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', main))
    carried.pop("csrf_token")
    return desk.send(path, **{name: html.unescape(text) for name, text in carried.items()}, **more)


def engineer(morning: Morning, number: str) -> Engineer:
    found: Engineer = rows(morning, Engineer, Engineer.number == number)[0]
    return found


def territory(morning: Morning) -> str:
    return str(engineer(morning, "1001").territory_id)


def shift_fields(page: str, morning: Morning, **more: str) -> dict[str, str]:
    said = {
        "territory_id": territory(morning),
        "engineer_id": str(engineer(morning, "1001").id),
        "starts_at": f"{FREE}T22:00",
        "ends_at": "2026-04-07T06:00",
        "kind": "duty",
        "breaks_said": "01:30-02:00",
    }
    return sent(page) | said | more


def added(desk: Browser, morning: Morning, **more: str) -> Shift:
    before = {one.id for one in rows(morning, Shift)}
    page = desk.open("/rosters/shifts/new").text
    answer = desk.send("/rosters/shifts", **shift_fields(page, morning, **more))
    assert answer.status_code == 303, answer.text
    made: Shift
    (made,) = (one for one in rows(morning, Shift) if one.id not in before)
    return made


def test_a_night_is_drawn_on_both_days_and_the_zone_is_named(desk: Browser, morning: Morning) -> None:
    shift = added(desk, morning)
    page = desk.open(f"/rosters?on={FREE}&territory_id={territory(morning)}").text
    assert page.count(f'/rosters/shifts/{shift.id}"') == 2
    assert "22:00 – 06:00" in page
    assert "– 06:00" in page
    assert "all times are of Shanghai" in page
    assert "Nobody is on duty or on call" in page
    assert shift.breaks == [["2026-04-06T17:30:00+00:00", "2026-04-06T18:00:00+00:00"]]
    month = desk.open(f"/rosters?on={FREE}&view=month").text
    assert "22–6" in month
    assert "Hour by hour" in page


def test_a_form_sent_twice_makes_one_shift_and_what_is_wrong_stands_at_its_field(
    desk: Browser, morning: Morning
) -> None:
    before = len(rows(morning, Shift))
    fields = shift_fields(desk.open("/rosters/shifts/new").text, morning)
    answers = [desk.send("/rosters/shifts", **fields) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(rows(morning, Shift)) == before + 1
    over = desk.send("/rosters/shifts", **fields | sent(desk.open("/rosters/shifts/new").text))
    assert over.status_code == 422
    assert "overlaps the shift from 2026-04-06 22:00" in over.text
    odd = shift_fields(
        desk.open("/rosters/shifts/new").text, morning, breaks_said="noon 😀", starts_at="soon"
    )
    answer = desk.send("/rosters/shifts", **odd)
    assert answer.status_code == 422
    assert "noon 😀" in html.unescape(answer.text)


def test_a_shift_s_number_in_another_program_is_kept_and_emptied(desk: Browser, morning: Morning) -> None:
    fields = shift_fields(desk.open("/rosters/shifts/new").text, morning, external_id="HR-7 💼")
    assert desk.send("/rosters/shifts", **fields).status_code == 303
    [shift] = [row for row in rows(morning, Shift) if row.external_id == "HR-7 💼"]
    one = f"/rosters/shifts/{shift.id}"
    page = desk.open(one).text
    assert 'value="HR-7 💼"' in html.unescape(page)
    emptied = shift_fields(page, morning, version=hidden(page, "version"), external_id="")
    assert desk.send(one, **emptied).status_code == 303
    [shift] = [row for row in rows(morning, Shift) if row.id == shift.id]
    assert shift.external_id is None
    long = shift_fields(desk.open("/rosters/shifts/new").text, morning, external_id="x" * 81)
    answer = desk.send("/rosters/shifts", **long)
    assert answer.status_code == 422
    assert "Number elsewhere" in answer.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ends_at": f"{FREE}T21:00"}, "is not after"),
        ({"kind": "on_call", "breaks_said": ""}, "is needed of a shift on call"),
        ({"breaks_said": "01:30 till two"}, "must be spans such as"),
        ({"breaks_said": "07:00-08:00"}, "must lie inside the shift"),
        ({"engineer_id": "nobody"}, "valid"),
    ],
)
def test_what_a_shift_may_not_be_is_said(
    desk: Browser, morning: Morning, change: dict[str, str], said: str
) -> None:
    fields = shift_fields(desk.open("/rosters/shifts/new").text, morning, **change)
    answer = desk.send("/rosters/shifts", **fields)
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)


def test_two_tabs_tell_of_each_other_and_lose_nothing(desk: Browser, morning: Morning) -> None:
    shift = added(desk, morning)
    path = f"/rosters/shifts/{shift.id}"
    one, other = desk.open(path).text, desk.open(path).text
    fields = shift_fields(one, morning, version=hidden(one, "version"), ends_at="2026-04-07T05:00")
    assert desk.send(path, **fields).status_code == 303
    late = shift_fields(other, morning, version=hidden(other, "version"), ends_at="2026-04-07T07:00")
    answer = desk.send(path, **late)
    assert answer.status_code == 409
    assert "Somebody else changed this shift meanwhile" in answer.text
    assert "2026-04-07T07:00" in answer.text
    assert "05:00" in answer.text
    retried = late | {"version": hidden(answer.text, "version"), "once": hidden(answer.text, "once")}
    assert desk.send(path, **retried).status_code == 303


def test_a_shift_is_split_moved_with_both_pieces_and_removed(desk: Browser, morning: Morning) -> None:
    shift = added(desk, morning)
    path = f"/rosters/shifts/{shift.id}"
    page = desk.open(path).text
    at = {"version": hidden(page, "version"), "at": "2026-04-07T00:00"}
    assert desk.send(f"{path}/split", **sent(page, **at)).status_code == 303
    page = desk.open(path).text
    assert "written in two pieces, cut at midnight" in page
    outside = sent(page, version=hidden(page, "version"), at="2026-04-08T00:00")
    assert "must lie inside the shift" in desk.send(f"{path}/split", **outside).text
    other = str(engineer(morning, "1002").id)
    to = sent(page, version=hidden(page, "version"), engineer_id=other, on="2026-04-08", from_on=FREE)
    assert desk.send(f"{path}/move", **to).status_code == 303
    moved = rows(morning, Shift, Shift.engineer_id == engineer(morning, "1002").id)
    said = [(local_input(one.starts_at, ZONE), local_input(one.ends_at, ZONE)) for one in moved]
    assert ("2026-04-08T22:00", "2026-04-09T00:00") in said
    assert ("2026-04-09T00:00", "2026-04-09T06:00") in said
    page = desk.open(path).text
    gone = desk.send(f"{path}/remove", **sent(page, version=hidden(page, "version")))
    assert gone.status_code == 303
    assert desk.open(path).status_code == 404


def _under_way(morning: Morning) -> tuple[Shift, Visit]:
    visit = rows(morning, Visit, Visit.id == morning.visits["steady"])[0]
    now = morning.clock.now
    here = (Shift.engineer_id == visit.engineer_id, Shift.starts_at <= now, Shift.ends_at > now)
    return rows(morning, Shift, *here)[0], visit


def test_taking_a_shift_away_tells_of_its_visits_before(desk: Browser, morning: Morning) -> None:
    shift, visit = _under_way(morning)
    path = f"/rosters/shifts/{shift.id}"
    page = desk.open(path).text
    answer = desk.send(f"{path}/remove", **sent(page, version=hidden(page, "version")))
    assert answer.status_code == 422
    assert "Nothing was saved yet" in answer.text
    assert str(visit.request_id) in answer.text
    assert rows(morning, Shift, Shift.id == shift.id)
    done = again(desk, f"{path}/remove", answer.text)
    assert done.status_code == 303
    assert not rows(morning, Shift, Shift.id == shift.id)


def test_leave_is_told_of_drawn_and_nobody_plans_with_it(desk: Browser, morning: Morning) -> None:
    shift, visit = _under_way(morning)
    page = desk.open("/rosters/leaves/new").text
    now = morning.clock.now
    said = {
        "territory_id": territory(morning),
        "engineer_id": str(visit.engineer_id),
        "reason": "sick",
        "starts_at": local_input(now, ZONE),
        "ends_at": local_input(now + timedelta(days=1), ZONE),
        "note": "病" * 200,
    }
    told = desk.send("/rosters/leaves", **sent(page, **said))
    assert told.status_code == 422
    assert str(visit.request_id) in told.text
    assert rows(morning, Leave) == []
    assert again(desk, "/rosters/leaves", told.text).status_code == 303
    (leave,) = rows(morning, Leave)
    assert leave.note == "病" * 200
    with unit_of_work(morning.runtime, write=False) as uow:
        left = presences(uow, Shift.id == shift.id)[shift.engineer_id]
        assert [one.ends_at for one in left] == [leave.starts_at]
    assert "Sick leave" in desk.open("/rosters").text
    path = f"/rosters/leaves/{leave.id}"
    page = desk.open(path).text
    long = said | {"version": hidden(page, "version"), "note": "x" * 201}
    assert desk.send(path, **sent(page, **long)).status_code == 422
    stale = desk.send(f"{path}/remove", **sent(page, version="99"))
    assert stale.status_code == 409
    assert desk.send(f"{path}/remove", **sent(page, version=hidden(page, "version"))).status_code == 303
    assert rows(morning, Leave) == []


def _pattern(desk: Browser, morning: Morning, **more: str) -> Any:
    page = desk.open(f"/rosters/pattern?pattern=day_night_rest_rest&on={FREE}").text
    crews = {f"crew-{engineer(morning, f'100{n}').id}": str(n) for n in (1, 2, 3, 4)}
    said = {"territory_id": territory(morning), "pattern": "day_night_rest_rest", "first_on": FREE}
    fields = sent(page) | crews | said | {"last_on": "2026-04-19"} | more
    return desk.send("/rosters/pattern", **fields)


def test_a_pattern_is_shown_made_and_undone(desk: Browser, morning: Morning) -> None:
    before = {one.id for one in rows(morning, Shift)}
    shown = _pattern(desk, morning)
    assert shown.status_code == 200
    assert "28 shifts would be made." in shown.text
    assert {one.id for one in rows(morning, Shift)} == before
    done = again(desk, "/rosters/pattern", shown.text)
    assert done.status_code == 303
    assert again(desk, "/rosters/pattern", shown.text).location == done.location
    assert len(rows(morning, Shift)) == len(before) + 28
    same = _pattern(desk, morning)
    assert "28 stand there already just so." in same.text
    page = desk.open(done.location).text
    assert "A pattern was applied" in page
    (act,) = rows(morning, RosterAct)
    undone = desk.send(f"/rosters/acts/{act.id}/undo", **sent(page))
    assert "It was undone." in desk.open(undone.location).text
    assert {one.id for one in rows(morning, Shift)} == before


def test_a_pattern_beside_other_shifts_says_whom_it_asks_too_much_of(desk: Browser, morning: Morning) -> None:
    assert "break 12:00-12:30" in desk.open("/rosters/patterns").text
    added(desk, morning, starts_at=f"{FREE}T20:00", ends_at="2026-04-07T08:00", breaks_said="")
    shown = _pattern(desk, morning).text
    assert "Too little rest, or too many hours" in shown
    assert re.search(r"24 h in a row, Mon, Apr 6 08:00\s–\sTue, Apr 7 08:00", shown), shown
    assert "<b>1001 " in shown
    assert "<b>1002 " not in shown
    assert "break 12:00-12:30" in shown
    assert "Breaks are taken in two turns" in shown
    assert "break 12:30-13:00" in shown


def test_leave_is_for_personal_and_other_reasons_too(desk: Browser) -> None:
    page = desk.open("/rosters/leaves/new").text
    assert "Personal leave" in page
    assert "Another reason" in page


def test_what_was_touched_since_is_not_undone(desk: Browser, morning: Morning) -> None:
    again(desk, "/rosters/pattern", _pattern(desk, morning).text)
    (act,) = rows(morning, RosterAct)
    shift = rows(morning, Shift, Shift.id == UUID(act.made[-1][0]))[0]
    path = f"/rosters/shifts/{shift.id}"
    page = desk.open(path).text
    assert desk.send(f"{path}/remove", **sent(page, version=hidden(page, "version"))).status_code == 303
    assert f"/rosters/acts/{act.id}/undo" not in desk.open(f"/rosters?on={FREE}").text
    answer = desk.send(f"/rosters/acts/{act.id}/undo", **sent(desk.open("/rosters").text))
    assert "were changed or removed since" in desk.open(answer.location).text


def test_a_week_is_copied_clashes_are_told_and_what_gave_way_comes_back(
    desk: Browser, morning: Morning
) -> None:
    again(desk, "/rosters/pattern", _pattern(desk, morning, last_on="2026-04-12").text)
    other = added(desk, morning, starts_at="2026-04-13T10:00", ends_at="2026-04-13T12:00", breaks_said="")
    made = len(rows(morning, Shift))
    morning.at(1)

    def copied(**more: str) -> Any:
        page = desk.open(f"/rosters/copy?on={FREE}").text
        said = {"territory_id": territory(morning), "from_on": FREE, "onto": "2026-04-13"}
        return desk.send("/rosters/copy", **sent(page), **said, **more)

    kept = copied(clashes="keep")
    assert "Left out, because another shift stands there" in kept.text
    replaced = copied(clashes="replace")
    assert "1 shift gives way." in replaced.text
    assert again(desk, "/rosters/copy", replaced.text).status_code == 303
    assert not rows(morning, Shift, Shift.id == other.id)
    (act,) = rows(morning, RosterAct, RosterAct.kind == "copy")
    desk.send(f"/rosters/acts/{act.id}/undo", **sent(desk.open("/rosters").text))
    assert len(rows(morning, Shift)) == made
    assert rows(morning, Shift, Shift.starts_at == other.starts_at)


def test_what_mass_acts_do_not_take_is_said(desk: Browser, morning: Morning) -> None:
    page = desk.open(f"/rosters/copy?on={FREE}").text
    said = {"territory_id": territory(morning), "from_on": FREE}
    assert "must be one to 12 weeks" in desk.send("/rosters/copy", **sent(page), **said).text
    same = desk.send("/rosters/copy", **sent(page), **said, onto="2026-04-08")
    assert "is the week that is copied" in same.text
    assert (
        "must be a date" in desk.send("/rosters/copy", **sent(page), **said | {"from_on": "x"}, onto="y").text
    )
    assert "there is no such pattern" in _pattern(desk, morning, pattern="x").text
    assert "at most 92 days" in _pattern(desk, morning, last_on="2030-01-01").text


def test_a_company_keeps_patterns_of_its_own(desk: Browser, morning: Morning) -> None:
    page = desk.open("/rosters/patterns").text
    said = {"name": "三班 😀", "crews": "3", "days_said": "08:00-16:00\n20:00-10:00\n08:00-16:00"}
    wrong = desk.send("/rosters/patterns", **sent(page), **said)
    assert "overlaps another shift of the cycle" in wrong.text
    said["days_said"] = "08:00-16:00 (12:00-12:30)\n16:00-24:00\nrest"
    answer = desk.send("/rosters/patterns", **sent(page), **said)
    assert answer.status_code == 303, answer.text
    (row,) = rows(morning, RosterPattern)
    assert "三班 😀" in desk.open(f"/rosters/pattern?pattern={row.id}").text
    double = desk.send("/rosters/patterns", **sent(desk.open("/rosters/patterns").text), **said)
    assert double.status_code == 409


def test_an_own_pattern_is_changed_and_withdrawn_and_what_it_made_stays(
    desk: Browser, morning: Morning
) -> None:
    with unit_of_work(morning.runtime) as uow:
        days = [[{"begins": "08:00", "ends": "16:00"}], [], [], []]
        row = registry.create(uow, "roster_pattern", {"name": "Ours", "crews": 4, "days": days})
        key = str(row.id)
    shown = _pattern(desk, morning, pattern=key)
    address = f"/rosters/patterns/{key}"
    page = desk.open(address).text
    assert "08:00-16:00" in page
    said = {"name": "Ours", "crews": "4", "days_said": "09:00-17:00\nrest\nrest\nrest"}
    fields = sent(page, version=hidden(page, "version"), **said)
    assert desk.send(address, **fields).status_code == 303
    # who was shown what the old one makes is shown it anew
    anew = again(desk, "/rosters/pattern", shown.text)
    assert "changed since you were shown this" in anew.text
    assert again(desk, "/rosters/pattern", anew.text).status_code == 303
    made = {one.id: one.starts_at for one in rows(morning, Shift)}
    late = desk.send(address, **fields | {"once": hidden(desk.open(address).text, "once"), "name": "Mine"})
    assert late.status_code == 409
    assert "Somebody else changed this pattern meanwhile." in late.text
    assert "Mine" in late.text
    wrong = desk.send(address, **sent(desk.open(address).text, version="2", **said | {"days_said": "noon"}))
    assert wrong.status_code == 422
    gone = desk.send(f"{address}/remove", **sent(desk.open(address).text, version="2"))
    assert gone.status_code == 303
    assert {one.id: one.starts_at for one in rows(morning, Shift)} == made
    assert "was withdrawn" in _pattern(desk, morning, pattern=key).text
    listed = desk.open("/rosters/patterns").text
    assert listed.index("Withdrawn") < listed.index("Ours")
    back = desk.send(f"{address}/restore", **sent(desk.open(address).text, version="3"))
    assert back.status_code == 303
    assert "was withdrawn" not in _pattern(desk, morning, pattern=key).text


def test_an_engineer_sees_his_own_week_and_changes_nothing(signed_in: SignedIn, morning: Morning) -> None:
    browser = signed_in("e1001")
    page = browser.open("/rosters").text
    assert engineer(morning, "1001").name in page
    assert engineer(morning, "1002").name not in page
    assert "/rosters/shifts/" not in page
    assert "Nobody is on duty" not in page
    assert browser.open("/rosters/shifts/new").status_code == 403
    assert browser.send("/rosters/shifts", browser.token("/rosters")).status_code == 403


def test_old_and_odd_links_lead_somewhere(desk: Browser) -> None:
    for query in (
        "on=0001-01-01",
        "on=9999-12-31",
        "on=x&view=year",
        "territory_id=x",
        "territory_id=" + "0" * 32,
    ):
        assert desk.open(f"/rosters?{query}").status_code == 200
    assert desk.open("/rosters/shifts/00000000-0000-0000-0000-000000000001").status_code == 404


def team(morning: Morning, name: str, *numbers: str, led_by: str = "") -> str:
    """A team since the year began, with engineers by their numbers."""
    with unit_of_work(morning.runtime) as uow:
        made = registry.create(uow, "team", {"name": name, "territory_id": UUID(territory(morning))})
        started = {"team_id": made.id, "from_on": date(2026, 1, 1)}
        for number in numbers:
            one = engineer(morning, number).id
            registry.create(uow, "team_place", started | {"part": "member", "engineer_id": one})
        if led_by:
            leader = accounts.user_by_login(uow, led_by).id
            registry.create(uow, "team_place", started | {"part": "dispatcher", "user_id": leader})
        return str(made.id)


def drawn(page: str) -> set[str]:
    """The numbers of the engineers that a roster shows."""
    table = page[page.index("roster-caption") :]
    return set(re.findall(r'<span class="sub">(\d{4})', table))


def test_a_roster_begins_with_the_reader_s_teams_and_shows_everybody_on_asking(
    desk: Browser, morning: Morning
) -> None:
    own = team(morning, "Early birds", "1001", "1002", led_by="dispatcher")
    team(morning, "Owls", "1003")
    led = desk.open("/rosters?view=month")
    assert led.status_code == 303
    assert f"team={own}" in led.location
    assert "view=month" in led.location
    page = desk.open(led.location).text
    assert drawn(page) == {"1001", "1002"}
    assert "Only Early birds." in page
    whole = desk.open(f"/rosters?on={FREE}&team=").text
    assert drawn(whole) > {"1001", "1002", "1003"}
    assert whole.index("Early birds</a>") < whole.index("Owls</a>") < whole.rindex("Without a team")
    assert not drawn(desk.open("/rosters?team=none").text) & {"1001", "1002", "1003"}
    strange = desk.open("/rosters?team=' or 1,00000000-0000-0000-0000-000000000000")
    assert "A team that was asked for is not in this territory." in strange.text


def test_what_is_saved_leads_back_to_the_same_teams(desk: Browser, morning: Morning) -> None:
    own = team(morning, "Early birds", "1001")
    page = desk.open(f"/rosters/shifts/new?on={FREE}&team={own}&view=month").text
    back = hidden(page, "back")
    assert f"team={own}" in back
    answer = desk.send("/rosters/shifts", **shift_fields(page, morning, back=back))
    assert f"team={own}" in answer.location
    assert "view=month" in answer.location


def test_a_week_is_copied_for_a_team_alone(desk: Browser, morning: Morning) -> None:
    own = team(morning, "Early birds", "1001")
    added(desk, morning)
    added(desk, morning, engineer_id=str(engineer(morning, "1002").id))
    page = desk.open(f"/rosters/copy?on={FREE}&team={own}").text
    assert re.findall(r'name="engineers" value="([^"]+)" checked', page) == [
        str(engineer(morning, "1001").id)
    ]
    own_key = str(engineer(morning, "1001").id)
    said = sent(page, territory_id=territory(morning), from_on=FREE, onto="2026-04-13", team=own)
    assert desk.send("/rosters/copy", **said).status_code == 422
    shown = desk.send("/rosters/copy", **said, engineers=own_key)
    assert "1 shift would be made." in shown.text
    done = again(desk, "/rosters/copy", shown.text)
    assert f"team={own}" in done.location


def test_who_is_out_of_use_is_drawn_and_not_counted_on(desk: Browser, morning: Morning) -> None:
    added(desk, morning)
    path = f"/rosters?on={FREE}&territory_id={territory(morning)}&team="

    def planned() -> str:
        line = desk.open(path).text.partition('<th scope="row">')[2].partition("</th>")[0]
        found = re.search(r"([\d.]+) h", line)
        assert found, line
        return found[1]

    assert planned() == "7.5"
    with morning.writing() as uow:
        uow.get(Engineer, engineer(morning, "1001").id).active = False
    page = desk.open(path).text
    assert "out of use" in page
    assert "22:00 – 06:00" in page
    assert planned() == "0.0"


@pytest.mark.usefixtures("admin_account")
def test_engineer_out_of_use_is_asked_about_named_with_his_visits_and_counts_no_more(
    signed_in: SignedIn, morning: Morning
) -> None:
    browser = signed_in("chief")
    with unit_of_work(morning.runtime, write=False) as uow:
        visit = uow.get(Visit, morning.visits["offered"])
        engineer_id, request_id = visit.engineer_id, visit.request_id
        code = uow.get(ServiceRequest, request_id).code
    asked = browser.send(f"/engineers/{engineer_id}/close")
    assert asked.status_code == 422
    assert code in asked.text
    seen = re.search(r'name="seen" value="([^"]+)"', asked.text)
    assert seen
    many = browser.send("/engineers/set", set="active:false", key=str(engineer_id), next="/engineers")
    assert "on its own page" in browser.open(many.location).text
    assert browser.send(f"/engineers/{engineer_id}/close", seen="stale").status_code == 422
    with unit_of_work(morning.runtime, write=False) as uow:
        engineer = uow.get(Engineer, engineer_id)
        assert engineer.active
        territory = uow.get(Territory, engineer.territory_id)
        zone, today = territory.time_zone, local_date(uow.now, territory.time_zone)
        there = [one.rostered for one in roster(uow, territory, [today], None).days[0].hours]
        now = uow.now
    assert browser.send(f"/engineers/{engineer_id}/close", seen=seen[1]).status_code == 303
    with unit_of_work(morning.runtime, write=False) as uow:
        assert not uow.get(Engineer, engineer_id).active
        assert uow.get(Visit, morning.visits["offered"]).engineer_id is None
        left = roster(uow, uow.get(Territory, territory.id), [today], None).days[0].hours
        shift = uow.session.scalars(
            select(Shift).where(Shift.engineer_id == engineer_id, Shift.ends_at > now)
        ).first()
        assert shift is not None
        less = [
            before - hour.rostered for before, hour in zip(there, left, strict=True) if hour.begins_at > now
        ]
        assert max(less) == 1
        assert [
            before - hour.rostered for before, hour in zip(there, left, strict=True) if hour.ends_at <= now
        ] == [0] * sum(hour.ends_at <= now for hour in left)
    assert zone
    assert browser.send(f"/engineers/{engineer_id}/close", seen=seen[1]).status_code == 303, "pressed twice"


def test_holidays_stand_in_the_heads_and_a_pattern_leaves_them_out_when_told(
    desk: Browser, morning: Morning
) -> None:
    territory = rows(morning, Territory)[0].id
    with unit_of_work(morning.runtime) as uow:
        said = {"territory_id": territory, "date": date(2026, 4, 8), "kind": "closed", "note": "Company day"}
        registry.create(uow, "calendar_day", said)
    assert "Company day" in desk.open(f"/rosters?territory_id={territory}&on={FREE}").text
    days = {"first_on": "2026-04-07", "last_on": "2026-04-10"}
    shown = html.unescape(_pattern(desk, morning, **days).text)
    assert re.search(r"Company day: \d+ shifts begin", shown)
    left = _pattern(desk, morning, **days, skip_holidays="1").text
    assert "Holidays are left out" in left
    assert "Company day: no shift begins" in left
    assert 'name="skip_holidays" value="1"' in left
