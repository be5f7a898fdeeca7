from __future__ import annotations

import pytest

from accounts.selectors import score_lines as module
from accounts.selectors.score_lines import ScoreLine, score_lines, score_lines_from


def test_every_source_is_asked_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SOURCES", [])
    first, second = ScoreLine("One", 70_000, 60_000), ScoreLine("Two", 50_000, 40_000)

    @score_lines_from
    def lines(profile_id: int) -> list[ScoreLine]:
        return [first] if profile_id == 1 else []

    score_lines_from(lines)
    score_lines_from(lambda profile_id: [second])

    assert score_lines(1) == (first, second)
    assert score_lines(2) == (second,)
