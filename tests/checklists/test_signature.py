from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from checklists import (
    Signature,
    SignatureInvalid,
    SignerRole,
    Strokes,
    Valid,
    VisitRecord,
    Void,
    localise,
    photo_row,
)
from tests.checklists.samples import NOON, PHOTO_BYTES, RECORD, ink, record, record_data, signature


def verdict_after(**fields: Any) -> Void:
    verdict = signature(record()).verify(record(**fields))
    assert isinstance(verdict, Void)
    return verdict


def test_a_signature_stands_while_the_record_is_the_one_signed() -> None:
    assert signature(record()).verify(record()) == Valid(record().digest)


def test_the_second_signature_does_not_void_the_first() -> None:
    by_customer, by_engineer = signature(record()), signature(record(), role="engineer")
    assert by_engineer.role is SignerRole.ENGINEER
    assert isinstance(by_customer.verify(record()), Valid)
    assert by_customer.seal != by_engineer.seal


def test_a_later_change_of_an_answer_voids_it_and_says_so() -> None:
    void = verdict_after(answers={"printer": {"test_pages": 11, "path_cleared": True}})
    assert void.reason == "record_changed"
    assert void.paths == ("answers.printer.test_pages",)
    assert (
        localise(void.text, "en") == "The visit record was changed after signing: answers.printer.test_pages."
    )
    assert localise(void.text, "zh") == "签名后上门记录被更改：answers.printer.test_pages。"


def test_an_answer_added_later_voids_it_and_says_so() -> None:
    answers = {"printer": {**RECORD["answers"]["printer"], "supplies_left": 80}}
    assert verdict_after(answers=answers).paths == ("answers.printer.supplies_left",)


def test_a_later_change_of_a_part_voids_it_and_says_so() -> None:
    parts = record_data()["parts"]
    parts[0]["quantity"] = 2
    void = verdict_after(parts=parts)
    assert void.paths == ("parts[0].quantity",)
    assert (void.changed[0].before, void.changed[0].after) == (1, 2)


def test_a_part_taken_away_later_voids_it_and_says_so() -> None:
    assert verdict_after(parts=RECORD["parts"][:1]).paths == ("parts[1]",)


def test_a_later_change_of_a_charge_voids_it_and_says_so() -> None:
    void = verdict_after(charges=[{"id": "c-1", "amount": "80.51", "currency": "CNY"}])
    assert void.paths == ("charges[0].amount",)


@pytest.mark.parametrize("name", ["requested_at", "on_site_at"])
def test_a_later_change_of_a_time_voids_it_and_says_so(name: str) -> None:
    moved = {**RECORD["times"], name: NOON + timedelta(microseconds=1)}
    assert verdict_after(times=moved).paths == (f"times.{name}",)


@pytest.mark.parametrize("index", range(len(PHOTO_BYTES)))
def test_a_later_change_of_any_photo_byte_voids_it_and_says_so(index: int) -> None:
    touched = bytearray(PHOTO_BYTES)
    touched[index] ^= 1
    assert verdict_after(photos=[photo_row("f-1", bytes(touched))]).paths == ("photos[0].sha256",)


def test_a_photo_byte_cut_off_later_voids_it_and_says_so() -> None:
    void = verdict_after(photos=[photo_row("f-1", PHOTO_BYTES[:-1])])
    assert void.paths == ("photos[0].length", "photos[0].sha256")


def test_many_changes_are_named_in_part_and_kept_in_full() -> None:
    answers = {"printer": {f"item_{n}": True for n in range(9)}}
    void = verdict_after(answers=answers)
    assert len(void.paths) == 11
    assert void.text.en.endswith(", ….")


def test_a_signature_does_not_stand_under_another_visit() -> None:
    assert verdict_after(visit_id="v-2").reason == "other_visit"


def test_a_stored_record_that_was_altered_is_found_out() -> None:
    forged = replace(signature(record()), signed_record=record(notes="forged"))
    verdict = forged.verify(record(notes="forged"))
    assert isinstance(verdict, Void)
    assert verdict.reason == "signed_record_altered"


@pytest.mark.parametrize(
    "fields",
    [
        {"signer_name": "张三"},
        {"role": SignerRole.ENGINEER},
        {"signed_at": NOON + timedelta(seconds=1)},
        {"signature_id": "s-2"},
        {"strokes": Strokes.parse(ink()[:1])},
        {"signed_record": record(notes="x"), "digest": record(notes="x").digest},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_signature_that_was_altered_is_found_out(fields: dict[str, Any]) -> None:
    verdict = replace(signature(record()), **fields).verify(record())
    assert isinstance(verdict, Void)
    assert (verdict.reason, verdict.paths) == ("signature_altered", ())
    assert verdict.text.zh_cn


def test_a_signature_read_back_from_its_stored_parts_still_stands() -> None:
    made = signature(record())
    read = replace(
        made,
        strokes=Strokes.parse(made.strokes.as_list()),
        signed_record=VisitRecord(made.signed_record.canonical),
    )
    assert isinstance(read.verify(record()), Valid)


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"role": "cat"}, "role", "unknown_role"),
        ({"signer_name": " "}, "signer_name", "empty"),
        ({"signer_name": "x" * 101}, "signer_name", "too_long"),
        ({"signer_name": 5}, "signer_name", "not_text"),
    ],
)
def test_a_signer_without_name_or_role_is_refused(fields: dict[str, Any], path: str, code: str) -> None:
    signer = {"signature_id": "s-1", "role": "customer", "signer_name": "李娜", "signed_at": NOON, **fields}
    with pytest.raises(SignatureInvalid) as caught:
        Signature.sign(record(), Strokes.parse(ink()), **signer)
    assert (caught.value.path, caught.value.code) == (path, code)
