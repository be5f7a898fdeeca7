"""Periodic work as named slots: the same moment gives every scheduler the same name, so a slot fires once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Protocol


class Schedule(Protocol):
    """Something that names the newest slot that has begun."""

    def slot(self, now: datetime, zone: tzinfo) -> str:
        """Return the name of the newest slot begun at ``now``."""
        ...


@dataclass(frozen=True)
class Every:
    """Slots of equal length, counted from 1970 in UTC: the same for every tenant."""

    length: timedelta

    def slot(self, now: datetime, zone: tzinfo) -> str:
        """Return the slot's beginning in UTC."""
        seconds = int(self.length.total_seconds())
        begin = int(now.timestamp()) // seconds * seconds
        return datetime.fromtimestamp(begin, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class DailyAt:
    """Once on every calendar day of the tenant, from a local time on.

    The name is the local date, so the hour that summer time skips or repeats neither loses nor doubles a day.
    """

    at: time

    def slot(self, now: datetime, zone: tzinfo) -> str:
        """Return the local date whose turn has begun."""
        today = now.astimezone(zone).date()
        begin = datetime.combine(today, self.at, tzinfo=zone)  # of an hour that comes twice: the first
        has_begun = now.astimezone(UTC) >= begin.astimezone(UTC)
        return (today if has_begun else today - timedelta(days=1)).isoformat()


@dataclass(frozen=True)
class Periodic:
    """A job kind that every tenant runs on a schedule."""

    kind: str
    schedule: Schedule
