"""Writes of the engagement room."""

from __future__ import annotations

from engagement.services.next_steps import next_step_done
from engagement.services.rules import engagement_rules_publish, starter_engagement_rules_create
from engagement.services.sessions import (
    SessionDetails,
    StepGiven,
    session_cancel,
    session_delete,
    session_plan,
    session_update,
)
from engagement.services.sessions_log import ObjectionGiven, SessionResult, StepShown, session_log
from engagement.services.touches import TouchGiven, touch_delete, touch_log, touch_upsert

__all__ = [
    "ObjectionGiven",
    "SessionDetails",
    "SessionResult",
    "StepGiven",
    "StepShown",
    "TouchGiven",
    "engagement_rules_publish",
    "next_step_done",
    "session_cancel",
    "session_delete",
    "session_log",
    "session_plan",
    "session_update",
    "starter_engagement_rules_create",
    "touch_delete",
    "touch_log",
    "touch_upsert",
]
