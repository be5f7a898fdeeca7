"""The manner in which lexicon lines are written."""

from __future__ import annotations

from personas.domain.lexicon.terms import Fit, terms_parse


def test_stars_say_where_a_word_may_go_on():
    (head,) = terms_parse(meaning="head", table="5: *leiter")
    (sales,) = terms_parse(meaning="sales", table="4: vertrieb*")
    (anywhere,) = terms_parse(meaning="buy", table="4: *einkauf*")

    assert head.words[0].fit is Fit.SUFFIX and head.words[0].matches("vertriebsleiter")
    assert sales.words[0].fit is Fit.PREFIX and not sales.words[0].matches("innenvertrieb")
    assert anywhere.words[0].matches("zentraleinkaufer")


def test_a_line_carries_one_weight_for_several_patterns():
    terms = terms_parse(meaning="sales", table="4: sales, key account*\n2: retail")

    assert [(len(t.words), t.weight) for t in terms] == [(1, 4), (2, 4), (1, 2)]
