from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from outbox.domain.schedule import DailyAt, Every

BERLIN = ZoneInfo("Europe/Berlin")


def test_every_names_the_slot_by_its_beginning():
    now = datetime(2026, 11, 22, 9, 17, 59, tzinfo=UTC)

    assert Every(timedelta(minutes=15)).slot(now, BERLIN) == "2026-11-22T09:15:00Z"


def test_a_day_begins_at_the_local_time():
    schedule = DailyAt(time(2, 30))

    assert schedule.slot(datetime(2026, 11, 22, 1, 29, tzinfo=UTC), BERLIN) == "2026-11-21"
    assert schedule.slot(datetime(2026, 11, 22, 1, 30, tzinfo=UTC), BERLIN) == "2026-11-22"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_a_year_of_minutes_names_every_local_day_once_and_in_order(zone):
    schedule, moment = DailyAt(time(2, 15)), datetime(2026, 1, 1, tzinfo=UTC)
    seen: list[str] = []

    while moment.year == 2026:
        slot = schedule.slot(moment, ZoneInfo(zone))
        if not seen or seen[-1] != slot:
            seen.append(slot)
        moment += timedelta(minutes=15)

    assert seen == sorted(set(seen))
    assert len(seen) in (365, 366)
