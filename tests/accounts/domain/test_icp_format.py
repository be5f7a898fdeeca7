from __future__ import annotations

import pytest

from accounts.domain.icp_format import rule_json
from accounts.domain.icp_rules import Axis, Flag, Has, KnockOut, OneOf, Range, Recency, Rule, Table


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        (OneOf((("a", 1), ("b", 0)), 5), {"kind": "one_of", "shares": {"a": 1, "b": 0}, "other": 5}),
        (Range(((1, 2), (3, 4))), {"kind": "range", "points": [[1, 2], [3, 4]]}),
        (Has("all", ("a",), 9, 1), {"kind": "has", "mode": "all", "values": ["a"], "share": 9, "other": 1}),
        (Recency("linear", 30), {"kind": "recency", "decay": "linear", "days": 30}),
        (
            Recency("half_life", 1, (1000, 500)),
            {"kind": "recency", "decay": "half_life", "days": 1, "table": [1000, 500]},
        ),
        (Flag(1, 2), {"kind": "flag", "when_true": 1, "when_false": 2}),
        (
            Table((Axis("employees", (5,)),), (1, 2, 3)),
            {"kind": "table", "axes": [{"fact": "employees", "edges": [5]}], "shares": [1, 2, 3]},
        ),
        (
            Table((Axis("custom.Modules", (), (("CRM", "ERP"),), is_list=True),), (1, 2, 3)),
            {
                "kind": "table",
                "axes": [{"fact": "custom.Modules", "list": True, "categories": [["CRM", "ERP"]]}],
                "shares": [1, 2, 3],
            },
        ),
        (
            KnockOut("below", bound=5, reason="small"),
            {"kind": "knock_out", "op": "below", "reason": "small", "bound": 5},
        ),
        (KnockOut("is_true"), {"kind": "knock_out", "op": "is_true", "reason": ""}),
    ],
)
def test_each_rule_is_written_as_it_is_read(rule: Rule, written: dict[str, object]) -> None:
    assert rule_json(rule) == written
