"""Facts of a visit for reports, without a database."""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from app.documents.reads.report import PartLine, ReportFacts
from app.documents.report import Letterhead
from app.registers.tables import Asset, Customer, Engineer, Site
from app.requests.reads.outcomes import outcome_of
from app.requests.rules.promise import Outcome
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.signature_state import RoleState, SignatureState, Standing
from app.visits.tables import Charge, PartUsed, Photo
from checklists import SignerRole, Template, Text, load_shipped, parse_template
from tests.support.phone import filled

ASKED_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HEAD = Letterhead("蓝天电脑服务", "400 800 1234", "CNY")
VERIFY_URL = "https://service.example/verify/" + "x" * 71


def minutes(count: float) -> datetime:
    """An instant that many minutes after the request."""
    return ASKED_AT + timedelta(minutes=count)


def scene(number: int, width: int = 1600, height: int = 1200) -> bytes:
    """A JPEG that looks like something: bands of colour and a box."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for y in range(0, height, 8):
        shade = 255 * y // height
        draw.rectangle([0, y, width, y + 8], fill=(40 * number % 255, 90 + shade // 2, shade))
    box = [width // 4, height // 4, width * 3 // 4, height * 3 // 4]
    draw.rounded_rectangle(box, 60, fill=(235, 235, 230))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=90)
    return target.getvalue()


def ink(seed: int) -> list[list[dict[str, float]]]:
    """A lively signature."""
    return [
        [
            {
                "x": 20 + 60 * stroke + 4 * n,
                "y": 70 + 30 * math.sin(n / (2 + seed) + stroke),
                "t": 900 * stroke + 16 * n,
                "p": 0.3 + 0.02 * n,
            }
            for n in range(25)
        ]
        for stroke in range(4)
    ]


def signed(role: str, name: str, minute: float) -> RoleState:
    """A signature that stands."""
    return RoleState(SignerRole(role), Standing.VALID, name, minutes(minute), ink=ink(len(role)))


def void(role: str, name: str, minute: float, why: Text, since: float | None = None) -> RoleState:
    """A signature that stands no more; without `since` nobody knows why."""
    standing = Standing.ALTERED if since is None else Standing.VOID
    ended = None if since is None else minutes(since)
    return RoleState(SignerRole(role), standing, name, minutes(minute), ended, (why,))


def signing(*states: RoleState) -> SignatureState:
    """How a visit's signatures stand; who is not named has not signed."""
    given = {state.role: state for state in states}
    roles = (given.get(role, RoleState(role, Standing.MISSING)) for role in SignerRole)
    return SignatureState(tuple(roles), 0, None)


def photo(number: int, caption: str = "", *, complete: bool = True) -> Photo:
    """A photo taken while the work went on."""
    return Photo(
        sha256=hashlib.sha256(bytes([number])).hexdigest(),
        caption=caption,
        taken_at=minutes(45 + number),
        completed_at=minutes(60) if complete else None,
    )


def long_template(items: int) -> Template:
    """A checklist of that many questions."""
    return parse_template(
        {
            "key": "long",
            "version": 1,
            "order": 99,
            "title": {"en": "A long list", "zh-CN": "很长的检查表"},
            "applies_to": ["*"],
            "items": [
                {
                    "key": f"q{n}",
                    "type": "text",
                    "max_length": 4000,
                    "label": {
                        "en": f"Question {n} about the state of the machine",
                        "zh-CN": f"问题 {n}：设备状态",
                    },
                }
                for n in range(items)
            ],
        }
    )


def facts(**changes: Any) -> ReportFacts:
    """A jammed printer, repaired with the promise kept by 21 minutes."""
    templates = load_shipped().for_visit("printer.paper_jam", "printer")
    photos = [photo(1, "卡纸位置 / paper jam"), photo(2), photo(3, "After the work")]
    answers: dict[str, dict[str, object]] = {}
    for row in filled(templates, photos[0].sha256):
        answers.setdefault(row["template"], {})[row["item"]] = row["value"]
    base = ReportFacts(
        visit=visit(),
        request=ServiceRequest(
            code="R000123",
            description="打印机卡纸，反复出现。",
            contact_name="王芳",
            contact_phone="+8613800138000",
            requested_at=ASKED_AT,
            due_at=minutes(60),
            arrival_verdict="proven",
            arrival_by_person=False,
        ),
        outcome=Outcome.OPEN,
        promised=True,
        customer=Customer(name="上海蓝墨水文化传播有限公司"),
        site=Site(name="Front desk", address="上海市黄浦区南京东路 100 号 12 楼"),
        time_zone="Asia/Shanghai",
        fault=Text("Paper jam", "卡纸"),
        asset=Asset(kind="printer", model="LaserPro 400", serial_number="SN-4711-0815"),
        engineer=Engineer(name="李雷", number="E0042"),
        stars=4,
        provider=None,
        templates=templates,
        answers=answers,
        photos=photos,
        taken_at={one.sha256: one.taken_at for one in photos},
        region="CN",
        parts=[part("roller", 2, 4500, Text("Pickup roller", "搓纸轮"), "PR-99")],
        charges=[Charge(kind="labour", label="上门费 / Call-out", amount_cents=8001)],
        signing=signing(signed("engineer", "李雷", 80), signed("customer", "王芳", 81)),
        altered_photos=frozenset(),
        digest=hashlib.sha256(b"record").hexdigest(),
    )
    made = replace(base, **changes)
    made.request.on_site_at = made.visit.on_site_at
    return replace(made, outcome=outcome_of(made.request, minutes(600)), promised=made.visit.ordinal == 1)


def visit(**changes: Any) -> Visit:
    """A visit that was completed."""
    given = {
        "id": UUID(int=7),
        "ordinal": 1,
        "state": "completed",
        "assigned_at": minutes(1),
        "accepted_at": minutes(2),
        "departed_at": minutes(5),
        "on_site_at": minutes(39),
        "arrival_confirmed_at": minutes(40),
        "customer_confirmed_at": minutes(40),
        "completed_at": minutes(82),
        "summary": "更换搓纸轮两只，清洁走纸通道，连续打印 200 页无卡纸。\nTested with 200 pages.",
    }
    return Visit(**{**given, **changes})


def part(code: str, quantity: int, cents: int, name: Text, serial: str = "") -> PartLine:
    """A part fitted."""
    used = PartUsed(part_code=code, quantity=quantity, unit_price_cents=cents, serial_number=serial)
    return PartLine(used, name)
