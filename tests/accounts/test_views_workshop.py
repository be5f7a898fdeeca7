"""The workshop as a person meets it: six inputs, answers beside the draft, one click from a trait to a criterion."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.workshop import QUESTIONS
from accounts.forms_workshop import AnswerForm
from accounts.models import AccountMeasure, IcpAnswer, IcpProfile, IcpReview, IcpVersion, Signal
from accounts.selectors.icp import criterion_rows, draft_version
from tests.accounts.icp_examples import CRITERIA, NOW, draft_with, profile_with
from tests.factories import AccountFactory, DealFactory

pytestmark = pytest.mark.django_db


def customers(many: int = 24) -> None:
    """The best quarter are banks that use Kafka; the rest are shops."""
    for place in range(many):
        is_best = place < many // 4
        account = AccountFactory(
            lifecycle="customer",
            industry="Banking" if is_best else "Retail",
            employees=2_000 if is_best else 20,
            technologies=["Kafka"] if is_best else ["Excel"],
        )
        for key in ("ltv", "won_revenue"):
            AccountMeasure.objects.create(account=account, key=key, value=1000 - place, source="metrics", at=NOW)


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def test_an_empty_workshop_says_what_is_missing_and_what_to_do(as_acme, login):
    profile_with()
    manager = login("manager")

    page = text(manager.get(f"{manager.base}/icp/best/workshop/"))

    assert page.count("Answer the questions.") == 1
    assert "Sales, Customer success, Marketing, Finance, Sales operations" in page
    assert "Nothing to compare yet" in page and "No customer's worth is known yet" in page
    assert "No closed deal is known with its account and opening day" in page
    assert "Nothing was learned yet" in page and "No customer was asked yet" in page


def test_accounts_without_a_customer_among_them_are_not_compared_with_nobody(as_acme, login):
    profile_with()
    for _ in range(6):
        AccountFactory(industry="Retail", lifecycle="prospect")
    manager = login("manager")

    page = text(manager.get(f"{manager.base}/icp/best/workshop/"))

    assert "Nothing to compare yet" in page and "Retail" not in page


def test_the_workshop_shows_what_customers_are_what_the_best_share_and_what_came_before_deals(as_acme, login):
    profile_with()
    customers()
    for _ in range(6):
        AccountFactory(industry="Retail")
    deal = DealFactory(status="won", created_on=date(2026, 3, 1), closed_on=date(2026, 4, 1))
    Signal.objects.create(
        account=deal.account, kind="new_cfo", occurred_at=datetime(2026, 2, 20, tzinfo=UTC), external_id="s"
    )
    manager = login("manager")

    page = text(manager.get(f"{manager.base}/icp/best/workshop/"))

    assert "stands out" in page and "6/6" in page and "Complements" in page and "Competes" in page
    assert "1,001–5,000" in page
    assert "new cfo" in page and "1 won deals" in page


def test_events_are_offered_in_words():
    form = AnswerForm(question=QUESTIONS["popular_offer"], currency="EUR", known={"signal": ["new_cfo", "hiring"]})

    assert form.fields["signal"].help_text == "Separate several by commas. Known here: new cfo, hiring."


def test_the_number_of_queries_does_not_grow_with_the_accounts(as_acme, login):
    profile_with()
    customers(8)
    manager = login("manager")
    counts = []
    manager.get(f"{manager.base}/icp/best/workshop/")  # what a process reads once is read
    for more in (0, 40):
        customers(more)
        with CaptureQueriesContext(connection) as caught:
            assert manager.get(f"{manager.base}/icp/best/workshop/").status_code == 200
        counts.append(len(caught))

    assert counts[0] == counts[1]


def test_one_click_takes_a_trait_into_a_draft(as_acme, login):
    profile = profile_with()
    manager = login("manager")
    given = {"fact": "technologies", "value": "Kafka", "label": "Uses Kafka", "weight": "41"}

    answer = manager.post(f"{manager.base}/icp/best/workshop/traits/", given)

    assert answer.headers["Location"].endswith("/icp/best/workshop/#draft")
    draft = draft_version(profile)
    assert draft is not None
    row = criterion_rows(draft.pk)[-1]
    assert (row["label"], row["weight"], row["rule"]["values"]) == ("Uses Kafka", 41, ["Kafka"])
    page = text(manager.get(f"{manager.base}/icp/best/workshop/"))
    assert "It stands in draft 2." in page and "Draft 2" in page


def test_a_trait_of_a_list_among_ones_own_fields_becomes_a_list(as_acme, login):
    profile = profile_with()
    manager = login("manager")

    manager.post(
        f"{manager.base}/icp/best/workshop/traits/", {"fact": "custom.Modules", "value": "CRM", "listed": "on"}
    )

    draft = draft_version(profile)
    assert draft is not None
    assert criterion_rows(draft.pk)[-1]["rule"]["kind"] == "has"


def test_a_trait_whose_fact_is_read_by_a_line_leads_to_its_editor(as_acme, login):
    profile = profile_with()
    manager = login("manager")
    address, given = f"{manager.base}/icp/best/workshop/traits/", {"fact": "employees", "low": "50", "high": "99"}

    without = manager.post(address, given)
    draft_with(profile, CRITERIA)
    answer = manager.post(address, given)

    assert without.headers["Location"].endswith("/workshop/#draft")
    assert answer.headers["Location"].endswith("/versions/2/criteria/size/")
    assert "“Employees” reads this already" in text(manager.get(answer.headers["Location"]))


@pytest.mark.parametrize("given", [{}, {"fact": "nothing", "value": "x"}, {"fact": "employees", "value": "77"}])
def test_what_is_no_trait_changes_nothing(as_acme, login, given):
    profile_with()
    manager = login("manager")

    answer = manager.post(f"{manager.base}/icp/best/workshop/traits/", given)

    assert answer.status_code == 302 and IcpVersion.objects.count() == 1
    assert "No criterion can be made of this." in text(manager.get(answer.headers["Location"]))


def test_a_rep_answers_with_names_and_the_answer_stands_beside_the_draft(as_acme, login):
    profile_with()
    rep = login("rep")
    address = f"{rep.base}/icp/best/workshop/interviews/sales/"
    given = {
        "question": "easiest_to_sell", "text": "Banks <b>", "industry": "Banking, Insurance", "country": "Germany, fr",
        "low": "100", "high": "500",
    }  # fmt: skip

    assert rep.post(address, given).headers["Location"].endswith(address)

    answer = IcpAnswer.objects.get()
    assert answer.picks == {"industry": ["Banking", "Insurance"], "country": ["DE", "FR"], "employees": [100, 500]}
    page = text(rep.get(address))
    assert "Banks &lt;b&gt;" in page and "Insurance" in page and "100–500" in page and "Germany" in page
    assert "Version 1 scores now" in page and "To the draft" not in page  # a rep does not edit profiles
    assert "Banks &lt;b&gt;" in text(rep.get(f"{rep.base}/icp/best/workshop/"))


def test_a_manager_finds_what_was_named_one_click_from_the_draft(as_acme, login):
    profile_with()
    manager = login("manager")
    address = f"{manager.base}/icp/best/workshop/interviews/marketing/"
    manager.post(address, {"question": "popular_offer", "signal": "Product launch", "technologies": "Kafka"})

    page = text(manager.get(address))

    assert 'value="signal.product_launch"' in page and 'value="technologies"' in page


def test_numbers_are_kept_in_the_questions_unit(as_acme, login):
    profile_with()
    manager = login("manager")
    base = f"{manager.base}/icp/best/workshop/interviews"
    manager.post(f"{base}/finance/", {"question": "revenue_needed", "number": "120000"})
    manager.post(f"{base}/sales_ops/", {"question": "conversion", "number": "12.5"})
    manager.post(f"{base}/sales_ops/", {"question": "cycle", "number": "45"})

    stored = dict(IcpAnswer.objects.values_list("question", "picks"))
    assert stored == {
        "revenue_needed": {"number": 12_000_000}, "conversion": {"number": 1250}, "cycle": {"number": 45},
    }  # fmt: skip
    assert "€120K" in text(manager.get(f"{base}/finance/"))
    operations = text(manager.get(f"{base}/sales_ops/"))
    assert "12.5%" in operations and "45 days" in operations


def test_a_customer_is_named_with_its_words(as_acme, login):
    profile_with()
    account = AccountFactory(name="Blue Bank", name_key="blue bank")
    manager = login("manager")
    address = f"{manager.base}/icp/best/workshop/interviews/customers/"

    refused = manager.post(address, {"question": "why_then", "text": "A new CFO", "customer": "Nobody"})
    manager.post(address, {"question": "why_then", "text": "A new CFO", "customer": "Blue Bank"})

    assert refused.status_code == 422 and "There is no account of this name." in text(refused)
    assert IcpAnswer.objects.get().account_id == account.pk
    assert "A new CFO" in text(manager.get(f"{manager.base}/icp/best/workshop/"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"question": "easiest_to_sell"}, "Say something, or name something."),
        ({"question": "easiest_to_sell", "country": "Atlantis"}, "is no country we know"),
        ({"question": "easiest_to_sell", "low": "-1"}, "greater than or equal to 0"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_in_place(as_acme, login, given, said):
    profile_with()
    rep = login("rep")

    answer = rep.post(f"{rep.base}/icp/best/workshop/interviews/sales/", given)

    assert answer.status_code == 422 and said in text(answer) and not IcpAnswer.objects.exists()


def test_answers_stand_beside_the_draft_in_its_editor(as_acme, login):
    profile = profile_with()
    draft_with(profile, CRITERIA)
    manager = login("manager")
    editor = f"{manager.base}/icp/best/versions/2/"
    assert "Nobody was asked yet" in text(manager.get(editor))

    address = f"{manager.base}/icp/best/workshop/interviews/sales/"
    manager.post(address, {"question": "easiest_to_sell", "text": "Banks", "industry": "Insurance"})

    page = text(manager.get(editor))
    assert "Banks" in page and "Insurance" in page and "Nobody was asked yet" not in page
    assert 'name="editor_of" value="2"' in page
    given = {"fact": "industry", "value": "Insurance", "editor_of": "2"}
    answer = manager.post(f"{manager.base}/icp/best/workshop/traits/", given)
    assert answer.headers["Location"].endswith("/icp/best/versions/2/")


def test_older_answers_stay_to_be_read(as_acme, login):
    profile_with()
    rep = login("rep")
    address = f"{rep.base}/icp/best/workshop/interviews/sales/"
    for said in ("Small ones", "Large ones"):
        rep.post(address, {"question": "easiest_to_sell", "text": said})

    page = text(rep.get(address))

    assert page.index("Large ones") < page.index("1 older answer") < page.index("Small ones")


def test_what_does_not_exist_is_not_found(as_acme, login):
    profile_with()
    rep = login("rep")

    assert rep.get(f"{rep.base}/icp/best/workshop/interviews/legal/").status_code == 404
    assert rep.post(f"{rep.base}/icp/best/workshop/interviews/sales/", {"question": "why_then"}).status_code == 404
    assert rep.get(f"{rep.base}/icp/nobody/workshop/").status_code == 404


def test_a_reader_cannot_answer_and_a_rep_cannot_review_or_draft(as_acme, login):
    profile_with()
    reader, rep = login("read_only"), login("rep")

    assert reader.post(f"{reader.base}/icp/best/workshop/interviews/sales/", {}).status_code == 403
    assert rep.post(f"{rep.base}/icp/best/reviews/", {"note": "x"}).status_code == 403
    assert rep.post(f"{rep.base}/icp/best/best-customers/", {"trait": "industry=Banking"}).status_code == 403


def test_a_review_is_kept_and_plans_the_next(as_acme, login):
    profile_with()
    manager = login("manager")
    address = f"{manager.base}/icp/best/reviews/"

    assert manager.post(address, {"note": "Still right", "next_on": "2020-01-01"}).status_code == 422
    assert manager.post(address, {"note": "Still right", "next_on": "2099-01-01"}).status_code == 302

    assert IcpReview.objects.get().version_number == 1
    assert IcpProfile.objects.get().review_on == date(2099, 1, 1)
    page = text(manager.get(address))
    assert "Still right" in page and "Next review on" in page
    assert "2099" in text(manager.get(f"{manager.base}/icp/"))


def test_the_list_shows_the_inputs_and_what_is_due(as_acme, login):
    profile = profile_with()
    IcpVersion.objects.update(published_at=timezone.now())  # a year later it would be old
    profile.review_on = date(2020, 1, 1)
    profile.save(update_fields=["review_on"])
    rep = login("rep")

    page = text(rep.get(f"{rep.base}/icp/"))

    assert "Department interviews: missing" in page and "Firmographics: done" in page and "due" in page


def test_what_the_best_share_becomes_a_draft_in_the_ordinary_editor(as_acme, login):
    profile_with()
    customers()
    manager = login("manager")
    address = f"{manager.base}/icp/best/best-customers/"

    page = text(manager.get(address))
    answer = manager.post(address, {"trait": ["industry=Banking", "employees=5"]})

    assert "The best 25% and the rest" in page and 'value="industry=Banking" form="traits" checked' in page
    assert answer.headers["Location"].endswith("/icp/best/versions/2/")
    editor = text(manager.get(answer.headers["Location"]))
    assert "Industry" in editor and "Employees" in editor


def test_another_number_and_measure_can_be_chosen_and_nothing_chosen_makes_nothing(as_acme, login):
    profile_with()
    customers()
    manager = login("manager")
    address = f"{manager.base}/icp/best/best-customers/?by=won_revenue&number=12"

    assert "The first 12 and the rest" in text(manager.get(address))
    answer = manager.post(address, {"trait": []})

    assert answer.status_code == 302 and IcpVersion.objects.count() == 1
    assert "Choose at least one trait." in text(manager.get(answer.headers["Location"]))


def test_traits_come_as_a_file(as_acme, login):
    profile_with()
    customers()
    rep = login("rep")

    answer = rep.get(f"{rep.base}/icp/best/best-customers/?format=csv")

    lines = b"".join(answer.streaming_content).decode().splitlines() if answer.streaming else text(answer).splitlines()
    assert lines[0].lstrip("\ufeff").startswith("fact,value,best_with,best_known")
    assert any(line.startswith("Industry,Banking,6,6,0,18,1.0,0.0,4.0,") for line in lines)


def test_customers_of_unknown_worth_are_counted_apart(as_acme, login):
    profile_with()
    customers()
    AccountMeasure.objects.create(account=AccountFactory(), key="ltv", value=None, source="metrics", at=NOW)
    rep = login("rep")

    assert "1 more customer is in neither group" in text(rep.get(f"{rep.base}/icp/best/best-customers/"))


def test_a_profile_of_deals_has_a_workshop_too(as_acme, login):
    from accounts.domain.icp_facts import Subject

    profile_with(name="Win", subject=Subject.DEAL)
    rep = login("rep")

    assert rep.get(f"{rep.base}/icp/win/workshop/").status_code == 200


def test_the_best_can_be_those_who_stayed_or_need_the_least_support(as_acme, login):
    profile_with()
    customers()
    rep = login("rep")
    address = f"{rep.base}/icp/best/best-customers/?by="

    assert "Customer success has rated no customer yet" in text(rep.get(f"{address}support"))
    assert "Who stayed, and who was lost" in text(rep.get(f"{address}staying"))
    assert rep.get(f"{address}margin").status_code == 200
    assert f"{rep.base}/icp/best/best-customers/?by=margin" in text(rep.get(f"{rep.base}/icp/best/workshop/"))
