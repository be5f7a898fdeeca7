from __future__ import annotations

import pytest

from outbox.domain.backoff import is_spent, retry_delay


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 30.0), (2, 60.0), (7, 1920.0), (8, 3600.0), (500, 3600.0)])
def test_the_wait_doubles_up_to_an_hour(attempts, seconds):
    assert retry_delay(attempts, base_seconds=15, jitter=0) == seconds


def test_jitter_lengthens_by_at_most_a_tenth():
    assert retry_delay(1, base_seconds=15, jitter=1.0) == pytest.approx(33.0)


def test_the_eighth_failure_is_the_last():
    assert [is_spent(attempts) for attempts in (7, 8, 9)] == [False, True, True]
