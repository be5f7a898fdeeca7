"""The committees of deals in one line each."""

from __future__ import annotations

from personas.selectors.committee import committee_of_account
from personas.selectors.deal_committees import deal_committees, deal_find
from tests.factories import AccountFactory, ContactFactory, DealFactory
from tests.personas.factories import NOW, SeatFactory, TemplateFactory, TemplateSeatFactory


def test_each_deal_counts_its_own_people_against_the_accounts_template(as_acme, django_assert_num_queries):
    template = TemplateFactory()
    finance = TemplateSeatFactory(template=template, buying_role="budget_holder", weight=3)
    TemplateSeatFactory(template=template, buying_role="champion", need=2, weight=1)
    account = AccountFactory()
    full, empty = DealFactory(account=account), DealFactory(account=account)
    SeatFactory(account=account, buying_role="champion")
    SeatFactory(account=account, deal=full, persona=finance.persona, buying_role="budget_holder", stance="blocker")
    for _ in range(2):
        SeatFactory(account=account, deal=full, stance="supporter", buying_role="other")
    SeatFactory(account=AccountFactory(), deal=DealFactory())
    own = committee_of_account(account_id=account.pk, now=NOW)

    with django_assert_num_queries(1):
        found = deal_committees(account_id=account.pk, own=own, now=NOW)

    assert empty.pk not in found
    assert list(found) == [full.pk]
    line = found[full.pk]
    alone = committee_of_account(account_id=account.pk, now=NOW, deal_id=full.pk)
    assert (line.seats, line.coverage_bp, line.gaps) == (3, alone.committee.coverage_bp, 2)
    assert line.stances == (("supporter", "Supporter", 2), ("blocker", "Blocker", 1))


def test_without_a_template_coverage_is_unknown(as_acme):
    account = AccountFactory()
    deal = DealFactory(account=account)
    SeatFactory(account=account, deal=deal, contact=ContactFactory(account=account))
    own = committee_of_account(account_id=account.pk, now=NOW)

    assert deal_committees(account_id=account.pk, own=own, now=NOW)[deal.pk].coverage_bp is None


def test_a_deal_is_found_at_its_account_alone(as_acme):
    deal = DealFactory(account=AccountFactory())
    assert deal_find(account_id=deal.account_id, public_id=deal.public_id) == deal
    assert deal_find(account_id=AccountFactory().pk, public_id=deal.public_id) is None
