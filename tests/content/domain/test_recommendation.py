"""What to show next, and why."""

from __future__ import annotations

from datetime import date

from content.domain.recommendation import Candidate, Placing, Viewer, recommend

TODAY = date(2026, 6, 30)
CFO = Viewer(persona_id=1, stage_id=3, segment_ids=frozenset({7}), product_ids=frozenset({5}), language="de")


def asset(number: int, *placings: Placing, **given) -> Candidate:
    facts = {"title": f"Asset {number}", "status": "approved", "expires_on": None, "language": "en", "effort": "low"}
    return Candidate(asset_id=number, placings=placings, **(facts | given))


def shown(*candidates: Candidate, viewer: Viewer = CFO) -> list[int]:
    return [r.asset_id for r in recommend(candidates=candidates, viewer=viewer, on=TODAY)]


def test_the_best_fit_comes_first_with_its_reasons():
    exact = asset(1, Placing(persona_id=1, stage_id=3, segment_id=7, product_id=5))
    loose = asset(2, Placing(persona_id=1))

    first, second = recommend(candidates=[loose, exact], viewer=CFO, on=TODAY)

    assert (first.asset_id, first.points, first.reasons) == (1, 116, ("persona", "stage", "segment", "product"))
    assert (second.asset_id, second.points, second.reasons) == (2, 61, ("persona",))


def test_drafts_and_expired_assets_are_never_shown():
    draft = asset(1, Placing(), status="draft")
    expired = asset(2, Placing(), expires_on=date(2026, 6, 29))
    last_day = asset(3, Placing(), expires_on=TODAY)

    assert shown(draft, expired, last_day) == [3]


def test_what_this_person_saw_is_not_shown_again():
    seen = Viewer(1, 3, frozenset(), frozenset(), None, shown=frozenset({1}))

    assert shown(asset(1, Placing()), asset(2, Placing()), viewer=seen) == [2]


def test_a_placing_elsewhere_leaves_the_asset_out():
    assert shown(asset(1, Placing(persona_id=2)), asset(2, Placing(stage_id=1)), asset(3)) == []


def test_the_persons_language_lifts_an_asset():
    assert shown(asset(1, Placing(persona_id=1)), asset(2, Placing(persona_id=1), language="de-AT")) == [2, 1]


def test_ties_go_by_title_then_id():
    assert shown(asset(3, Placing(), title="B"), asset(2, Placing(), title="A"), asset(1, Placing(), title="B")) == [
        2,
        1,
        3,
    ]


def test_an_unknown_stage_keeps_nothing_out():
    nobody_knows = Viewer(1, None, frozenset(), frozenset(), None)

    assert shown(asset(1, Placing(persona_id=1, stage_id=3)), viewer=nobody_knows) == [1]
