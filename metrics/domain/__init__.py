"""Unit economics as functions of values: no clock, no database, no framework."""
