"""Learning a profile from closed deals: numbers in, an ordinary profile's tables out. The method: docs/learning.md."""
