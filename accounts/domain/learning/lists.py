"""Lists as learning reads them: a column for each value that is in enough of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from accounts.domain.icp_facts import FactKind, fold, spellings
from accounts.domain.learning.frame import EMPTY, HAS, HAS_NOT, UNDATED, Column

MOST_VALUES = 30  # of a list, the most frequent ones
LEAST_ROWS, LEAST_SHARE = 10, 0.01  # deals that have a value, and their share of those whose list is known


def list_columns(fact: str, given: Sequence[Iterable[str] | None]) -> list[Column]:
    """This function will make a column for each frequent value of a list; its key is ``fact: value``.

    Spellings that a rule would not tell apart are one value, told as it is most often written. A value that every
    known list has says nothing and is left out.
    """
    rows = [None if one is None else frozenset(value for value in one if value) for one in given]
    known = sum(one is not None for one in rows)
    written = Counter(value for one in rows if one for value in one)
    canon = _canon(written)
    told = [None if one is None else {canon[value] for value in one} for one in rows]
    counts = Counter(value for one in told if one for value in one)
    least = max(LEAST_ROWS, LEAST_SHARE * known)
    named = sorted((value for value, n in counts.items() if least <= n < known), key=lambda v: (-counts[v], v))
    return [_column(fact, value, told) for value in named[:MOST_VALUES]]


def _canon(written: Counter[str]) -> dict[str, str]:
    """The most frequent spelling of each value."""
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for value, _count in sorted(written.items(), key=lambda pair: (-pair[1], pair[0])):
        forms = (fold(value), *sorted(spellings(value)))
        best = next((first[form] for form in forms if form in first), value)
        for form in forms:
            first.setdefault(form, best)
        found[value] = best
    return found


def _column(fact: str, value: str, rows: Sequence[set[str] | None]) -> Column:
    codes = [UNDATED if one is None else HAS if value in one else HAS_NOT if one else EMPTY for one in rows]
    return Column(f"{fact}: {value}", FactKind.SET, (value, "", ""), np.array(codes, dtype=np.int64), fact)
