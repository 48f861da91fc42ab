from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.dispatching.tables import PlanRunRow
from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.rules.outcomes import CallOutcome
from app.kernel import unit_of_work
from app.promise.tables import Alert
from app.registers.tables import Customer, Engineer, Site, Territory
from app.requests.commands.follow_up import follow_up
from app.requests.tables import ServiceRequest, Visit
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def order(page: str, morning: Morning) -> list[str]:
    names = {str(key): name for name, key in morning.requests.items()}
    rows = page.partition('class="rows"')[2]
    return [names[key] for key in re.findall(r'<a href="/requests/([0-9a-f-]+)"', rows)]


def test_most_endangered_request_stands_first(signed_in: SignIn, morning: Morning) -> None:
    assert order(signed_in("dispatcher").open("/").text, morning) == [
        "late",
        "danger",
        "unassigned",
        "watch",
        "steady",
        "offered",
        "on_site",
        "broken",
        "done",
    ]


def test_level_is_said_in_words_beside_its_colour(signed_in: SignIn) -> None:
    page = signed_in("dispatcher").open("/").text
    assert "Nobody on site at the promised time" in page
    assert "Expected after the promised time" in page


def test_countdown_is_right_without_scripts(signed_in: SignIn) -> None:
    page = signed_in("dispatcher").open("/").text
    assert re.search(r"<b>8:00</b> <span>late</span>", page)
    assert re.search(r"<b>19:00</b> <span>left</span>", page)


def test_level_can_be_chosen(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    assert order(browser.open("/?level=danger").text, morning) == ["danger", "unassigned"]
    assert order(browser.open("/?level=call_back").text, morning) == ["broken", "done"]


def test_filter_that_nobody_understands_shows_everything(signed_in: SignIn, morning: Morning) -> None:
    page = signed_in("dispatcher").open("/?level=nonsense&territory=1&q=").text
    assert len(order(page, morning)) == 9


def test_text_finds_customer_and_engineer(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    assert order(browser.open("/?q=sanlitun").text, morning) == ["danger"]
    assert order(browser.open("/?q=Wang Qiang").text, morning) == ["late", "done"]
    assert "Nothing matches." in browser.open("/?q=100%25").text


def test_fragment_is_the_list_alone(signed_in: SignIn, morning: Morning) -> None:
    page = signed_in("dispatcher").open("/?part=list").text
    assert order(page, morning)[0] == "late"
    assert "<html" not in page


def test_provider_sees_its_own_peoples_work_only(signed_in: SignIn, morning: Morning) -> None:
    morning.reported("theirs", 0, "desktop_no_boot", 9)
    morning.given("theirs", "2001", 30, ("assigned",))
    assert order(signed_in("provider").open("/").text, morning) == ["theirs"]


def test_customer_sees_the_own_requests_only(signed_in: SignIn, morning: Morning) -> None:
    page = signed_in("customer").open("/").text
    seen = order(page, morning)
    assert len(seen) <= 1
    assert 'id="territory"' not in page


def test_day_begins_at_midnight_of_the_territory(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    with unit_of_work(morning.runtime) as uow:
        follow_up(uow, morning.requests["done"], solved=True, result="All is well.")
    morning.at(14 * 60)  # 23:00 in Shanghai
    browser.sign_in("dispatcher")
    assert order(browser.open("/?level=over").text, morning) == ["done"]
    morning.at(15 * 60 + 1)
    browser.sign_in("dispatcher")
    assert order(browser.open("/?level=over").text, morning) == []
    # Whoever was not called back is not forgotten with the day.
    assert order(browser.open("/?level=call_back").text, morning) == ["broken"]


def test_alerts_stand_on_top_with_what_can_be_done(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    page = browser.open("/").text
    assert page.index('class="alerts"') < page.index('class="rows"')
    assert page.index("Nobody on site at the promised time") < page.index("No engineer yet")
    found = re.search(r'action="/alerts/([^/]+)/acknowledge"', page)
    assert found
    assert browser.send(f"/alerts/{found[1]}/acknowledge", reason="calling him", next="/").location == "/"
    page = browser.open("/").text
    assert "1 alert that somebody has taken on" in page
    assert "calling him" in page


def test_who_waits_beyond_the_cap_is_named_where_engineers_are_too_few(
    signed_in: SignIn, morning: Morning
) -> None:
    browser = signed_in("dispatcher")
    assert "beyond the cap" not in browser.open("/").text
    with unit_of_work(morning.runtime) as uow:
        visit = uow.session.scalars(select(Visit).where(Visit.request_id == morning.requests["late"])).one()
        waits = [{"visit_id": str(visit.id), "over_s": 2400}]
        uow.session.merge(PlanRunRow(territory_id=visit.territory_id, planned_at=uow.now, long_waits=waits))
    page = browser.open("/").text
    assert "1 request waits beyond the cap" in page
    assert "+40 min" in page
    assert "beyond the cap" not in signed_in("customer").open("/").text


def test_board_says_whether_the_newest_plan_expects(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    with unit_of_work(morning.runtime) as uow:
        area = uow.session.scalars(select(Territory)).first()
        assert area is not None
        run = PlanRunRow(territory_id=area.id, planned_at=uow.now, long_waits=[])
        run.expected = {"futures": 6, "firsts": []}
        uow.session.merge(run)
    assert "requests in mind that may come (6 drawn futures)" in browser.open("/?part=list").text
    with unit_of_work(morning.runtime) as uow:
        uow.get(Territory, area.id).expects_requests = False
        uow.session.get_one(PlanRunRow, area.id).expected = None
    assert "expecting more is switched off" in browser.open("/?part=list").text
    assert "expecting more" not in signed_in("customer").open("/").text


def test_board_says_where_those_without_a_visit_wait_best(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    with unit_of_work(morning.runtime) as uow:
        site = uow.session.scalars(select(Site).where(Site.lat.is_not(None))).first()
        engineer = uow.session.scalars(select(Engineer)).first()
        assert site is not None
        assert engineer is not None
        area, name, near = engineer.territory_id, engineer.name, site.name
        moves = [{"engineer": str(engineer.id), "to": [site.lat, site.lon]}]
        run = PlanRunRow(territory_id=area, planned_at=uow.now, long_waits=[])
        run.expected = {"futures": 0, "firsts": [], "moves": moves}
        uow.session.merge(run)
    said = f"{name} waits best near {near}"
    assert said in browser.open("/?part=list").text
    assert said in browser.open(f"/?part=list&territory={area}").text
    assert said not in signed_in("customer").open("/").text
    with unit_of_work(morning.runtime) as uow:
        uow.session.get_one(PlanRunRow, area).planned_at = uow.now - timedelta(hours=2)
    assert "waits best" not in browser.open("/?part=list").text


def test_reason_is_asked_for(signed_in: SignIn) -> None:
    browser = signed_in("dispatcher")
    found = re.search(r'action="/alerts/([^/]+)/acknowledge"', browser.open("/").text)
    assert found
    browser.send(f"/alerts/{found[1]}/acknowledge", reason=" ", next="/")
    assert "somebody has taken on" not in browser.open("/").text


def test_rescue_is_sent_from_the_board(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    with unit_of_work(morning.runtime, write=False) as uow:
        wanted = select(Alert).where(Alert.request_id == morning.requests["unassigned"])
        alert = uow.session.scalars(wanted).one()
    assert alert.rescue
    browser.send(f"/alerts/{alert.id}/rescue", next="/")
    assert "Done." in browser.open("/").text
    with unit_of_work(morning.runtime, write=False) as uow:
        assert str(uow.get(Visit, morning.visits["unassigned"]).engineer_id) == alert.rescue["engineer_id"]
    # Pressed twice, it is done once.
    again = browser.send(f"/alerts/{alert.id}/rescue", next="/", engineer_id=alert.rescue["engineer_id"])
    assert again.location == "/"
    assert "has the visit." in browser.open("/").text


def test_managers_see_alerts_and_have_no_buttons(signed_in: SignIn) -> None:
    page = signed_in("manager").open("/board").text
    assert 'class="alerts"' in page
    assert "/acknowledge" not in page


def test_time_of_arrival_that_has_passed_is_no_forecast_any_more(
    signed_in: SignIn, browser: Browser, morning: Morning
) -> None:
    morning.at(20)
    row = signed_in("dispatcher").open("/?q=Zhongguancun").text
    assert "was expected at 09:17" in row
    assert "to spare" not in row
    told = browser.open(morning.link("steady")).text
    assert "Your engineer was expected at 09:17. We have no newer time yet." in told
    assert "expected arrival" not in told


def test_a_text_leaves_out_alerts_and_complaints_of_others(signed_in: SignIn, morning: Morning) -> None:
    with morning.writing() as uow:
        late = uow.get(ServiceRequest, morning.requests["late"])
        other = uow.get(ServiceRequest, morning.requests["danger"])
        name = uow.get(Customer, late.customer_id).name
        said = Taken(str(uow.new_id()), CallOutcome.COMPLAINT, "Wu", "13900139001", "the paper smells")
        calls.log(uow, said, About(other.customer_id, request_id=other.id))
    desk = signed_in("dispatcher")
    page = desk.open(f"/?q={quote(name)}").text
    assert name in page.partition('class="alerts"')[2].partition("</section>")[0]
    assert "the paper smells" not in page
    assert "the paper smells" in desk.open("/?q=Paper").text
    assert "the paper smells" in desk.open("/").text


def test_what_was_asked_for_before_midnight_and_ended_after_it_stays(
    signed_in: SignIn, morning: Morning
) -> None:
    desk = signed_in("dispatcher")
    with morning.writing() as uow:
        done = uow.get(ServiceRequest, morning.requests["done"])
        zone = ZoneInfo(uow.get(Territory, done.territory_id).time_zone)
        midnight = uow.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        done.requested_at = midnight - timedelta(minutes=20)
        done.due_at, done.on_site_at = midnight + timedelta(minutes=40), midnight - timedelta(minutes=5)
        done.resolved_at, done.state = midnight + timedelta(seconds=39), "closed"
    assert "done" in order(desk.open("/?level=over").text, morning)
    with morning.writing() as uow:
        uow.get(ServiceRequest, morning.requests["done"]).resolved_at = midnight - timedelta(seconds=1)
    assert "done" not in order(desk.open("/?level=over").text, morning)
