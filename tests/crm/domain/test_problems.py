"""Faults say what, where and why."""

from __future__ import annotations

from crm.domain.problems import refuse


def test_a_refusal_reads_as_a_sentence_with_its_place() -> None:
    refusal = refuse("too_few", 3, "2", found=1, expected=2)
    assert str(refusal) == "line 3, column 2: The row has 1 values but the header has 2."
    assert refusal.problem.code == "too_few"
