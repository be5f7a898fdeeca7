"""Search keys."""

from __future__ import annotations

from content.domain.search import text_key


def test_accents_case_and_punctuation_do_not_matter():
    assert text_key("«Überblick» – ROI!") == "uberblick roi"
