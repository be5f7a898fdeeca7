"""Languages by name."""

from __future__ import annotations

from django.utils import translation

from common.templatetags.languages import language_name


def test_a_language_is_named_in_the_readers_and_an_unknown_tag_stays():
    with translation.override("en"):
        assert [language_name(tag) for tag in ("hu", "pt-BR", "zz-zz-zz", "")] == [
            "Hungarian",
            "Portuguese (Brazil)",
            "zz-zz-zz",
            "",
        ]
    with translation.override("hu"):
        assert language_name("en") == "angol"
