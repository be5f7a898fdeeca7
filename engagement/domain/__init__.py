"""Rules of working an account, as functions of values."""
