from __future__ import annotations

import hashlib
import random
from datetime import timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from checklists import RecordInvalid, VisitRecord, changes, photo_row
from checklists.changes import changes as differences
from tests.checklists.samples import NOON, PHOTO_BYTES, RECORD, record, record_data


def test_the_digest_is_the_sha_256_of_the_canonical_bytes() -> None:
    signed = record()
    assert signed.digest == hashlib.sha256(signed.canonical).hexdigest()
    assert VisitRecord(signed.canonical) == signed


def test_the_order_of_rows_keys_and_the_zone_of_times_never_show() -> None:
    shuffled = record_data(
        times={
            "requested_at": NOON.astimezone(timezone(timedelta(hours=8))),
            "on_site_at": "2026-03-02T12:41:00Z",
            "accepted_at": None,
        },
        parts=RECORD["parts"][::-1],
    )
    keys = list(shuffled)
    random.Random(1).shuffle(keys)
    assert VisitRecord.from_dict({key: shuffled[key] for key in keys}).digest == record().digest


def test_a_decimal_reads_the_same_whatever_zeros_the_database_adds() -> None:
    one, other = (
        record(charges=[{"id": "c-1", "amount": amount, "currency": "CNY"}])
        for amount in (Decimal("80.50"), Decimal("80.5000000000"))
    )
    assert one.digest == other.digest == record().digest


def test_a_record_taken_apart_does_not_change_the_record() -> None:
    signed = record()
    signed.to_dict()["parts"].clear()
    assert len(signed.to_dict()["parts"]) == 2


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"state": "done"}, "state"),
        ({"visit_id": ""}, "visit_id"),
        ({"notes": None}, "notes"),
        ({"request": []}, "request"),
        ({"times": []}, "times"),
        ({"times": {"completed_at": NOON}}, "times.completed_at"),
        ({"times": {"on_site_at": "yesterday"}}, "times.on_site_at"),
        ({"times": {"on_site_at": "2026-03-02T12:41:00"}}, "times.on_site_at"),
        ({"parts": {}}, "parts"),
        ({"parts": ["roller"]}, "parts[0]"),
        ({"parts": [{"id": "p-1"}, {"id": "p-1"}]}, "parts[1].id"),
        ({"charges": [{"id": 5}]}, "charges[0].id"),
        ({"charges": [{"id": "c-1", "amount": float("nan")}]}, "charges[0].amount"),
        ({"photos": [{"id": "f-1", "sha256": "AB" * 32, "length": 5}]}, "photos[0].sha256"),
        ({"photos": [{"id": "f-1", "length": 5}]}, "photos[0].sha256"),
        ({"photos": [{"id": "f-1", "sha256": "ab" * 32, "length": 0}]}, "photos[0].length"),
        ({"photos": [{"id": "f-1", "sha256": "ab" * 32, "length": True}]}, "photos[0].length"),
    ],
)
def test_a_record_that_is_not_whole_is_refused_by_path(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(RecordInvalid) as caught:
        record(**fields)
    assert caught.value.path == path


@pytest.mark.parametrize("name", RECORD)
def test_no_field_may_be_left_out(name: str) -> None:
    with pytest.raises(RecordInvalid, match="is missing") as caught:
        VisitRecord.from_dict({key: value for key, value in RECORD.items() if key != name})
    assert caught.value.path == name


def test_a_photo_is_its_bytes() -> None:
    row = photo_row("f-1", PHOTO_BYTES)
    assert row == {"id": "f-1", "sha256": hashlib.sha256(PHOTO_BYTES).hexdigest(), "length": len(PHOTO_BYTES)}


def test_changes_name_what_was_changed_added_and_removed() -> None:
    parts = [{"id": "p-0", "sku": "BELT"}, {"id": "p-2", "sku": "FUSER", "quantity": 3}]
    found = changes(record(), record(parts=parts, notes="late"))
    assert [(c.path, c.kind, c.before, c.after) for c in found] == [
        ("notes", "changed", "", "late"),
        ("parts[0]", "added", None, {"id": "p-0", "sku": "BELT"}),
        ("parts[0]", "removed", {"id": "p-1", "quantity": 1, "sku": "ROLLER"}, None),
        ("parts[1].quantity", "changed", 1, 3),
    ]


def test_lists_without_ids_are_compared_by_position() -> None:
    found = differences({"a": [1, 2, {"id": 1}]}, {"a": [1, 3]})
    assert [(c.path, c.kind) for c in found] == [("a[1]", "changed"), ("a[2]", "removed")]


def test_a_value_of_another_type_is_a_change() -> None:
    assert [c.path for c in differences({"a": True, "b": [1]}, {"a": 1, "b": {"id": 1}})] == ["a", "b"]


def test_equal_records_have_no_changes() -> None:
    assert changes(record(), record()) == []
