"""Rules of the outbox: when to try again, which ranges cover which, which slot a moment belongs to."""
