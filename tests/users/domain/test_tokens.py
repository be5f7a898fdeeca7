"""API keys have a form that scanners find and typing errors break."""

from __future__ import annotations

import re

import pytest

from users.domain.tokens import ALPHABET, token_digest, token_is_wellformed, token_make

KNOWN = "abs_live_000000000000000000000000000000"


def test_a_new_key_has_the_published_form():
    assert re.fullmatch(r"abs_live_[0-9A-Za-z]{36}", token_make())


def test_two_keys_differ():
    assert token_make() != token_make()


def test_every_single_typing_error_is_noticed():
    token = token_make()
    body = range(len("abs_live_"), len(token))
    wrong = [token[:at] + other + token[at + 1 :] for at in body for other in ALPHABET if other != token[at]]
    assert len(wrong) == 36 * 61
    assert not any(token_is_wellformed(candidate) for candidate in wrong)


@pytest.mark.parametrize(
    "token", ["", "abs_live_", KNOWN, KNOWN + "000000", "abs_test_" + "0" * 36, "abs_live_" + "é" * 36]
)
def test_what_is_no_key_is_refused(token: str):
    assert not token_is_wellformed(token)


def test_the_digest_is_the_sha_256_in_hex():
    assert token_digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
