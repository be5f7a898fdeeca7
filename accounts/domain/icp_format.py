"""Profiles to JSON: the exact inverse of ``icp_parse``."""

from __future__ import annotations

from typing import Any

from accounts.domain.icp_rules import Axis, Criterion, Flag, Has, KnockOut, OneOf, Range, Recency, Rule, Table


def criterion_json(criterion: Criterion) -> dict[str, Any]:
    """This function will write a criterion as the JSON that ``criterion_parse`` reads."""
    return {
        "key": criterion.key,
        "label": criterion.label,
        "group": criterion.group,
        "fact": criterion.fact,
        "weight": criterion.weight,
        "rule": rule_json(criterion.rule),
    }


def rule_json(rule: Rule) -> dict[str, Any]:
    """This function will write a rule as JSON; a half-life carries its table, as it was at publishing."""
    return {"kind": rule.kind, **_body(rule)}


def _body(rule: Rule) -> dict[str, Any]:
    match rule:
        case OneOf():
            return {"shares": dict(rule.shares), "other": rule.other}
        case Range():
            return {"points": [list(point) for point in rule.points]}
        case Has():
            return {"mode": rule.mode, "values": list(rule.values), "share": rule.share, "other": rule.other}
        case Recency():
            table = {"table": list(rule.table)} if rule.table else {}
            return {"decay": rule.decay, "days": rule.days, **table}
        case Flag():
            return {"when_true": rule.when_true, "when_false": rule.when_false}
        case Table():
            return {"axes": [_axis(axis) for axis in rule.axes], "shares": list(rule.shares)}
    return _knock_out(rule)


def _axis(axis: Axis) -> dict[str, Any]:
    if axis.categories:
        listed = {"list": True} if axis.is_list else {}
        return {"fact": axis.fact, **listed, "categories": [list(group) for group in axis.categories]}
    return {"fact": axis.fact, "edges": list(axis.edges)}


def _knock_out(rule: KnockOut) -> dict[str, Any]:
    body: dict[str, Any] = {"op": rule.op, "reason": rule.reason}
    if rule.values:
        body["values"] = list(rule.values)
    elif rule.op in ("below", "above", "within_days"):
        body["bound"] = rule.bound
    return body
