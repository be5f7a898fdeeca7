"""Which moments can be told in every time zone."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime


def fits_every_zone(moment: datetime) -> bool:
    """This function will say whether an aware moment has a year wherever somebody reads it.

    The first and the last year that Python knows are left out: hours from their ends there is none.
    """
    try:
        return 1 < moment.astimezone(UTC).year < MAXYEAR
    except OverflowError:
        return False
