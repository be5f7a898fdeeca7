"""When a failed piece of work is tried again."""

from __future__ import annotations

BATCH_TRIES = 3  # a batch that failed so often is tried key by key, so that one bad key cannot hold the others
MOST_TRIES = 8  # then it is dead: visible, and retried only by a person
CEILING_SECONDS = 3600.0


def retry_delay(attempts: int, *, base_seconds: float, jitter: float) -> float:
    """This function will return the seconds to wait after the given number of failures.

    ``min(base × 2^attempts, 1 h)``, lengthened by up to a tenth: ``jitter`` is between 0 and 1, drawn by the caller,
    and spreads out work that failed together.
    """
    delay = min(base_seconds * 2.0 ** min(attempts, 30), CEILING_SECONDS)
    return delay * (1 + 0.1 * jitter)


def is_spent(attempts: int) -> bool:
    """This function will tell whether no try is left after this many."""
    return attempts >= MOST_TRIES
