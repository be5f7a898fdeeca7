"""Lists the way a member likes them: the columns shown, and filters kept under a name."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import AbsError, NotFoundError
from users.models import Membership, SavedView
from users.services.audit import Actor, audit_append

MOST_QUERY = 2_000


class ViewInvalidError(AbsError):
    """A saved view needs a name."""

    code = "view_invalid"


@transaction.atomic
def list_columns_set(*, membership: Membership, list_name: str, columns: Sequence[str]) -> None:
    """This function will remember which columns a member wants to see in a list, in order; none means the usual
    ones.
    """
    kept = dict(Membership.objects.select_for_update().get(pk=membership.pk).list_columns)  # another list, another tab
    if columns:
        kept[list_name] = list(columns)
    else:
        kept.pop(list_name, None)
    Membership.objects.filter(pk=membership.pk).update(list_columns=kept)
    membership.list_columns = kept


@transaction.atomic
def saved_view_save(
    *,
    membership: Membership,
    list_name: str,
    name: str,
    query: str,
    columns: Sequence[str],
    is_shared: bool,
    actor: Actor,
) -> SavedView:
    """This function will keep a list's address under a name; the member's view of that name is replaced.

    Writes one audit entry.

    :raises ViewInvalidError: without a name, or with an address no list has.
    """
    name = " ".join(name.split())[:80]
    if not name or len(query) > MOST_QUERY:
        message = _("Give the view a name.") if not name else _("These filters are too long to be kept.")
        raise ViewInvalidError(message, fields={"name": message})
    view, _created = SavedView.objects.update_or_create(
        owner_id=membership.user_id,
        list_name=list_name,
        name=name,
        defaults={"query": query, "columns": list(columns), "is_shared": is_shared},
    )
    audit_append(
        actor=actor,
        action="saved_view.save",
        object_type="saved_view",
        object_id=str(view.public_id),
        detail={"list": list_name, "name": name, "shared": is_shared},
    )
    saved: SavedView = view
    return saved


@transaction.atomic
def saved_view_delete(*, membership: Membership, public_id: UUID, any_owner: bool, actor: Actor) -> None:
    """This function will delete a view of the member, or with ``any_owner`` a shared one of anybody. One audit entry.

    :raises NotFoundError: when there is no such view, or it is not theirs to delete.
    """
    view = SavedView.objects.filter(public_id=public_id).first()
    if view is None or (view.owner_id != membership.user_id and not (any_owner and view.is_shared)):
        raise NotFoundError(_("There is no such view."))
    view.delete()
    audit_append(actor=actor, action="saved_view.delete", object_type="saved_view", object_id=str(public_id), detail={})
