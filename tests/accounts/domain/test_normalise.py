"""Text made comparable."""

from __future__ import annotations

import pytest

from accounts.domain.normalise import TextRefused, fold, prose_clean, text_clean


def test_text_is_composed_and_its_spaces_are_single() -> None:
    assert text_clean("  A\u0301cme \t Corp\n") == "Ácme Corp"
    assert text_clean("Toys \u0092R\u009d Us") == "Toys R Us"


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "a\u0000b", "\ud800"])
def test_characters_nobody_sees_are_refused(text: str) -> None:
    with pytest.raises(TextRefused):
        text_clean(text)


def test_prose_keeps_its_lines() -> None:
    assert prose_clean(" a\r\nb\u200cc ") == "a\nb\u200cc"
    with pytest.raises(TextRefused):
        prose_clean("a\x07")


def test_folding_drops_case_accents_and_punctuation() -> None:
    assert fold("Çôte-d'Ivoire  & Co.") == "cote d ivoire co"
    assert fold("ЁЖ_ёж") == "еж еж"
