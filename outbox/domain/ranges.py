"""Half-open key ranges ``[lower, upper)``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Range = tuple[int, int]


def ranges_merged(ranges: Iterable[Range]) -> list[Range]:
    """This function will return the same keys as the fewest ranges, in order; empty ranges vanish."""
    merged: list[Range] = []
    for lower, upper in sorted(given for given in ranges if given[0] < given[1]):
        if merged and lower <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], upper))
        else:
            merged.append((lower, upper))
    return merged


def covers(outer: Sequence[Range], inner: Sequence[Range]) -> bool:
    """This function will tell whether every key of ``inner`` is also in ``outer``."""
    wide = ranges_merged(outer)
    return all(any(low <= lower and upper <= high for low, high in wide) for lower, upper in ranges_merged(inner))
