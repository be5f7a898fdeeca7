from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.icp_parse import version_parse
from accounts.selectors import icp_preview as module
from accounts.selectors.icp_crossings import NAMED, Crossing
from accounts.selectors.icp_preview import icp_preview
from accounts.selectors.score_lines import ScoreLine
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import GAMBLING, INDUSTRY, NOW, SIZE, new_account, profile_with

pytestmark = pytest.mark.django_db


def test_a_preview_tells_who_would_reach_a_line_and_who_would_fall_under_one(
    as_acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (ScoreLine("One", 90_000, 80_000), ScoreLine("Two", 50_000, 30_000))
    monkeypatch.setattr(module, "score_lines", lambda profile_id: lines)
    profile = profile_with([INDUSTRY, SIZE])
    rises = new_account(name="Rising", employees=500, industry="retail")  # 76 → 100
    falls = new_account(name="Falling", employees=100, industry="software")  # 60 → 0
    out = new_account(name="Out", employees=500, industry="gambling")  # 40 → 100, and excluded
    fit_refresh(keys=[rises.pk, falls.pk, out.pk], now=NOW)

    shown = icp_preview(profile.pk, version_parse([SIZE, GAMBLING]), now=NOW)

    def told(found: Crossing) -> tuple[Any, ...]:
        return found.line.name, found.up, [n for _, n in found.risen], found.down, [n for _, n in found.fallen]

    assert [told(one) for one in shown.crossings] == [
        ("One", 1, ["Rising"], 0, []),
        ("Two", 0, [], 2, ["Falling", "Out"]),
    ]


def test_only_the_first_few_are_told_by_name(as_acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "score_lines", lambda profile_id: (ScoreLine("One", 90_000, 80_000),))
    profile = profile_with([INDUSTRY])
    keys = [new_account(name=f"Retailer {place}", industry="retail", employees=500).pk for place in range(NAMED + 2)]
    fit_refresh(keys=keys, now=NOW)

    found = icp_preview(profile.pk, version_parse([SIZE]), now=NOW).crossings[0]

    assert (found.up, len(found.risen), found.down) == (NAMED + 2, NAMED, 0)
