"""Reads of the engagement room."""

from __future__ import annotations

from engagement.selectors.next_steps import NextStep, next_steps_due, sessions_between
from engagement.selectors.timeline import TimelineItem, TimelinePage, timeline

__all__ = ["NextStep", "TimelineItem", "TimelinePage", "next_steps_due", "sessions_between", "timeline"]
