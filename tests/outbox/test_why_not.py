"""What became of a delivery is told in the reader's language, and what a machine said as it said it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from app.outbox.pages.event_words import said_of
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
        ("NotifyJSON did not take it", "通知渠道 JSON 未能接收"),
        ("answered 502", "接收方返回 502"),
        ("TypeError in NotifyMail", "通知渠道 Mail 出错（TypeError）"),
        (
            "refused: sms.local leads to 10.0.0.7, which is not a public address",
            "未发送：sms.local 指向 10.0.0.7，不是公网地址",
        ),
        ("<b>boom</b>", "<b>boom</b>"),
        (None, ""),
    ],
)
def test_it_is_told_in_chinese(application: Flask, kept: str | None, said: str) -> None:
    with application.test_request_context("/", headers={"Accept-Language": "zh-CN"}), force_locale("zh_CN"):
        assert why_not(kept) == said
        assert say(said_of("request.promised")) == "已作出承诺"
