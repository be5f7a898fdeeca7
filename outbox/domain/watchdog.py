"""When a worker that lives but takes nothing must be ended, so that its supervisor starts it afresh."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """What the watchdog sees in one look."""

    at: float  # seconds on a clock that never goes back
    received: int  # tasks this worker has taken since it started
    active: int  # tasks it is running now
    overdue: float  # seconds the oldest due work of anybody has waited
    broker_answers: bool


class Watchdog:
    """Judges looks: wedged is a worker that for ``limit`` seconds ran nothing and took nothing, though work was
    overdue.
    """

    def __init__(self, *, limit: float) -> None:
        self.limit = limit
        self._received = -1
        self._since: float | None = None

    def is_wedged(self, look: Look) -> bool:
        """This function will take a look and tell whether the worker must be ended."""
        took_something = look.received != self._received or look.active > 0
        self._received = look.received
        if took_something or look.overdue < self.limit or not look.broker_answers:
            self._since = None
            return False
        if self._since is None:
            self._since = look.at
        return look.at - self._since >= self.limit
