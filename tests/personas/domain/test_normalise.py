"""One spelling for titles."""

from __future__ import annotations

from personas.domain.normalise import title_normalise, title_words


def test_accents_case_and_german_s_are_folded():
    assert title_normalise("GESCHÄFTSFÜHRER Straße") == "geschaftsfuhrer strasse"


def test_cyrillic_short_i_stays_a_letter_and_yo_becomes_ye():
    assert title_words("Стажёр Ведущий") == ("стажер", "ведущий")


def test_arabic_letters_are_read_as_persian_ones():
    assert title_words("كارشناس ارشد بازاريابي") == title_words("کارشناس ارشد بازاریابی")
    assert title_words("برنامه\u200cنویس") == ("برنامه", "نویس")


def test_a_technology_keeps_its_symbol():
    assert title_words("C++ / R&D") == ("cpp", "rnd")
