"""Two people decide about one visit: the slower is told what changed; a decision can be undone at once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from app.dispatching.commands import offers, overrides
from app.dispatching.commands.telephoned import AGREED
from app.kernel import unit_of_work
from app.registers.tables import Engineer, Territory
from app.requests.tables import Visit
from tests.pages.conftest import Browser
from tests.pages.test_request_acts import address, hidden, kinds_of
from tests.support.morning import DISPATCHER, Morning
from tests.support.outbox import Outside, own_notices, reaching, work

SignIn = Callable[[str], Browser]
NAME = "unassigned"


def visit_of(morning: Morning) -> Visit:
    with unit_of_work(morning.runtime, write=False) as uow:
        return uow.get(Visit, morning.visits[NAME])


def able(morning: Morning, browser: Browser) -> list[UUID]:
    """Who could be sent, as the page offers them."""
    page = browser.open(address(morning, NAME)).text
    numbers = [part.partition('"')[0] for part in page.split('name="engineer_id" value="')[1:]]
    return [UUID(one) for one in dict.fromkeys(numbers)]


def decision(morning: Morning, verb: str) -> str:
    return f"/visits/{morning.visits[NAME]}/{verb}"


def fields(browser: Browser, morning: Morning, verb: str) -> dict[str, str]:
    return hidden(browser.open(address(morning, NAME)).text, decision(morning, verb))


def test_the_price_stands_beside_the_button(signed_in: SignIn, morning: Morning) -> None:
    page = signed_in("dispatcher").open(address(morning, NAME)).text
    assert "<dt>Costs</dt>" in page
    assert "and pin</button>" in page


def test_slower_of_two_tabs_is_told_and_asked(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    first, second = able(morning, browser)[:2]
    stale = fields(browser, morning, "assign") | {"engineer_id": str(second), "pin": "1"}
    browser.send(decision(morning, "assign"), **stale | {"engineer_id": str(first)})
    asked = browser.send(decision(morning, "assign"), **stale)
    assert asked.status_code == 409
    assert "Assigned by the dispatcher" in asked.text
    assert visit_of(morning).engineer_id == first
    anyway = hidden(asked.text, decision(morning, "assign"))
    assert browser.send(decision(morning, "assign"), **anyway).status_code == 303
    assert visit_of(morning).engineer_id == second


def test_a_second_press_decides_once(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    wanted = fields(browser, morning, "assign") | {"engineer_id": str(able(morning, browser)[0]), "pin": "1"}
    for _ in range(2):
        assert browser.send(decision(morning, "assign"), **wanted).status_code == 303
    assert kinds_of(morning, NAME).count("override.assigned") == 1


def test_a_moved_eta_is_no_reason_to_ask(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    wanted = fields(browser, morning, "assign") | {"engineer_id": str(able(morning, browser)[0])}
    with unit_of_work(morning.runtime) as uow:
        uow.get(Visit, morning.visits[NAME]).updated_at = uow.now
        uow.get(Visit, morning.visits[NAME]).eta_at = uow.now
    assert browser.send(decision(morning, "assign"), **wanted).status_code == 303
    assert visit_of(morning).engineer_id is not None


def test_undone_within_ten_seconds_nobody_hears_of_it(signed_in: SignIn, morning: Morning) -> None:
    outside = Outside()
    told = reaching(morning.runtime, outside, notify_engineer_url="json://push.example/{phone}/")
    own_notices(told)
    browser = signed_in("dispatcher")
    given = {"engineer_id": str(able(morning, browser)[0])}
    browser.send(decision(morning, "assign"), **fields(browser, morning, "assign") | given)
    _offer(morning)
    page = browser.open(address(morning, NAME)).text
    assert page.index('id="undo" tabindex="-1" autofocus') < page.index('<div class="columns">')
    work(told)
    assert outside.notes == []
    browser.send(decision(morning, "undo"), **fields(browser, morning, "undo"))
    assert visit_of(morning).engineer_id is None
    morning.clock.advance(seconds=11)
    work(told)
    assert outside.notes == []


def test_left_alone_for_ten_seconds_the_engineer_is_told(signed_in: SignIn, morning: Morning) -> None:
    outside = Outside()
    told = reaching(morning.runtime, outside, notify_engineer_url="json://push.example/{phone}/")
    own_notices(told)
    browser = signed_in("dispatcher")
    given = {"engineer_id": str(able(morning, browser)[0])}
    browser.send(decision(morning, "assign"), **fields(browser, morning, "assign") | given)
    _offer(morning)
    work(told)
    assert outside.notes == []
    morning.clock.advance(seconds=10)
    work(told)
    assert len(outside.notes) == 1


def test_undoing_twice_undoes_once(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    given = {"engineer_id": str(able(morning, browser)[0])}
    browser.send(decision(morning, "assign"), **fields(browser, morning, "assign") | given)
    undoing = fields(browser, morning, "undo")
    for _ in range(2):
        assert browser.send(decision(morning, "undo"), **undoing).status_code == 303
    assert kinds_of(morning, NAME).count("override.undone") == 1
    assert "It is undone already." in browser.open(address(morning, NAME)).text


def test_who_has_answered_meanwhile_is_not_taken_off_unasked(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    engineer_id = able(morning, browser)[0]
    given = {"engineer_id": str(engineer_id)}
    browser.send(decision(morning, "assign"), **fields(browser, morning, "assign") | given)
    undoing = fields(browser, morning, "undo")
    _offer(morning)
    with unit_of_work(morning.runtime) as uow:
        offers.accept(uow, morning.visits[NAME], engineer_id, uow.now)
    asked = browser.send(decision(morning, "undo"), **undoing)
    assert asked.status_code == 409
    assert "has accepted at" in asked.text
    assert visit_of(morning).engineer_id == engineer_id
    anyway = hidden(asked.text, decision(morning, "unassign"))
    assert browser.send(decision(morning, "unassign"), **anyway).status_code == 303
    assert visit_of(morning).engineer_id is None


def test_too_late_to_undo_is_asked_too(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    given = {"engineer_id": str(able(morning, browser)[0])}
    browser.send(decision(morning, "assign"), **fields(browser, morning, "assign") | given)
    undoing = fields(browser, morning, "undo")
    morning.clock.advance(seconds=10)
    assert "visit_undo" not in browser.open(address(morning, NAME)).text
    asked = browser.send(decision(morning, "undo"), **undoing)
    assert asked.status_code == 409
    assert "The ten seconds are over" in asked.text


def test_the_api_refuses_a_stale_version_and_says_how_it_stands(signed_in: SignIn, morning: Morning) -> None:
    version = visit_of(morning).version
    first, second = able(morning, signed_in("dispatcher"))[:2]
    with unit_of_work(morning.runtime, DISPATCHER) as uow:
        overrides.assign(uow, morning.visits[NAME], first, version)
    browser = signed_in("dispatcher")
    csrf = browser.token(address(morning, NAME))
    answer = browser.client.post(
        f"/api/v1/visits/{morning.visits[NAME]}/assign",
        json={"engineer_id": str(second), "version": version},
        headers={"X-CSRFToken": csrf},
    )
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["engineer_id"] == str(first)
    assert answer.json["version"] > version


def _offer(morning: Morning) -> None:
    with unit_of_work(morning.runtime) as uow:
        visit = uow.get(Visit, morning.visits[NAME])
        offers.offer(uow, visit, uow.get(Territory, visit.territory_id))


def test_yes_on_the_telephone_is_recorded_where_a_phone_is_silent(
    signed_in: SignIn, morning: Morning
) -> None:
    browser, verb = signed_in("dispatcher"), "accept-by-telephone"
    assert decision(morning, verb) not in browser.open(address(morning, NAME)).text
    with unit_of_work(morning.runtime) as uow:
        busy = set(uow.session.scalars(select(Visit.engineer_id).where(Visit.state.in_(AGREED))))
        first, second = [key for key in able(morning, browser) if key not in busy][:2]
        for key in (first, second):
            uow.get(Engineer, key).phone_silent_since = uow.now
    stale = fields(browser, morning, verb)
    assert UUID(stale["engineer_id"]) in (first, second)
    for _ in range(2):
        assert browser.send(decision(morning, verb), **stale).status_code == 303
    page = browser.open(address(morning, NAME)).text
    assert "It is so already." in page
    assert "Visit accepted on the telephone" in page
    assert visit_of(morning).state == "accepted"
    assert kinds_of(morning, NAME).count("visit.accepted") == 1
    other = {"engineer_id": str(second if visit_of(morning).engineer_id == first else first)}
    asked = browser.send(decision(morning, verb), **stale | other)
    assert asked.status_code == 409
    anyway = hidden(asked.text, decision(morning, verb))
    assert browser.send(decision(morning, verb), **anyway).status_code == 303
    assert str(visit_of(morning).engineer_id) == other["engineer_id"]


def test_yes_on_the_telephone_needs_somebody_who_is_free(signed_in: SignIn, morning: Morning) -> None:
    browser, verb = signed_in("dispatcher"), "accept-by-telephone"
    with unit_of_work(morning.runtime, write=False) as uow:
        engaged = uow.session.scalars(select(Visit).where(Visit.state == "en_route")).first()
    assert engaged is not None
    answer = browser.send(decision(morning, verb), engineer_id=str(engaged.engineer_id))
    assert answer.status_code == 303
    assert "The engineer has accepted another visit" in browser.open(address(morning, NAME)).text
    assert browser.send(decision(morning, verb), engineer_id="somebody").status_code == 303
    assert visit_of(morning).engineer_id is None
