"""Kinds of touch have labels; those of other systems are shown as they came."""

from __future__ import annotations

from engagement.domain.kinds import TOUCH_KINDS, kind_icon, kind_label


def test_known_kinds_have_labels_and_strange_ones_are_readable():
    assert [kind_label(kind) for kind in ("email", "call", "site_visit")] == ["E-mail", "Call", "site visit"]
    assert kind_icon("site_visit") == "message"
    assert all(len(kind) <= 30 for kind in TOUCH_KINDS)
