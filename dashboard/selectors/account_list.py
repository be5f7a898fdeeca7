"""The account list: one page, or all of it, from its address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.selectors.icp import primary_profile_id
from common.keyset import Phase, key_page
from common.paging import COUNT_CAP
from dashboard.selectors.account_filter import (
    NONE,
    SEARCHED,
    AccountFilter,
    account_count,
    account_phases,
    search_ids,
    tierless_ids,
)
from dashboard.selectors.account_rows import AccountRow, account_rows, account_rows_all

PAGE_SIZE = 25


@dataclass(frozen=True)
class AccountPage:
    """Some lines, the cursors of the pages beside them (empty: none) and how many lines there are up to a cap."""

    rows: Sequence[AccountRow]
    before: str
    after: str
    total: int
    is_capped: bool


def account_page(
    wanted: AccountFilter, *, sort: str, currency: str, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> AccountPage:
    """This function will return one page of the account list: as many queries whatever its size and depth.

    A search that reached its limit looked at part of what it found, so its total says that there are more.
    """
    profile_id, found = primary_profile_id(), _found(wanted)
    phases = account_phases(wanted, sort=sort, profile_id=profile_id, found=found)
    page = key_page(phases, size=size, after=after, before=before)
    if not page.before and not page.after:
        total = len(page.keys)
    else:
        total = account_count(wanted, profile_id=profile_id, found=found, cap=COUNT_CAP)
    rows = account_rows(page.keys, profile_id=profile_id, currency=currency)
    is_capped = total > COUNT_CAP or bool(wanted.q and found and len(found) >= SEARCHED)
    return AccountPage(rows, page.before, page.after, min(total, COUNT_CAP), is_capped)


def account_all(wanted: AccountFilter, *, sort: str, currency: str) -> Iterator[AccountRow]:
    """This function will yield every line of the list, for a file."""
    yield from account_rows_all(list_phases(wanted, sort=sort), profile_id=primary_profile_id(), currency=currency)


def list_phases(wanted: AccountFilter, *, sort: str) -> list[Phase]:
    """This function will return the phases of a list, for whoever reads all of it: a search too is looked up whole."""
    found = search_ids(wanted.q, most=None) if wanted.q else _found(wanted)
    return account_phases(wanted, sort=sort, profile_id=primary_profile_id(), found=found)


def _found(wanted: AccountFilter) -> list[int] | None:
    """The ids that the list chooses from, where they are few and best found together: a search's, those in no tier."""
    if wanted.q:
        return search_ids(wanted.q)
    return tierless_ids() if wanted.tier == NONE else None
