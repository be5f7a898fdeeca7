"""Coverage, gaps, the removal test and the single thread."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from personas.domain.committee import Member, TemplateRow, committee_read

TODAY = date(2026, 6, 30)
CMO, SALES, FINANCE = 1, 2, 3
TEMPLATE = [
    TemplateRow(key=1, persona_id=CMO, role="decision_maker", need=1, weight=3),
    TemplateRow(key=2, persona_id=SALES, role="champion", need=2, weight=2),
    TemplateRow(key=3, persona_id=FINANCE, role="budget_holder", need=1, weight=1),
]


def read(*members: Member, stale_days: int | None = None, template=TEMPLATE):
    return committee_read(members=members, template=template, on=TODAY, stale_days=stale_days)


def test_coverage_is_the_weighted_share_of_filled_needs():
    committee = read(Member(10, CMO, "decision_maker"), Member(11, SALES, "champion"))

    assert committee.coverage_bp == 6667  # (3x1 + 2x1/2 + 1x0) / 6
    assert [(gap.row.key, gap.missing) for gap in committee.gaps] == [(2, 1), (3, 1)]


def test_two_thirds_are_6667_basis_points():
    template = [TemplateRow(key=k, persona_id=k, role="influencer", need=1, weight=1) for k in (1, 2, 3)]

    assert read(Member(10, 1, ""), Member(11, 2, ""), template=template).coverage_bp == 6667


def test_without_a_template_coverage_is_unknown_with_a_reason():
    committee = read(Member(10, CMO, "champion"), template=[])

    assert (committee.coverage_bp, committee.reason, committee.unplaced) == (None, "no_template", (10,))


def test_people_who_left_fill_nothing():
    assert read(Member(10, CMO, "decision_maker", is_active=False)).coverage_bp == 0


def test_a_person_not_contacted_lately_is_cold_and_does_not_count():
    warm = Member(10, CMO, "decision_maker", last_contacted_on=date(2026, 4, 1))
    cold = Member(11, FINANCE, "budget_holder", last_contacted_on=date(2026, 3, 31))

    committee = read(warm, cold, stale_days=90)

    assert committee.coverage_bp == 5000
    assert [chair.cold for chair in committee.chairs if chair.row.key == 3] == [(11,)]


def test_removing_the_only_budget_holder_gives_the_forecast_coverage():
    people = [Member(10, CMO, "decision_maker"), Member(11, FINANCE, "budget_holder"), Member(12, SALES, "champion")]
    forecast = next(r for r in read(*people).removals if r.contact_id == 11)

    assert forecast.coverage_bp == read(people[0], people[2]).coverage_bp == 6667
    assert forecast.loss_bp == 1666


def test_the_weakest_point_is_the_person_whose_departure_costs_most():
    weakest = read(Member(10, CMO, ""), Member(11, SALES, ""), Member(12, SALES, "")).weakest

    assert weakest is not None
    assert (weakest.contact_id, weakest.loss_bp) == (10, 5000)


def test_a_role_fills_a_chair_when_the_persona_is_not_on_the_template():
    assert read(Member(10, None, "budget_holder")).coverage_bp == 1667


def test_one_person_sits_on_one_chair():
    assert read(Member(10, CMO, "budget_holder")).coverage_bp == 5000


def test_blockers_are_known_by_role_or_stance():
    assert read(Member(10, CMO, "blocker"), Member(11, SALES, "champion", stance="blocker")).blockers == (10, 11)


def test_one_living_contact_is_a_single_thread_and_none_is_not():
    assert read(Member(10, CMO, "champion")).is_single_threaded
    assert not read().is_single_threaded
    assert not read(Member(10, CMO, ""), Member(11, None, "")).is_single_threaded


members = st.lists(
    st.builds(
        Member,
        contact_id=st.integers(1, 50),
        persona_id=st.sampled_from([CMO, SALES, FINANCE, None, 7]),
        role=st.sampled_from(["champion", "budget_holder", "decision_maker", ""]),
        is_active=st.booleans(),
    ),
    unique_by=lambda m: m.contact_id,
    max_size=8,
)


@given(members)
def test_every_removal_forecast_is_what_coverage_becomes(people):
    committee = read(*people)

    assert committee.coverage_bp is not None and 0 <= committee.coverage_bp <= 10_000
    for removal in committee.removals:
        rest = [person for person in people if person.contact_id != removal.contact_id]
        assert removal.coverage_bp == read(*rest).coverage_bp
