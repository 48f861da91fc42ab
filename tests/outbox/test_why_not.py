"""What became of a delivery is told in the reader's language, and what a machine said as it said it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from app.jobs.rules.phrases import stored
from app.kernel.addresses import AllowList
from app.kernel.events import words_of
from app.kernel.outgoing import Courier, Failure, SendFailed
from app.kernel.phrases import Phrase
from app.outbox.pages.words import why_not
from app.web.wording import say
from tests.support import web

pytestmark = pytest.mark.any_database


@pytest.fixture
def application(runtime: object) -> Flask:
    return web.application(runtime)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("no phone on record", "没有登记号码"),
        ("a fixed line takes no messages", "固定电话收不到短信"),
        ("answered 502", "answered 502"),
        ("<b>boom</b>", "<b>boom</b>"),
        (None, ""),
    ],
)
def test_it_is_told_in_chinese(application: Flask, kept: str | None, said: str) -> None:
    with application.test_request_context("/", headers={"Accept-Language": "zh-CN"}), force_locale("zh_CN"):
        assert why_not(kept) == said
        assert say(words_of("request.promised") or "") == "已作出承诺"


@pytest.mark.parametrize(
    ("failed", "told"),
    [
        (Phrase("the channel %(name)s did not take it", name="JSON"), "通知渠道 JSON 未能接收"),
        (Phrase("the receiver answered %(status)s", status=502), "接收方返回 502"),
        (
            Phrase("the channel %(name)s failed (%(error)s)", name="IM", error="E"),
            "通知渠道 IM 出错（E）",
        ),
    ],
)
def test_a_failure_is_told_from_what_was_stored(application: Flask, failed: Phrase, told: str) -> None:
    with application.test_request_context("/"), force_locale("zh_CN"):
        assert why_not(str(failed), stored(failed)) == told


def test_an_address_inside_is_told_with_host_and_address(application: Flask) -> None:
    courier = Courier(AllowList(), resolve=lambda _host, _port: ["10.0.0.7"])
    with pytest.raises(SendFailed) as refused:
        courier.post("https://sms.local/x", {}, b"")
    assert refused.value.code is Failure.REFUSED
    with application.test_request_context("/"), force_locale("zh_CN"):
        told = why_not(str(refused.value), stored(refused.value.why))
    assert told == "未发送：sms.local 指向 10.0.0.7，不是公网地址"
