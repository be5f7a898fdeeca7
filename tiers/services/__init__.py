"""Writes of target lists."""

from tiers.services.policy import starter_policy_create

__all__ = ["starter_policy_create"]
