"""Domains and names that mean one company."""

from __future__ import annotations

import pytest

from accounts.domain.identity import DomainRefused, domain_canonical, name_key, names_compatible

CANONICAL = {
    "https://www.Example.co.uk/about": "example.co.uk",
    "EXAMPLE.com.": "example.com",
    "info@example.hu": "example.hu",
    "shop.example.com:8080?x=1": "example.com",
    "münchen.de": "xn--mnchen-3ya.de",
    "xn--mnchen-3ya.de": "xn--mnchen-3ya.de",
    "straße.de": "xn--strae-oqa.de",
    "пример.рф": "xn--e1afmkfd.xn--p1ai",
    "ｆｕｌｌ．com": "full.com",
    "a\u00addb.com": "adb.com",
    "foo\u200b.com": "foo.com",
    "acme.test": "acme.test",
    "mine.github.io": "mine.github.io",
    " http://freestar.com ": "freestar.com",
}


@pytest.mark.parametrize("given", list(CANONICAL))
def test_a_domain_has_one_written_form(given: str) -> None:
    assert domain_canonical(given) == CANONICAL[given]


@pytest.mark.parametrize(
    "given", ["", "localhost", "1.2.3.4", "co.uk", "fo\u202eo.com", "http://", "two words", "a..b"]
)
def test_what_names_no_company_is_refused(given: str) -> None:
    with pytest.raises(DomainRefused):
        domain_canonical(given)


@pytest.mark.parametrize(
    ("name", "key"),
    [("ACME Corp.", "acme"), ("Acme Corporation", "acme"), ("The HCI Group", "hci"), ("ООО «Ромашка»", "ромашка"),
     ("Foo Sp. z o.o.", "foo"), ("Bar S.A.", "bar"), ("Árvíz Kft.", "arviz"),
     ("Barnes & Noble, Inc", "barnes and noble"), ("Group", "group"), ("O'Reilly Media", "oreilly media")],
)  # fmt: skip
def test_a_name_is_compared_without_form_case_and_accents(name: str, key: str) -> None:
    assert name_key(name) == key


def test_names_are_compatible_when_one_begins_the_other() -> None:
    assert names_compatible("acme", "acme")
    assert names_compatible("acme cloud", "acme")
    assert not names_compatible("acme", "acmeville")
    assert not names_compatible("", "acme")
