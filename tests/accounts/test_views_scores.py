from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.icp_facts import Subject
from accounts.models import Account, FactChange, FitScoreChange, LearnedReport
from accounts.selectors.icp import version_get
from accounts.services.deal_scoring import deal_scores_refresh
from accounts.services.icp_publish import icp_version_publish
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import ACTOR, SIZE, draft_with, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def account(as_acme: Any) -> Account:
    """Scored ten days ago, grown five days ago, under another version since yesterday."""
    now = timezone.now()
    profile = profile_with()
    made = new_account(industry="retail", employees=100, name="Nordwind")
    fit_refresh(keys=[made.pk], now=now - 10 * DAY)
    Account.objects.filter(pk=made.pk).update(employees=500)
    FactChange.objects.create(
        object_kind="account", object_id=made.pk, field="employees", old=100, new=500, source="crm", at=now - 5 * DAY
    )
    fit_refresh(keys=[made.pk], now=now - 5 * DAY)
    icp_version_publish(version=draft_with(profile, [SIZE]), note="Size alone", actor=ACTOR, now=now - DAY)
    fit_refresh(keys=[made.pk], now=now - DAY)
    return made


def day(ago: int) -> str:
    return (timezone.localdate() - ago * DAY).isoformat()


def test_the_page_draws_the_line_and_names_the_causes_without_javascript(account: Account, login: Any) -> None:
    reader = login("read_only")

    html = reader.get(f"{reader.base}/accounts/{account.public_id}/score/").content.decode()

    assert 'class="step-main"' in html and "Version 2" in html
    assert 'Employees: <bdi>100</bdi> <span class="arrow">→</span> <bdi>500</bdi>' in html and "crm" in html
    assert "Version 2 published: <bdi>Size alone</bdi>" in html
    assert "+100.000" in html  # from nothing to 100
    assert "under today" not in html.split("<main")[1].split("step-other")[0] or "step-other" not in html


def test_days_in_the_address_choose_the_span_and_the_moment_explained(account: Account, login: Any) -> None:
    reader = login("read_only")

    page = reader.get(f"{reader.base}/accounts/{account.public_id}/score/?since={day(8)}&until={day(3)}")

    shown = page.context["page"]
    assert (shown.diff.start.score_milli, shown.diff.end.score_milli) == (36_000, 76_000)
    assert shown.explanation.version.number == 1
    assert [step.moment.cause for step in shown.steps] == ["data"]


def test_the_series_under_todays_rules_is_drawn_on_request(account: Account, login: Any) -> None:
    reader = login("read_only")
    before = FitScoreChange.objects.count()

    html = reader.get(f"{reader.base}/accounts/{account.public_id}/score/?rerated=1").content.decode()

    assert 'class="step-other"' in html
    assert "would have scored under version 2" in html
    assert FitScoreChange.objects.count() == before


def test_the_file_holds_lines_that_add_up_to_the_difference(account: Account, login: Any) -> None:
    reader = login("read_only")

    answer = reader.get(f"{reader.base}/accounts/{account.public_id}/score/?since={day(8)}&until={day(0)}&format=csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(int(row["Points (thousandths)"].replace("'", "")) for row in rows) == 64_000
    assert {row["Cause"] for row in rows} == {"data", "version"}


@pytest.mark.parametrize("query", ["since=yesterday", "since=2999-01-01", "until=1999-01-01", "page=999"])
def test_days_that_are_none_do_no_harm(account: Account, login: Any, query: str) -> None:
    reader = login("read_only")

    assert reader.get(f"{reader.base}/accounts/{account.public_id}/score/?{query}").status_code == 200


def test_a_deal_has_its_own_page(as_acme: Any, login: Any) -> None:
    profile_with([SIZE], name="Win", subject=Subject.DEAL)
    deal = DealFactory(account=new_account(employees=300, name="Nordwind"), name="Big order")
    deal.refresh_from_db()
    deal_scores_refresh(keys=[deal.pk], now=timezone.now() - DAY)
    reader = login("read_only")

    html = reader.get(f"{reader.base}/accounts/deals/{deal.public_id}/score/").content.decode()

    assert "Big order" in html and "Nordwind" in html
    assert "How the win score comes about" in html


def test_a_page_without_profile_or_score_says_what_to_do(as_acme: Any, login: Any) -> None:
    deal = DealFactory()
    deal.refresh_from_db()
    company = new_account()
    profile_with()
    reader = login("read_only")

    assert (
        "No profile scores deals yet"
        in reader.get(f"{reader.base}/accounts/deals/{deal.public_id}/score/").content.decode()
    )
    assert "No score in these days" in reader.get(f"{reader.base}/accounts/{company.public_id}/score/").content.decode()


def test_what_is_not_there_is_not_found(as_acme: Any, login: Any) -> None:
    profile_with()
    company = new_account()
    reader = login("read_only")

    missing = "00000000-0000-4000-8000-000000000000"
    for address in (f"{missing}/score/", f"deals/{missing}/score/", f"{company.public_id}/score/?profile=other"):
        assert reader.get(f"{reader.base}/accounts/{address}").status_code == 404


def test_the_page_of_a_deal_says_what_its_score_means(as_acme: Any, login: Any) -> None:
    profile = profile_with([SIZE], name="Win", subject=Subject.DEAL)
    deal = DealFactory(account=new_account(employees=300))
    deal.refresh_from_db()
    deal_scores_refresh(keys=[deal.pk], now=timezone.now() - DAY)
    reader = login("read_only")
    address = f"{reader.base}/accounts/deals/{deal.public_id}/score/"
    assert "Of deals with this score" not in reader.get(address).content.decode()

    report = LearnedReport.objects.create(
        profile=profile,
        version=version_get(profile, 1),
        version_number=1,
        decision="usable",
        report={"win_probability": {"intercept": -2.0, "slope": 0.00004}},
    )
    report.refresh_from_db()

    html = reader.get(address).content.decode()
    assert "Of deals with this score about <strong>50%</strong> are won" in html
    assert f'href="{reader.base}/icp/{profile.key}/learn/reports/{report.public_id}/"' in html
