"""Kinds of asset."""

from __future__ import annotations

from content.domain.kinds import EFFORTS, AssetKind, usual_effort


def test_every_kind_has_a_usual_effort():
    assert {usual_effort(kind) for kind in AssetKind} == set(EFFORTS)
    assert usual_effort(AssetKind.TRIAL) == "high"
    assert usual_effort(AssetKind.WEBINAR) == "medium"
    assert usual_effort(AssetKind.EMAIL) == "low"
