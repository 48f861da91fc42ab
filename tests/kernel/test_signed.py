"""Base64 and signatures are read in one spelling alone."""

from __future__ import annotations

import pytest
from itsdangerous import BadSignature

from app.kernel.signed import CanonicalSigner, NotCanonical, decode, has_canonical_signature
from tests.support.spelling import other_endings


def test_only_the_signature_as_it_was_written_is_taken() -> None:
    token = CanonicalSigner("secret").sign("value").decode()
    assert CanonicalSigner("secret").unsign(token) == b"value"
    assert has_canonical_signature(token)
    for other in other_endings(token):
        with pytest.raises(BadSignature):
            CanonicalSigner("secret").unsign(other)


def test_of_all_last_characters_one_alone_is_read() -> None:
    read = []
    for text in ("AQ", *other_endings("AQ")):
        try:
            read.append((text, decode(text)))
        except NotCanonical:
            continue
    assert [text for text, data in read if data == b"\x01"] == ["AQ"]


def test_padding_is_there_or_not_as_the_text_is_made() -> None:
    assert decode("AQ==", padded=True) == decode("AQ") == b"\x01"
    with pytest.raises(NotCanonical):
        decode("AQ==")
    with pytest.raises(NotCanonical):
        decode("AQ", padded=True)


@pytest.mark.parametrize("text", ["A", "é", "A Q", "A+==", "AQ\n"])
def test_what_is_no_base64_is_not_read(text: str) -> None:
    with pytest.raises(NotCanonical):
        decode(text)
