"""Small templates, records and strokes that the tests vary."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from checklists import Signature, Strokes, Template, VisitRecord, parse_template, photo_row

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PHOTO_BYTES = b"\xff\xd8 the machine before the work"


def text(words: str) -> dict[str, str]:
    return {"en": words, "zh-CN": f"中文 {words}"}


def item(key: str, kind: str = "yes_no", **fields: Any) -> dict[str, Any]:
    limits: dict[str, dict[str, Any]] = {
        "choice": {"options": [{"key": "good", "label": text("Good")}, {"key": "bad", "label": text("Bad")}]},
        "number": {"minimum": 0, "maximum": 100, "unit": text("pages")},
        "text": {"max_length": 20},
        "signature": {"signer": "customer"},
    }
    return {"key": key, "type": kind, "label": text(key), **limits.get(kind, {}), **fields}


def template_data(*items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "key": "sample",
        "version": 1,
        "order": 1,
        "title": text("Sample"),
        "applies_to": ["printer"],
        "items": list(items) or [item("clean")],
        **fields,
    }


def template(*items: dict[str, Any], **fields: Any) -> Template:
    return parse_template(template_data(*items, **fields))


RECORD: dict[str, Any] = {
    "visit_id": "v-1",
    "request": {"id": "r-1", "problem": "卡纸 paper jam"},
    "engineer": {"id": "e-1", "name": "王伟"},
    "times": {"requested_at": NOON, "on_site_at": "2026-03-02T20:41:00+08:00"},
    "templates": {"printer": 1},
    "answers": {"printer": {"test_pages": 10, "path_cleared": True}},
    "parts": [{"id": "p-1", "sku": "ROLLER", "quantity": 1}, {"id": "p-2", "sku": "FUSER", "quantity": 1}],
    "charges": [{"id": "c-1", "amount": "80.5", "currency": "CNY"}],
    "photos": [photo_row("f-1", PHOTO_BYTES)],
    "notes": "",
}


def record_data(**fields: Any) -> dict[str, Any]:
    return {**deepcopy(RECORD), **fields}


def record(**fields: Any) -> VisitRecord:
    return VisitRecord.from_dict(record_data(**fields))


def ink() -> list[list[dict[str, float]]]:
    line = [{"x": 10 + 8 * n, "y": 40 + (n % 3) * 9, "t": 16 * n, "p": 0.2 + n / 20} for n in range(12)]
    return [line, [{"x": 60, "y": 20, "t": 400}]]


def signature(signed: VisitRecord, role: str = "customer") -> Signature:
    return Signature.sign(
        signed, Strokes.parse(ink()), signature_id="s-1", role=role, signer_name="李娜", signed_at=NOON
    )
