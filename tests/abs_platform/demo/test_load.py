"""The demo goes whole into an empty workspace, through the services of every room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from abs_platform.demo.load import REPS, WorkspaceNotEmptyError, demo_load
from abs_platform.demo.load_plans import ANSWERS, CLUSTERS
from abs_platform.demo.world import World
from accounts.models import (
    Account,
    AccountMeasure,
    Contact,
    Contract,
    Deal,
    FitScore,
    FitScoreChange,
    IcpAnswer,
    LearnedReport,
    Signal,
)
from accounts.selectors.icp import (
    criterion_rows,
    draft_version,
    primary_profile,
    profile_get,
    published_version,
    win_profile,
)
from dashboard.selectors.first_run import first_run
from engagement.models import SalesSession, Touch
from metrics.domain.query import MetricQuery
from metrics.models import Spend, Target
from metrics.selectors.totals import metric_groups
from personas.models import CommitteeSeat
from tenancy.context import tenant_context
from tenancy.models import Tenant
from tiers.models import Tier, TierAssignment, TierCluster
from tiers.selectors.policy import policy_current
from tiers.services.policy import PolicySettings
from users.models import Membership, Role
from users.services import Actor, tenant_create

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
STORED = {
    "accounts": Account,
    "contacts": Contact,
    "deals": Deal,
    "contracts": Contract,
    "signals": Signal,
    "spend": Spend,
    "touches": Touch,
    "sessions": SalesSession,
}


class Demo(NamedTuple):
    tenant: Tenant
    world: World
    told: dict[str, int]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demo]:
    """One load for all of these tests, which only read; undone after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        tenant = tenant_create(
            slug="initech",
            name="Initech",
            owner_email="ann@initech.test",
            password="staple battery horse",
            now=NOON,
            actor=Actor.of_command("test"),
        )
        told: dict[str, int] = {}
        with tenant_context(tenant.pk):
            world = demo_load(tenant=tenant, accounts=25, seed=1, now=NOON, tell=told.__setitem__)
        yield Demo(tenant, world, told)
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: Demo) -> Iterator[Demo]:
    """The loaded workspace, with the test bound to it."""
    with tenant_context(loaded.tenant.pk):
        yield loaded


def test_the_workspace_holds_as_many_of_everything_as_the_world(demo):
    counts = {kind: model.objects.count() for kind, model in STORED.items()}

    assert counts == {kind: len(getattr(demo.world, kind)) for kind in STORED}
    assert counts["accounts"] == 25
    assert min(counts.values()) > 0


def test_each_step_tells_how_much_it_stored(demo):
    assert demo.told == {kind: model.objects.count() for kind, model in STORED.items() if kind != "spend"}


def test_the_accounts_are_shared_among_the_admin_and_three_reps(demo):
    roles = Counter(Membership.objects.filter(tenant=demo.tenant).values_list("role", flat=True))
    owned = Counter(Account.objects.values_list("owner_id", flat=True))

    assert roles == {Role.ADMIN: 1, Role.REP: len(REPS)}
    assert sorted(owned.values()) == [6, 6, 6, 7]
    assert None not in owned


def test_every_account_has_a_fit_score_and_a_history_that_begins_a_year_ago(demo):
    accounts = set(Account.objects.values_list("pk", flat=True))
    year_ago = NOON - timedelta(days=365)

    assert set(FitScore.objects.values_list("account_id", flat=True)) == accounts
    assert set(FitScoreChange.objects.filter(at=year_ago).values_list("account_id", flat=True)) == accounts
    assert FitScoreChange.objects.filter(at__gt=year_ago, at__lte=NOON).exists()


def test_every_account_stands_in_a_tier_and_no_tier_is_empty(demo):
    stays = TierAssignment.objects.filter(left_at=None)

    assert stays.count() == 25
    assert set(stays.values_list("tier_id", flat=True)) == set(Tier.objects.values_list("pk", flat=True))


def test_everybody_known_sits_on_a_committee_and_some_with_a_stance(demo):
    seats = CommitteeSeat.objects.filter(deal=None)

    assert set(seats.values_list("contact_id", flat=True)) == set(Contact.objects.values_list("pk", flat=True))
    assert 0 < seats.exclude(stance=None).count() < seats.count()


def test_the_departments_were_asked_and_a_draft_is_under_way(demo):
    profile = primary_profile()
    assert profile is not None
    draft = draft_version(profile)

    assert IcpAnswer.objects.filter(profile=profile).count() == len(ANSWERS)
    assert profile.reviews.count() == 1
    assert profile.review_on == date(2026, 7, 2)
    assert draft is not None and [row["fact"] for row in criterion_rows(draft.pk)][-1] == "technologies"


def test_closed_deals_were_learned_from_and_a_draft_of_it_waits(demo):
    profile = win_profile()
    assert profile is not None
    report = LearnedReport.objects.get(profile=profile)

    assert report.version_id == getattr(draft_version(profile), "pk", None)
    assert published_version(profile) is not None


def test_the_team_has_clusters_hours_and_targets(demo):
    policy = policy_current()
    settings = PolicySettings.of(policy.row)
    months = list(Target.objects.order_by("month").values_list("month", flat=True))

    assert TierCluster.objects.count() == len(CLUSTERS)
    assert (settings.hours_per_person_hundredths, settings.sdr_count, settings.ae_count) == (4_000, 2, 4)
    assert (months[0], months[-1], len(months)) == (date(2025, 4, 1), date(2026, 9, 1), 18)


def test_the_first_steps_are_all_done(demo):
    assert all(step.is_done for step in first_run(tenant_id=demo.tenant.pk))


def test_what_a_customer_costs_and_is_worth_can_be_told(demo):
    names = ("cac", "ltv_cac")
    query = MetricQuery(names=names, today=NOON.date(), currency="EUR", timezone="UTC")

    (whole,) = metric_groups(query)
    found = {metric.name: metric for metric in whole.metrics}

    assert [found[name].reason for name in names] == [None, None]
    assert all(found[name].value for name in names)


def test_a_second_load_is_refused_and_stores_nothing(demo):
    with pytest.raises(WorkspaceNotEmptyError) as refused:
        demo_load(tenant=demo.tenant, accounts=1, seed=2, now=NOON, tell=demo.told.__setitem__)

    assert refused.value.code == "workspace_not_empty"
    assert Account.objects.count() == 25


def load_demo(*options: str) -> None:
    call_command("load_demo", *options, stdout=StringIO(), stderr=StringIO())


def test_the_command_says_why_it_refuses_a_workspace_with_accounts(loaded):
    with pytest.raises(CommandError, match="this workspace holds accounts already"):
        load_demo("--tenant", "initech")


def test_the_command_refuses_a_workspace_that_is_not_there():
    with pytest.raises(CommandError, match="there is no workspace 'nobody'"):
        load_demo("--tenant", "nobody")


@pytest.mark.parametrize("accounts", ["0", "5001"])
def test_the_command_refuses_a_number_of_accounts_it_cannot_make(acme, accounts):
    with pytest.raises(CommandError, match="--accounts is a number from 1 to 5000"):
        load_demo("--tenant", "acme", "--accounts", accounts)


def test_priority_reads_all_that_may_count(demo):
    profile = profile_get("priority")
    version = published_version(profile)

    facts = {row["fact"] for row in criterion_rows(getattr(version, "pk", 0))}
    measured = {"measure.engagement_points", "measure.expected_ltv", "measure.win_score"}
    assert measured <= facts
    assert FitScore.objects.filter(profile=profile).count() == 25
    assert set(AccountMeasure.objects.filter(key="win_score").values_list("basis", flat=True)) >= {"best_open_deal"}
