"""Languages by name, in the language of the reader."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django import template

from common.formats import reader_locale

register = template.Library()


@register.filter
def language_name(code: str) -> str:
    """This function will name the language of a tag: hu becomes Hungarian. A tag that nobody knows stays as it is."""
    try:
        return Locale.parse(code, sep="-").get_display_name(reader_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code
