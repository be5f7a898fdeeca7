from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from accounts.domain.icp_facts import Subject
from accounts.selectors.score_objects import AccountNotFoundError, DealNotFoundError, object_find, object_get
from tests.accounts.icp_examples import new_account
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db


def test_an_account_and_a_deal_are_told_the_same_way(as_acme: Any, django_assert_num_queries: Any) -> None:
    account = new_account(name="Nordwind", currency="EUR")
    deal = DealFactory(account=account, name="", external_id="d-77", currency="USD")
    deal.refresh_from_db()

    with django_assert_num_queries(2):
        company, sale = object_get(Subject.ACCOUNT, account.pk), object_find(Subject.DEAL, deal.public_id)

    assert (company.name, company.currency, company.account, company.is_deal) == ("Nordwind", "EUR", account, False)
    assert (sale.name, sale.currency, sale.account, sale.is_deal) == ("d-77", "USD", account, True)


@pytest.mark.parametrize(
    ("subject", "error"), [(Subject.ACCOUNT, AccountNotFoundError), (Subject.DEAL, DealNotFoundError)]
)
def test_what_is_not_there_is_not_found(as_acme: Any, subject: Subject, error: type[Exception]) -> None:
    with pytest.raises(error):
        object_find(subject, UUID(int=1))
    with pytest.raises(error):
        object_get(subject, 0)
