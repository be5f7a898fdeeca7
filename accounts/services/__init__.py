"""Writes of companies, people, deals, signals and scores."""
