"""Moments that every reader can be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from common.moments import fits_every_zone

EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


@pytest.mark.parametrize(
    ("moment", "fits"),
    [
        (datetime(2, 1, 1, tzinfo=UTC), True),
        (datetime(9998, 12, 31, 23, 59, tzinfo=UTC), True),
        (datetime(1, 12, 31, 23, 59, tzinfo=UTC), False),
        (datetime(9999, 1, 1, tzinfo=UTC), False),
        (datetime(1, 1, 1, tzinfo=EAST), False),
        (datetime(9999, 12, 31, 23, 59, tzinfo=WEST), False),
    ],
)
def test_the_first_and_the_last_year_are_left_out(moment: datetime, fits: bool) -> None:
    assert fits_every_zone(moment) is fits


def test_what_fits_can_be_told_in_the_farthest_zones() -> None:
    for moment in (datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, 23, 59, tzinfo=UTC)):
        assert [moment.astimezone(zone).tzinfo for zone in (EAST, WEST)] == [EAST, WEST]
