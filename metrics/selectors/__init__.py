"""Reads of the metrics: rows of each kind, their sums, and the numbers made of them."""
