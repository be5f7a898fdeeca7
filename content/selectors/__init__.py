"""Reads of the content room."""
