"""Writing checklists in the browser without scripts."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from typing import Any

from app.checklist_templates.reads import versions
from app.checklist_templates.tables import ChecklistVersion
from app.kernel import Runtime, unit_of_work
from checklists import as_toml, load_shipped, parse_template
from tests.pages.conftest import Browser

LIST = "/checklist-templates"


def newest(runtime: Runtime, key: str) -> ChecklistVersion:
    with unit_of_work(runtime, write=False) as uow:
        return versions.checklist(uow, key).versions[0]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def begun(admin: Browser, runtime: Runtime, key: str) -> str:
    """Begin the next version, and return the draft's address."""
    row = newest(runtime, key)
    sent = admin.send(f"{LIST}/{row.id}/draft", version=str(row.version))
    assert sent.status_code == 303
    return str(sent.headers["Location"])


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the open step."""
    form = page[page.index('class="step-form"') :]
    form = html.unescape(form[: form.index("</form>")])
    values = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form))
    for name, body in re.findall(r'<select[^>]*?name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        values[name] = chosen[1] if chosen else ""
    values |= dict(re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL))
    values.pop("csrf_token", None)
    return values


def send(admin: Browser, address: str, do: str, **fields: str) -> Any:
    page = admin.open(address).text
    sent = {"version": hidden(page, "version"), "once": hidden(page, "once"), **fields}
    return admin.send(address.partition("?")[0], do=do, **sent)


def test_every_shipped_step_saved_as_it_is_shown_stays_as_it_was(admin: Browser, runtime: Runtime) -> None:
    address = begun(admin, runtime, "general_on_site")
    before = newest(runtime, "general_on_site").content
    for at in range(len(before["items"])):
        page = admin.open(f"{address}?step={at}").text
        assert admin.send(address, do="save", **fields_of(page)).status_code == 303
    assert newest(runtime, "general_on_site").content == before


def test_a_new_checklist_from_its_name_to_its_first_visit(admin: Browser, runtime: Runtime) -> None:
    page = admin.open(LIST).text
    named = {"title.en": "Monitor", "title.zh-CN": "显示器", "once": hidden(page, "once")}
    assert "key" in admin.send(LIST, **{**named, "key": "Not A Key"}).text
    address = admin.send(LIST, **{**named, "key": "monitor"}).headers["Location"]
    assert (
        admin.send(
            LIST, **{**named, "key": "monitor", "once": hidden(admin.open(LIST).text, "once")}
        ).status_code
        == 422
    )
    send(admin, address, "head", **{**named, "applies_to": "printer, desktop", "order": "40"})
    opened = send(admin, address, "add").headers["Location"].partition("#")[0]
    step = fields_of(admin.open(opened).text)
    admin.send(address, do="save", **{**step, "type": "choice", "key": "panel"})
    page = admin.open(opened).text
    assert "must be a text that is not empty" in page
    assert "</a>: Text (Chinese): must be a text" in page or "</a>: Text (English): must be a text" in page
    assert "label.en" not in re.sub(r'(?:name|id|for|href)="[^"]*"', "", page)
    assert send(admin, address, "x").status_code in (303, 409)
    row = newest(runtime, "monitor")
    assert (
        "mend"
        in admin.open(admin.send(f"{address}/publish", version=str(row.version)).headers["Location"]).text
    )
    step = fields_of(admin.open(opened).text)
    texts = {"label.en": "Panel", "label.zh-CN": "面板"}
    texts |= {
        "options.0.key": "ok",
        "options.0.en": "Fine",
        "options.0.zh-CN": "完好",
        "required.phase": "complete",
    }
    admin.send(address, do="save", **{**step, **texts})
    row = newest(runtime, "monitor")
    admin.send(f"{address}/publish", version=str(row.version))
    row = newest(runtime, "monitor")
    assert (row.state, row.number) == ("published", 1)
    assert parse_template(row.content).applies("printer.jam")
    assert "It never changes" in admin.open(address).text


def test_two_tabs_are_told_with_both_texts_side_by_side(admin: Browser, runtime: Runtime) -> None:
    address = begun(admin, runtime, "five_ones")
    first = fields_of(admin.open(f"{address}?step=0").text)
    second = fields_of(admin.open(f"{address}?step=0").text)
    assert admin.send(address, do="save", **{**first, "label.en": "Mine"}).status_code == 303
    told = admin.send(address, do="save", **{**second, "label.en": "Other"})
    assert told.status_code == 409
    assert "Other" in told.text
    assert "Mine" in told.text
    again = fields_of(told.text)
    assert again["label.en"] == "Other"
    assert admin.send(address, do="save", **again).status_code == 303
    assert newest(runtime, "five_ones").content["items"][0]["label"]["en"] == "Other"


def test_a_step_that_moved_meanwhile_is_still_the_one_that_is_written(
    admin: Browser, runtime: Runtime
) -> None:
    address = begun(admin, runtime, "five_ones")
    typed = fields_of(admin.open(f"{address}?step=0").text)
    send(admin, f"{address}?step=0", "down", step="0", was=typed["was"])
    told = admin.send(address, do="save", **{**typed, "label.en": "Covers"})
    assert told.status_code == 409
    again = fields_of(told.text)
    assert again["step"] == "1"
    admin.send(address, do="save", **again)
    labels = [one["label"]["en"] for one in newest(runtime, "five_ones").content["items"]]
    assert labels.index("Covers") == 1


def test_a_button_pressed_twice_acts_once(admin: Browser, runtime: Runtime) -> None:
    address = begun(admin, runtime, "five_ones")
    many = len(newest(runtime, "five_ones").content["items"])
    page = admin.open(address).text
    sent = {"version": hidden(page, "version"), "once": hidden(page, "once"), "do": "add"}
    assert [admin.send(address, **sent).status_code for _ in range(2)] == [303, 303]
    assert len(newest(runtime, "five_ones").content["items"]) == many + 1


def test_a_file_goes_out_and_comes_in(admin: Browser, runtime: Runtime) -> None:
    row = newest(runtime, "printer")
    answer = admin.open(f"{LIST}/{row.id}/toml")
    assert answer.headers["Content-Disposition"] == "attachment; filename=printer.v1.toml"
    assert answer.text == as_toml(load_shipped().get("printer"))
    page = admin.open(LIST).text
    known = admin.send(LIST, toml=answer.text, once=hidden(page, "once"))
    assert str(row.id) in known.headers["Location"]
    changed = answer.text.replace('en = "Printer"', 'en = "Printers"')
    data = {
        "csrf_token": admin.token("/problems/invalid"),
        "once": hidden(admin.open(LIST).text, "once"),
        "file": (io.BytesIO(changed.encode()), "printer.toml"),
    }
    assert admin.client.post(LIST, data=data).status_code == 303
    assert newest(runtime, "printer").content["title"]["en"] == "Printers"
    wrong = admin.send(LIST, toml='key = "x"', once=hidden(admin.open(LIST).text, "once"))
    assert wrong.status_code == 422
    assert "title" in wrong.text


def test_the_preview_shows_what_an_answer_brings(admin: Browser, runtime: Runtime) -> None:
    address = f"{LIST}/{newest(runtime, 'general_on_site').id}/preview"
    assert "Mains unplugged" not in admin.open(address).text
    assert "Mains unplugged" in admin.open(f"{address}?a.state_found=unsafe").text
    assert "已断开电源" in admin.open(f"{address}?a.state_found=unsafe&lang=zh-CN").text
    assert "240" in admin.open(f"{address}?a.result=fixed&a.test_minutes=999").text
    assert admin.open(f"{address}?a.state_found=smoke&a.ghost=1&lang=fr").status_code == 200


def test_managers_read_and_others_do_not(signed_in: Callable[[str], Browser], runtime: Runtime) -> None:
    row = newest(runtime, "printer")
    manager = signed_in("manager")
    page = manager.open(f"{LIST}/{row.id}").text
    assert "Begin the next version" not in page
    assert manager.send(f"{LIST}/{row.id}/draft", version="1").status_code == 403
    for login in ("dispatcher",):
        assert signed_in(login).open(LIST).status_code == 403


def test_an_old_link_and_a_lying_form_are_answered(admin: Browser, runtime: Runtime) -> None:
    address = begun(admin, runtime, "laptop")
    assert admin.open(f"{address}?step=999").status_code == 200
    assert admin.open(f"{address}?step=-1").status_code == 200
    step = fields_of(admin.open(f"{address}?step=0").text)
    long = {"label.en": "🙂" * 600, "when.text": "{" * 3000, "minimum": "9" * 400, "type": "colour"}
    assert admin.send(address, do="save", **{**step, **long}).status_code == 303
    assert "more than 500 characters" in admin.open(f"{address}?step=0").text
    gone = admin.send(f"{address}/discard", version=str(newest(runtime, "laptop").version))
    assert gone.status_code == 303
    assert admin.open(address).status_code == 404


def test_conditions_are_said_in_the_words_of_the_steps(admin: Browser, runtime: Runtime) -> None:
    page = admin.open(f"{begun(admin, runtime, 'printer').partition('?')[0]}?step=1").text
    options = re.findall(r'<option value="([^"|]+)\|[^"]*"[^>]*>([^<]*)', page)
    assert options
    assert not [text for key, text in options if text.startswith(f"{key} ")]
    assert re.search(r">[^<]{8,}: is yes</option>|>[^<]{8,}: is [^<]+</option>", page)


def test_a_step_that_is_open_is_saved_when_another_is_added_at_the_end(
    admin: Browser, runtime: Runtime
) -> None:
    """The one button for it belongs to the form of the open step: without scripts nothing typed is lost."""
    address = begun(admin, runtime, "five_ones")
    steps = len(newest(runtime, "five_ones").content["items"])
    page = admin.open(f"{address}?step=1").text
    assert 'name="do" value="add_end"' in page[page.index("</ol>") :]
    assert "Add a step at the end" not in page
    sent = admin.send(
        address, do="add_end", **{**fields_of(page), "label.en": "Typed", "label.zh-CN": "写的"}
    )
    items = newest(runtime, "five_ones").content["items"]
    assert (len(items), items[1]["label"]) == (steps + 1, {"en": "Typed", "zh-CN": "写的"})
    assert f"step={steps}" in sent.headers["Location"]
    assert "Add a step at the end" in admin.open(address).text
