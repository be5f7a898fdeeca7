from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from outbox.domain.ranges import covers, ranges_merged

RANGES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)


def _keys(ranges):
    return {key for lower, upper in ranges for key in range(lower, upper)}


@given(RANGES)
def test_merging_keeps_the_keys_and_leaves_gaps_between_ranges(ranges):
    merged = ranges_merged(ranges)

    assert _keys(merged) == _keys(ranges)
    assert all(left[1] < right[0] for left, right in itertools.pairwise(merged))


@given(RANGES, RANGES)
def test_covering_means_every_key_is_there(outer, inner):
    assert covers(outer, inner) == (_keys(inner) <= _keys(outer))
