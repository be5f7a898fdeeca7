"""One parameter however many values there are."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Q, TextField

from accounts.models import Account
from common.one_of import OneOf
from tests.factories import AccountFactory


def test_rows_with_one_of_the_values_are_found(as_acme: Any, django_assert_num_queries: Any) -> None:
    first, second, _third = (AccountFactory(external_id=key) for key in ("a", 'b"{,}', "c"))

    with django_assert_num_queries(1) as asked:
        found = set(Account.objects.filter(OneOf("external_id", ["a", 'b"{,}', "z"], TextField())))
    assert found == {first, second}
    assert " = any(" in asked[0]["sql"]

    keys = OneOf("id", [second.pk], BigIntegerField())
    assert list(Account.objects.filter(Q(keys, source=second.source))) == [second]
    assert not Account.objects.filter(OneOf("id", [], BigIntegerField())).exists()
