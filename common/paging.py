"""Pages of a long list, without counting what nobody reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.formats import number_text

T = TypeVar("T")

PAGE_SIZE = 50
COUNT_CAP = 10_000
LAST_PAGE = 1_000_000  # beyond it a page number is somebody's mistake, not a wish


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list. ``total`` counts up to ``cap``; ``is_capped`` says that there are more than that."""

    rows: Sequence[T]
    number: int
    size: int
    total: int
    is_capped: bool
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before this one."""
        return self.number > 1

    @property
    def next_number(self) -> int:
        """The number of the page after this one."""
        return self.number + 1

    @property
    def previous_number(self) -> int:
        """The number of the page before this one."""
        return self.number - 1

    @property
    def total_label(self) -> str:
        """The count as text: «85», or «10,000+» when counting stopped there."""
        return number_text(self.total) + ("+" if self.is_capped else "")

    @property
    def range_label(self) -> str:
        """Which rows these are, for the reader and for a status region."""
        if not self.rows:
            return _("No rows")
        first = (self.number - 1) * self.size + 1
        last = first + len(self.rows) - 1
        if first == 1 and not self.has_next:
            return ngettext("%(n)s row", "%(n)s rows", last) % {"n": number_text(last)}
        return _("%(first)s–%(last)s of %(total)s") % {
            "first": number_text(first),
            "last": number_text(last),
            "total": self.total_label,
        }


def page_number(raw: str | int | None) -> int:
    """This function will read a page number from an address; anything that is none means the first page."""
    text = str(raw or "")
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) <= 7 else 1


def page_of(
    rows: QuerySet[Any, T] | Sequence[T], *, number: str | int | None, size: int = PAGE_SIZE, cap: int = COUNT_CAP
) -> Page[T]:
    """This function will cut one page out of an ordered query or a list.

    Two queries: the rows (one more than shown, to know whether a next page exists) and a count that stops at ``cap``.
    A page past the end is empty, with a way back.
    """
    at = page_number(number)
    start = (at - 1) * size
    window = list(rows[start : start + size + 1])
    shown = window[:size]
    has_next = len(window) > size
    if not has_next and (shown or at == 1):
        known = start + len(shown)
        return Page(shown, at, size, min(known, cap), known > cap, False)
    counted = len(rows[: cap + 1]) if not isinstance(rows, QuerySet) else rows.order_by()[: cap + 1].count()
    return Page(shown, at, size, min(counted, cap), counted > cap, has_next)
