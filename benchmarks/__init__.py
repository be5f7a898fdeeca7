"""One file per claim of speed; see README.md beside it."""
