"""What the office adds to a request: papers, links to other requests; and its history, narrowed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from tests.pages.conftest import HTML, Browser
from tests.pages.test_request_acts import address, hidden, kinds_of, request_of
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(target, "JPEG")
    return target.getvalue()


def attach(browser: Browser, at: str, data: bytes, name: str, **fields: str) -> TestResponse:
    form = {"csrf_token": browser.token("/problems/invalid"), "file": (io.BytesIO(data), name), **fields}
    sent = browser.client.post(
        f"{at}/attachments", data=form, headers=HTML, content_type="multipart/form-data"
    )
    sent.request.input_stream.close()  # the client keeps a large form in a file
    return sent


def papers(page: str) -> list[str]:
    return re.findall(r'href="(/requests/[^"]+/attachments/[^"/]+)"', page)


def test_a_picture_is_added_once_shown_and_withdrawn(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    for _ in range(2):
        assert attach(browser, at, picture(), "C:\\photos\\纸盒 🖨️.jpg").status_code == 303
    page = browser.open(at).text
    assert "纸盒 🖨️.jpg" in page
    assert "the office alone sees it" in page
    assert "nothing was added" in page
    attach(browser, at, picture(), "again.jpg", for_customer="1")
    assert "the customer does not see it" in browser.open(at).text
    assert kinds_of(morning, "steady").count("request.attached") == 1
    [paper] = papers(page)
    sent = browser.open(paper)
    assert (sent.status_code, sent.mimetype) == (200, "image/jpeg")
    for _ in range(2):
        browser.send(f"{paper}/withdraw")
    assert papers(browser.open(at).text) == []
    assert browser.open(paper).status_code == 404
    assert kinds_of(morning, "steady").count("request.attachment_withdrawn") == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "empty.pdf"), (b"<script>", "page.html"), (b"%PDF-" + b"x" * 11_000_000, "big.pdf")],
)
def test_what_is_no_picture_or_pdf_is_refused(
    signed_in: SignIn, morning: Morning, data: bytes, name: str
) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    assert attach(browser, at, data, name).status_code in (303, 413)
    page = browser.open(at).text
    assert papers(page) == []
    if name.endswith("html"):
        assert "(JPEG, PNG or WebP) or a PDF" in page


def test_a_pdf_is_downloaded_and_never_shown_in_place(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    attach(browser, at, b"%PDF-1.7\n%%EOF", "x" * 200 + ".pdf", for_customer="1")
    page = browser.open(at).text
    assert "the customer sees it" in page
    sent = browser.open(papers(page)[0])
    assert sent.mimetype == "application/pdf"
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert f"/attachments/{'0' * 8}" not in page


def test_managers_read_papers_and_add_none(signed_in: SignIn, morning: Morning) -> None:
    at = address(morning, "steady")
    assert attach(signed_in("manager"), at, picture(), "a.jpg").status_code == 403
    attach(signed_in("dispatcher"), at, picture(), "a.jpg")
    page = signed_in("manager").open(at).text
    assert len(papers(page)) == 1
    assert "/withdraw" not in page


def test_both_of_two_linked_requests_say_so(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    code = request_of(morning, "offered").code
    for _ in range(2):
        assert browser.send(f"{at}/related", code=f" {code.lower()} ").status_code == 303
    assert f">{code}</a>" in browser.open(at).text
    other = browser.open(address(morning, "offered")).text
    assert f">{request_of(morning, 'steady').code}</a>" in other
    assert kinds_of(morning, "steady").count("request.related") == 1
    browser.send(f"{address(morning, 'offered')}/related/{morning.requests['steady']}/remove")
    assert f">{code}</a>" not in browser.open(at).text


@pytest.mark.parametrize("code", ["R999999999", "", "  ", "🖨️"])
def test_no_such_request_is_linked(signed_in: SignIn, morning: Morning, code: str) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    assert browser.send(f"{at}/related", code=code).status_code == 303
    assert "There is no request with this number" in browser.open(at).text


def test_the_history_is_narrowed_by_kind_and_by_who(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    browser.send(f"{at}/notes", note="Rang, all well.")
    history = browser.open(f"{at}?kind=request").text.partition('id="history"')[2]
    assert "Rang, all well." in history
    assert "Visit accepted" not in history
    assert "Rang, all well." not in browser.open(f"{at}?kind=visit").text.partition('id="history"')[2]
    assert browser.open(f"{at}?kind=nonsense&by=nobody").status_code == 200


def test_the_request_page_has_the_whole_menu(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    menu = [
        re.findall(r'href="([^"]+)"', browser.open(at).text.partition("<nav")[2].partition("</nav>")[0])
        for at in ("/registers", address(morning, "steady"))
    ]
    assert "/hotline" in menu[0]
    assert menu[0] == menu[1]


def test_a_stale_form_does_not_overwrite_what_came_meanwhile(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "offered")
    stale = hidden(browser.open(at).text, f"{at}/solve-remotely")
    browser.send(f"{at}/amend", contact_name="Ms Li", was_contact_name="Zhao Min")
    told = {"how": "telephone", "note": "Restarted.", **stale}
    browser.send(f"{at}/solve-remotely", **told)
    page = browser.open(at).text
    assert "It changed after you opened the page." in page
    assert "Restarted." in page
    assert request_of(morning, "offered").state != "resolved"
