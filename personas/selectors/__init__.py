"""Reads of the buying committee's room."""
