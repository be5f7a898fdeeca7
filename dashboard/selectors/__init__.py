"""Reads that compose several rooms into one page."""
