"""How titles are made comparable for searching and sorting."""

from __future__ import annotations

from personas.domain.normalise import title_words


def text_key(text: str) -> str:
    """This function will fold case, accents and punctuation, so that «Überblick – ROI» is found by «uberblick roi»."""
    return " ".join(title_words(text))
