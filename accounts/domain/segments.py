"""The rule of a segment: every part given must hold. An unknown fact never holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

LISTS = ("industry", "country", "lifecycle", "technologies")
RANGES = ("employees", "annual_revenue")


class SegmentRuleInvalid(ValueError):
    """A rule that says nothing or nothing usable; the message names the part."""


@dataclass(frozen=True)
class Bounds:
    """An inclusive range of whole numbers; None is open."""

    min: int | None = None
    max: int | None = None

    def holds(self, value: int | None) -> bool:
        """Return whether a known value lies inside."""
        if value is None:
            return False
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


@dataclass(frozen=True)
class SegmentRule:
    """Lists: any of them. ``technologies``: uses any of them. ``annual_revenue``: whole units of its own currency."""

    industry: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    lifecycle: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    employees: Bounds = Bounds()
    annual_revenue: Bounds = Bounds()

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Return whether an account with these facts belongs to the segment."""
        listed = all(not getattr(self, key) or facts.get(key) in getattr(self, key) for key in LISTS[:3])
        used = not self.technologies or bool(set(self.technologies) & set(facts.get("technologies") or ()))
        bounded = all(getattr(self, key) == Bounds() or getattr(self, key).holds(facts.get(key)) for key in RANGES)
        return listed and used and bounded


def _texts(key: str, given: object) -> tuple[str, ...]:
    values = [given] if isinstance(given, str) else given
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise SegmentRuleInvalid(f"{key}: give a list of texts")
    return tuple(dict.fromkeys(values))


def _bounds(key: str, given: object) -> Bounds:
    if not isinstance(given, dict) or set(given) - {"min", "max"}:
        raise SegmentRuleInvalid(f'{key}: give {{"min": …, "max": …}}')
    for value in given.values():
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53):
            raise SegmentRuleInvalid(f"{key}: bounds are whole numbers from 0")
    low, high = given.get("min"), given.get("max")
    if low is not None and high is not None and low > high:
        raise SegmentRuleInvalid(f"{key}: the lower bound is above the upper one")
    return Bounds(low, high)


def segment_rule_parse(given: object) -> SegmentRule:
    """This function will read a rule from JSON.

    :raises SegmentRuleInvalid: for an unknown part, an unusable value, or a rule without any part.
    """
    if not isinstance(given, dict):
        raise SegmentRuleInvalid("a rule is an object")
    known = {field.name for field in fields(SegmentRule)}
    unknown = sorted(set(given) - known)
    if unknown:
        raise SegmentRuleInvalid(f"{unknown[0]}: unknown; use {', '.join(sorted(known))}")
    parts: dict[str, Any] = {key: _texts(key, given[key]) for key in LISTS if given.get(key)}
    parts |= {key: _bounds(key, given[key]) for key in RANGES if given.get(key)}
    rule = SegmentRule(**parts)
    if rule == SegmentRule():
        raise SegmentRuleInvalid("a rule needs at least one part; without one, choose the accounts by hand")
    return rule


def segment_rule_json(rule: SegmentRule) -> dict[str, Any]:
    """This function will write a rule down as ``segment_rule_parse`` reads it."""
    found: dict[str, Any] = {key: list(getattr(rule, key)) for key in LISTS if getattr(rule, key)}
    for key in RANGES:
        bounds: Bounds = getattr(rule, key)
        if bounds != Bounds():
            found[key] = {
                name: value for name, value in (("min", bounds.min), ("max", bounds.max)) if value is not None
            }
    return found
