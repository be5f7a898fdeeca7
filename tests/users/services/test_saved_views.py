from __future__ import annotations

import pytest

from common.errors import NotFoundError
from tests.factories import member
from users.models import AuditEntry, Membership, SavedView
from users.services import Actor
from users.services.saved_views import ViewInvalidError, list_columns_set, saved_view_delete, saved_view_save

ACTOR = Actor.of_command("test")


@pytest.fixture
def membership(as_acme):
    return Membership.objects.get(user=member(as_acme, "rep"))


def save(membership, name="Big", **more):
    given = {"list_name": "accounts", "query": "q=x", "columns": ["fit"], "is_shared": False, "actor": ACTOR} | more
    return saved_view_save(membership=membership, name=name, **given)


def test_a_view_of_the_same_name_is_replaced(membership):
    save(membership)
    save(membership, " Big ", query="q=y")

    assert SavedView.objects.get().query == "q=y"
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize("given", [{"name": " "}, {"query": "q" * 2_001}])
def test_a_view_without_a_name_or_with_endless_filters_is_refused(membership, given):
    with pytest.raises(ViewInvalidError):
        save(membership, **given)


def test_only_the_owner_or_a_manager_of_a_shared_view_deletes_it(membership, as_acme):
    other = Membership.objects.get(user=member(as_acme, "manager"))
    private, shared = save(membership, "Private"), save(membership, "Shared", is_shared=True)

    for view, any_owner in ((private, True), (shared, False)):
        with pytest.raises(NotFoundError):
            saved_view_delete(membership=other, public_id=view.public_id, any_owner=any_owner, actor=ACTOR)
    saved_view_delete(membership=other, public_id=shared.public_id, any_owner=True, actor=ACTOR)
    saved_view_delete(membership=membership, public_id=private.public_id, any_owner=False, actor=ACTOR)

    assert not SavedView.objects.exists()


def test_no_columns_means_the_usual_ones_again(membership):
    list_columns_set(membership=membership, list_name="accounts", columns=["fit"])
    list_columns_set(membership=membership, list_name="contacts", columns=["name"])
    list_columns_set(membership=membership, list_name="accounts", columns=[])

    membership.refresh_from_db()
    assert membership.list_columns == {"contacts": ["name"]}


def test_columns_of_two_lists_chosen_at_once_are_both_kept(membership):
    elsewhere = Membership.objects.get(pk=membership.pk)  # another tab, read before the first one wrote

    list_columns_set(membership=membership, list_name="accounts", columns=["fit"])
    list_columns_set(membership=elsewhere, list_name="deals", columns=["stage"])

    membership.refresh_from_db()
    assert membership.list_columns == {"accounts": ["fit"], "deals": ["stage"]}
