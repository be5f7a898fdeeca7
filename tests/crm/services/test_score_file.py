from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.domain.icp_parse import version_parse
from accounts.models import Account, Deal
from crm.services.score_file import RowScore, file_score
from outbox.models import Message
from tests.accounts.icp_examples import CRITERIA, NOW, new_account

pytestmark = pytest.mark.django_db


def scored(text: str, **more: Any) -> Any:
    given = {"mapping": None, "source": "file", "spec": version_parse(CRITERIA), "subject": Subject.DEAL, "now": NOW}
    return file_score(chunks=[text.encode()], **{**given, **more})


def test_rows_are_scored_by_line_and_nothing_stays(as_acme: Any) -> None:
    new_account(domain="acme.test", industry="retail", employees=300)
    found = scored("account_domain;status\nacme.test;won\nnew.test;nonsense\n")
    assert found.header == ["account_domain", "status"]
    assert found.rows == [(2, ["acme.test", "won"]), (3, ["new.test", "nonsense"])]
    assert found.scores == {2: RowScore(56_000, 56_000, None), 3: RowScore(0, 100_000, None)}
    assert (Deal.objects.count(), Account.objects.count(), Message.objects.count()) == (0, 1, 0)


def test_rows_alike_are_scored_each(as_acme: Any) -> None:
    found = scored("external_id,name\n1,a\n1,a\n")
    assert sorted(found.scores) == [2, 3]


def test_columns_of_the_mapping_that_the_file_lacks_are_named(as_acme: Any) -> None:
    mapping = {"fields": {"name": "Deal", "amount": "Value", "status": "Outcome"}, "custom": ["Plan"]}
    assert scored("Deal\nx\n", mapping=mapping).missing == ("Value", "Plan")


def test_an_empty_file_has_no_scores(as_acme: Any) -> None:
    assert scored("name\n").scores == {}
